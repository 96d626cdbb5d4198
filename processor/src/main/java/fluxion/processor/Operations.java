package fluxion.processor;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeName;
import fluxion.annotation.DerivativeKind;
import fluxion.annotation.MathMode;
import fluxion.processor.DifferentiableMethodModel.Parameter;
import fluxion.processor.Operation.Argument;
import fluxion.processor.Operation.EachRow;
import fluxion.processor.Operation.Result;
import fluxion.processor.Operation.Whole;
import fluxion.runtime.companion.Companions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What can be computed of a method.
///
/// @param method the method
/// @param rows whether for many rows at once
record Operations(DifferentiableMethodModel method, boolean rows) {
    /// All, in order.
    List<Operation> all() {
        var kinds = EnumSet.allOf(DerivativeKind.class);
        kinds.removeIf(kind -> kind.needsScalar() && !method.hasGradient());
        if (method.hasGradient()) {
            kinds.remove(DerivativeKind.JACOBIAN); // it is the gradient
        }
        if (rows) {
            kinds.remove(DerivativeKind.HESSIAN); // an array of three dimensions
        } else if (method.math() == MathMode.STRICT || !method.hasGradient()) {
            kinds.remove(DerivativeKind.VALUE); // the method itself is called
        }
        return kinds.stream().map(this::of).toList();
    }

    /// The arguments of the method.
    List<Argument> arguments(Scope scope) {
        return method.parameters().stream()
                .map(parameter -> new Argument(
                        scope.name(parameter.name()),
                        lifted(parameter.type(), !parameter.isConstant()),
                        method.documentation().parameter(parameter.name(), "an argument of the method")))
                .toList();
    }

    private Operation of(DerivativeKind kind) {
        var scope = new Scope();
        var arguments = new ArrayList<>(arguments(scope));
        switch (kind) {
            case VJP -> seeds(scope, arguments);
            case JVP -> vectors(scope, "t", "the tangent of ", arguments);
            case HVP -> vectors(scope, "v", "the vector for ", arguments);
            case VALUE, GRADIENT, VALUE_AND_GRADIENT, JACOBIAN, HESSIAN -> {}
        }
        var each = eachRow(scope);
        var parts = switch (kind) {
            case VALUE -> Stream.of(returned(scope, each, "value", "the value"));
            case GRADIENT, VJP -> inputs(scope, each, "the derivative for ");
            case HVP -> inputs(scope, each, "the product, the part for ");
            case VALUE_AND_GRADIENT ->
                Stream.concat(
                        Stream.of(returned(scope, each, "value", "the value")),
                        inputs(scope, each, "the derivative for "));
            case JVP ->
                method.isVoid()
                        ? method.outputs().stream().map(output -> like(scope, each, output, "the tangent of "))
                        : Stream.of(returned(scope, each, "tangent", "the tangent of the value"));
            case JACOBIAN -> Stream.of(matrix(scope, outputSize(), "the Jacobian, row by row"));
            case HESSIAN -> Stream.of(matrix(scope, inputSize(), "the Hessian, row by row"));
        };
        var all = parts.toList();
        return new Operation(
                kind,
                arguments,
                all.stream().flatMap(part -> part.results().stream()).toList(),
                all.stream().map(Part::whole).toList(),
                scope);
    }

    /// What the user sees, and what it is made of.
    private record Part(Whole whole, List<Result> results) {
        /// One that is made of nothing else.
        static Part of(Result result) {
            return new Part(
                    new Whole(result.name(), ValueType.plain(result.type()), Optional.empty(), result.documentation()),
                    List.of(result));
        }
    }

    private Optional<EachRow> eachRow(Scope scope) {
        return rows
                ? Optional.of(new EachRow(
                        CodeBlock.of("$N.length", method.variable().getFirst().name()), scope.name("row")))
                : Optional.empty();
    }

    private TypeName lifted(TypeName type, boolean hasRows) {
        return rows && hasRows ? ArrayTypeName.of(type) : type;
    }

    private void seeds(Scope scope, List<Argument> arguments) {
        if (!method.isVoid()) {
            arguments.add(new Argument(
                    scope.name("seed"), lifted(method.result().type(), true), "the cotangent of the value"));
        }
        for (var output : method.outputs()) {
            arguments.add(new Argument(
                    scope.name("s", output.name()),
                    output.type(),
                    "the cotangent of what " + output.name() + " holds"));
        }
    }

    private void vectors(Scope scope, String prefix, String text, List<Argument> arguments) {
        for (var input : method.inputs()) {
            arguments.add(
                    new Argument(scope.name(prefix, input.name()), lifted(input.type(), true), text + input.name()));
        }
    }

