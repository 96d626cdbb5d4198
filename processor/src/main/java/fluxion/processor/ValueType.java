package fluxion.processor;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The type of a parameter or result: a number, an array, a record of such, or a class with fields of such.
///
/// @param type how Java writes it
/// @param isRecord whether it is a record
/// @param components those of a record, or the fields of a class
record ValueType(TypeName type, boolean isRecord, List<Component> components) {
    /// Copies the list.
    ValueType {
        components = List.copyOf(components);
    }

    /// A component of a record, or a field.
    record Component(String name, ValueType type) {}

    /// A number or array that a value stands for.
    ///
    /// @param name the names on the way to it, `centreX`
    /// @param type its type
    /// @param access code that reads it
    record Leaf(String name, TypeName type, CodeBlock access) {}

    /// A number or array.
    static ValueType plain(TypeName type) {
        return new ValueType(type, false, List.of());
    }

    /// What a value stands for, in order.
    ///
    /// @param name what it is called
    /// @param access code that reads it
    List<Leaf> leaves(String name, CodeBlock access) {
        if (isPlain()) {
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

    /// Whether it has derivatives: a record has if all that it is made of has; a class that is no record has none, as
    /// nobody says how to make an object of its parts.
    boolean isFloat() {
        return isPlain()
                ? DifferentiableMethodModel.isFloat(type)
                : isRecord
                        && !components.isEmpty()
                        && components.stream()
                                .allMatch(component -> component.type().isFloat());
    }

    /// Whether it is a number or array.
    private boolean isPlain() {
        return components.isEmpty() && !isRecord;
    }

    /// Code for a value that is made of what `leaves` gives code for, in order.
    CodeBlock make(Supplier<CodeBlock> leaves) {
        return isRecord
                ? CodeBlock.of(
                        "new $T($L)",
                        type,
                        components.stream()
                                .map(component -> component.type().make(leaves))
                                .collect(CodeBlock.joining(", ")))
                : leaves.get();
    }

    /// What it is made of, for messages: `(double x, int n)`.
    @Override
    public String toString() {
        return !isPlain()
                ? components.stream()
                        .map(component -> component.type() + " " + component.name())
                        .collect(Collectors.joining(", ", "(", ")"))
                : type.toString();
    }
}
