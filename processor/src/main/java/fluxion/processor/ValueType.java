package fluxion.processor;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeName;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;

/// The type of a parameter or result: a number, an array, or a record of such.
///
/// @param type how Java writes it
/// @param isRecord whether it is a record
/// @param components those of a record
record ValueType(TypeName type, boolean isRecord, List<Component> components) {
    /// Copies the list.
    ValueType {
        components = List.copyOf(components);
    }

    /// A component of a record.
    record Component(String name, ValueType type) {}

    /// A number or array that a value stands for.
    ///
    /// @param name the names on the way to it, `centreX`
    /// @param type its type
    /// @param access code that reads it
    record Leaf(String name, TypeName type, CodeBlock access) {}

    /// A type that is no record.
    static ValueType plain(TypeName type) {
        return new ValueType(type, false, List.of());
    }

    /// What a value stands for, in order.
    ///
    /// @param name what it is called
    /// @param access code that reads it
    List<Leaf> leaves(String name, CodeBlock access) {
        if (!isRecord) {
            return List.of(new Leaf(name, type, access));
        }
        var leaves = new ArrayList<Leaf>();
        for (var component : components) {
            var inner = component.name();
            leaves.addAll(component
                    .type()
                    .leaves(
                            name + Character.toUpperCase(inner.charAt(0)) + inner.substring(1),
                            CodeBlock.of("$L.$N()", access, inner)));
        }
        return leaves;
    }

    private List<Leaf> leaves() {
        return leaves("", CodeBlock.of(""));
    }

    /// Whether it has derivatives: a record has if all that it is made of has.
    boolean isFloat() {
        return !leaves().isEmpty()
                && leaves().stream().allMatch(leaf -> DifferentiableMethodModel.isFloat(leaf.type()));
    }

    /// Code for a value that is made of what `leaves` read, in order.
    CodeBlock make(Iterator<CodeBlock> leaves) {
        return isRecord
                ? CodeBlock.of(
                        "new $T($L)",
                        type,
                        components.stream()
                                .map(component -> component.type().make(leaves))
                                .collect(CodeBlock.joining(", ")))
                : leaves.next();
    }

    /// What a record is made of, for messages: `(double x, int n)`.
    @Override
    public String toString() {
        return isRecord
                ? components.stream()
                        .map(component -> component.type() + " " + component.name())
                        .collect(Collectors.joining(", ", "(", ")"))
                : type.toString();
    }
}