    private Stream<Part> inputs(Scope scope, Optional<EachRow> each, String text) {
        return method.inputs().stream().map(input -> like(scope, each, input, text));
    }

    /// What has the size of a parameter.
    private Part like(Scope scope, Optional<EachRow> each, Parameter parameter, String text) {
        return like(
                scope,
                each,
                scope.name("d", parameter.name()),
                parameter.value(),
                CodeBlock.of("$N", parameter.name()),
                text + parameter.name());
    }

    private Part like(
            Scope scope, Optional<EachRow> each, String name, ValueType value, CodeBlock access, String text) {
        if (!value.isRecord()) {
            return Part.of(new Result(name, lifted(value.type(), true), text, List.of(like(access))));
        }
        // "dV" of a record (double x, double[] w) is made of dVX and dVW
        var one = each.map(row -> row.of(access)).orElse(access);
        var leaves = value.leaves(name, one).stream()
                .map(leaf -> new Result(
                        scope.name(leaf.name()),
                        lifted(leaf.type(), true),
                        text + ": " + leaf.name(),
                        List.of(each.map(row -> room(row, leaf)).orElseGet(() -> like(leaf.access())))))
                .toList();
        return new Part(new Whole(name, value, each, text), leaves);
    }

    /// Code for a new array of the size of `access`.
    private static CodeBlock like(CodeBlock access) {
        return CodeBlock.of("$T.like($L)", Companions.class, access);
    }

    /// Code for a new array with what has the size of `leaf` for each row.
    private static CodeBlock room(EachRow each, ValueType.Leaf leaf) {
        return DifferentiableMethodModel.rank(leaf.type()) == 0
                ? CodeBlock.of("new $T[$L]", leaf.type(), each.count())
                : each.array(leaf.type(), like(leaf.access()));
    }

    /// What has the size of what the method returns, which is a number where there are rows.
    private Part returned(Scope scope, Optional<EachRow> each, String name, String text) {
        var type = method.result();
        return each.map(row -> Part.of(new Result(
                        scope.name(name),
                        lifted(type.type(), true),
                        text,
                        List.of(CodeBlock.of("new $T[$L]", type.type(), row.count())))))
                .orElseGet(() -> like(scope, each, scope.name(name), type, call(), text));
    }

    private Part matrix(Scope scope, CodeBlock rowCount, String text) {
        boolean wide = Stream.concat(
                        Stream.of(method.result()),
                        Stream.concat(method.inputs().stream(), method.outputs().stream())
                                .map(Parameter::value))
                .flatMap(value -> value.leaves("", CodeBlock.of("")).stream())
                .anyMatch(leaf ->
                        DifferentiableMethodModel.elementType(leaf.type()).equals(TypeName.DOUBLE));
        var type = ArrayTypeName.of(wide ? TypeName.DOUBLE : TypeName.FLOAT);
        return Part.of(new Result(scope.name("matrix"), type, text, List.of(rowCount, inputSize())));
    }

    private CodeBlock inputSize() {
        return sum(method.inputs());
    }

    private CodeBlock outputSize() {
        return method.isVoid() ? sum(method.outputs()) : size(method.result(), call());
    }

    private static CodeBlock sum(List<Parameter> parameters) {
        return parameters.stream()
                .map(parameter -> size(parameter.value(), CodeBlock.of("$N", parameter.name())))
                .collect(CodeBlock.joining(" + "));
    }

    private static CodeBlock size(ValueType value, CodeBlock access) {
        return value.leaves("", access).stream()
                .map(leaf -> DifferentiableMethodModel.rank(leaf.type()) == 0
                        ? CodeBlock.of("1")
                        : CodeBlock.of("$T.size($L)", Companions.class, leaf.access()))
                .collect(CodeBlock.joining(" + "));
    }

    /// A call of the method that leaves its arguments as they are.
    private CodeBlock call() {
        var arguments = method.parameters().stream()
                .map(parameter -> copy(parameter.value(), CodeBlock.of("$N", parameter.name())))
                .collect(CodeBlock.joining(", "));
        return CodeBlock.of("$T.$N($L)", method.owner(), method.name(), arguments);
    }

    private static CodeBlock copy(ValueType value, CodeBlock access) {
        var leaves = value.leaves("", access);
        if (leaves.stream().allMatch(leaf -> DifferentiableMethodModel.rank(leaf.type()) == 0)) {
            return access;
        }
        return value.make(leaves.stream()
                .map(leaf -> switch (DifferentiableMethodModel.rank(leaf.type())) {
                    case 0 -> leaf.access();
                    case 1 -> CodeBlock.of("$L.clone()", leaf.access());
                    default -> CodeBlock.of("$T.copy($L)", Companions.class, leaf.access());
                })
                .iterator()::next);
    }
}
