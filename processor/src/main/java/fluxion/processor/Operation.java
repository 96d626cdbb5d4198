package fluxion.processor;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeName;
import fluxion.annotation.DerivativeKind;
import fluxion.runtime.companion.Companions;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Something that a companion computes, with the names that its code uses.
///
/// @param kind what it is
/// @param arguments those of the method, then cotangents, tangents or vectors
/// @param results what it gives, the numbers and arrays that records are made of in their place
/// @param wholes what these make together
/// @param scope names that are taken
record Operation(DerivativeKind kind, List<Argument> arguments, List<Result> results, List<Whole> wholes, Scope scope) {
    /// Copies the lists.
    Operation {
        arguments = List.copyOf(arguments);
        results = List.copyOf(results);
        wholes = List.copyOf(wholes);
    }

    /// An argument.
    record Argument(String name, TypeName type, String documentation) {}

    /// A result.
    ///
    /// @param name its name
    /// @param type its type
    /// @param documentation what it is
    /// @param size code for the number of rows and columns, for a matrix; else code for a new array of its size
    record Result(String name, TypeName type, String documentation, List<CodeBlock> size) {
        boolean isNumber() {
            return DifferentiableMethodModel.rank(type) == 0;
        }

        boolean isMatrix() {
            return size.size() == 2;
        }
    }

    /// A result as the user sees it.
    ///
    /// @param name its name
    /// @param value its type; with rows that of a record is for one of them
    /// @param rows those of a batched form
    /// @param documentation what it is
    record Whole(String name, ValueType value, Optional<EachRow> rows, String documentation) {
        /// How Java writes its type.
        TypeName type() {
            return rows.isPresent() && value.isRecord() ? ArrayTypeName.of(value.type()) : value.type();
        }

        /// Code that makes it of what `parts` gives code for, in order.
        CodeBlock make(Supplier<CodeBlock> parts) {
            return rows.isPresent() && value.isRecord()
                    ? rows.get().array(value.type(), value.make(() -> rows.get().of(parts.get())))
                    : value.make(parts);
        }
    }

    /// All rows of a batched form.
    ///
    /// @param count code for their number
    /// @param row the variable that is the number of one of them
    record EachRow(CodeBlock count, String row) {
        /// Code for the element of the array `all` that a row has.
        CodeBlock of(CodeBlock all) {
            return CodeBlock.of("$L[$N]", all, row);
        }

        /// Code for an array with the value of `element`, which is of `type`, for each row.
        CodeBlock array(TypeName type, CodeBlock element) {
            return CodeBlock.of("$T.each($L, $T[]::new, $N -> $L)", Companions.class, count, type, row, element);
        }
    }

    /// Whether the first result is the value of the method, which is returned wherever it is a number.
    boolean returnsValue() {
        return switch (kind) {
            case VALUE, VALUE_AND_GRADIENT ->
                results.getFirst().isNumber() && !wholes.getFirst().value().isRecord();
            case GRADIENT, VJP, JVP, JACOBIAN, HESSIAN, HVP -> false;
        };
    }

    /// Whether there is a form that takes an array for each result; not where the result is one number.
    boolean hasArrays() {
        return results.size() > 1
                || !results.getFirst().isNumber()
                || wholes.getFirst().value().isRecord();
    }

    /// The results that get an array in that form.
    List<Result> held() {
        return returnsValue() ? results.subList(1, results.size()) : results;
    }

    /// The number of the result that a handle returns, or -1.
    int returned() {
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i).isNumber()) {
                return i;
            }
        }
        return -1;
    }

    /// What the record of several results is called.
    String recordName() {
        return switch (kind) {
            case GRADIENT, VJP, HVP -> "Gradient";
            case VALUE_AND_GRADIENT -> "ValueAndGradient";
            case VALUE, JVP, JACOBIAN, HESSIAN -> "Tangents";
        };
    }
}
