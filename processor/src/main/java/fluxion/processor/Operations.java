package fluxion.processor;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeName;
import fluxion.annotation.DerivativeKind;
import fluxion.annotation.MathMode;
import fluxion.processor.DifferentiableMethodModel.Parameter;
import fluxion.processor.Operation.Argument;
import fluxion.processor.Operation.Result;
import fluxion.runtime.companion.Companions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
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
        var results = switch (kind) {
            case VALUE -> List.of(returned(scope, "value", "the value"));
            case GRADIENT, VJP -> inputs(scope, "the derivative for ").toList();
            case HVP -> inputs(scope, "the product, the part for ").toList();
            case VALUE_AND_GRADIENT ->
                Stream.concat(Stream.of(returned(scope, "value", "the value")), inputs(scope, "the derivative for "))
                        .toList();
            case JVP ->
                method.result().equals(TypeName.VOID)
                        ? outputs(scope)
                        : List.of(returned(scope, "tangent", "the tangent of the value"));
            case JACOBIAN -> List.of(matrix(scope, outputSize(), "the Jacobian, row by row"));
            case HESSIAN -> List.of(matrix(scope, inputSize(), "the Hessian, row by row"));
        };
        return new Operation(kind, arguments, results, scope);
    }

    private TypeName lifted(TypeName type, boolean hasRows) {
        return rows && hasRows ? ArrayTypeName.of(type) : type;
    }

    private void seeds(Scope scope, List<Argument> arguments) {
        if (!method.result().equals(TypeName.VOID)) {
            arguments.add(
                    new Argument(scope.name("seed"), lifted(method.result(), true), "the cotangent of the value"));
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

    private Stream<Result> inputs(Scope scope, String text) {
        return method.inputs().stream().map(input -> like(scope, input, text));
    }

    private List<Result> outputs(Scope scope) {
        return method.outputs().stream()
                .map(output -> like(scope, output, "the tangent of "))
                .toList();
    }

    private Result like(Scope scope, Parameter parameter, String text) {
        return new Result(
                scope.name("d", parameter.name()),
                lifted(parameter.type(), true),
                text + parameter.name(),
                List.of(CodeBlock.of("$T.like($N)", Companions.class, parameter.name())));
    }

    /// What has the size of what the method returns.
    private Result returned(Scope scope, String name, String text) {
        var first = rows ? method.variable().getFirst().name() : "";
        return new Result(
                scope.name(name),
                lifted(method.result(), true),
                text,
                List.of(
                        rows
                                ? CodeBlock.of("new $T[$N.length]", method.result(), first)
                                : CodeBlock.of("$T.like($L)", Companions.class, call())));
    }

    private Result matrix(Scope scope, CodeBlock rowCount, String text) {
        boolean wide = Stream.concat(
                        Stream.of(method.result()),
                        Stream.concat(method.inputs().stream(), method.outputs().stream())
                                .map(Parameter::type))
                .anyMatch(type -> DifferentiableMethodModel.elementType(type).equals(TypeName.DOUBLE));
        var type = ArrayTypeName.of(wide ? TypeName.DOUBLE : TypeName.FLOAT);
        return new Result(scope.name("matrix"), type, text, List.of(rowCount, inputSize()));
    }

    private CodeBlock inputSize() {
        return sum(method.inputs());
    }

    private CodeBlock outputSize() {
        return method.result().equals(TypeName.VOID)
                ? sum(method.outputs())
                : CodeBlock.of("$T.size($L)", Companions.class, call());
    }

    private static CodeBlock sum(List<Parameter> parameters) {
        return parameters.stream()
                .map(parameter -> DifferentiableMethodModel.rank(parameter.type()) == 0
                        ? CodeBlock.of("1")
                        : CodeBlock.of("$T.size($N)", Companions.class, parameter.name()))
                .collect(CodeBlock.joining(" + "));
    }

    /// A call of the method that leaves its arguments as they are.
    private CodeBlock call() {
        var arguments = method.parameters().stream()
                .map(parameter -> switch (DifferentiableMethodModel.rank(parameter.type())) {
                    case 0 -> CodeBlock.of("$N", parameter.name());
                    case 1 -> CodeBlock.of("$N.clone()", parameter.name());
                    default -> CodeBlock.of("$T.copy($N)", Companions.class, parameter.name());
                })
                .collect(CodeBlock.joining(", "));
        return CodeBlock.of("$T.$N($L)", method.owner(), method.name(), arguments);
    }
}
