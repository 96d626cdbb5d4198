package fluxion.processor;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import fluxion.annotation.Companion;
import fluxion.annotation.DerivativeKind;
import fluxion.processor.Operation.Argument;
import fluxion.processor.Operation.Result;
import fluxion.runtime.companion.Companions;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;

/// The code of one operation: a form that takes an array for each result, one that makes them, and a class that holds
/// the handle, so that nothing is compiled before it is used.
///
/// @param method the method
/// @param operation what is computed of it
/// @param inside the class to which it belongs
record OperationWriter(DifferentiableMethodModel method, Operation operation, ClassName inside) {
    void write(TypeSpec.Builder type) {
        if (operation.hasArrays()) {
            type.addMethod(fresh()).addMethod(into());
        } else {
            type.addMethod(number());
        }
        type.addType(code());
    }

    /// What it is, for people.
    private String title() {
        return switch (operation.kind()) {
            case VALUE -> "The value.";
            case GRADIENT -> "The derivative of the value.";
            case VALUE_AND_GRADIENT -> "The value and its derivative.";
            case VJP -> "Cotangents of the inputs for cotangents of the outputs: the vector-Jacobian product.";
            case JVP -> "Tangents of the outputs for tangents of the inputs: the Jacobian-vector product.";
            case JACOBIAN ->
                "The Jacobian: a row for each element of the outputs, a column for each element of the inputs.";
            case HESSIAN -> "The second derivatives: a row and a column for each element of the inputs.";
            case HVP -> "The product of the second derivatives with a vector.";
        };
    }

    /// A record of the results, where there are several.
    TypeSpec results() {
        var constructor = MethodSpec.constructorBuilder();
        var type = TypeSpec.recordBuilder(operation.recordName())
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .addJavadoc("$L\n", operation.kind() == DerivativeKind.JVP ? "Tangents." : recordTitle());
        for (var result : operation.wholes()) {
            constructor.addParameter(result.type(), result.name());
            type.addJavadoc("\n@param $N $L", result.name(), result.documentation());
        }
        return type.recordConstructor(constructor.build()).build();
    }

    private String recordTitle() {
        return operation.kind() == DerivativeKind.VALUE_AND_GRADIENT
                ? "The value and its derivatives."
                : "A derivative for each input.";
    }

    private MethodSpec.Builder declared() {
        var builder = MethodSpec.methodBuilder(operation.kind().title())
                .addModifiers(Modifier.PUBLIC)
                .addAnnotation(AnnotationSpec.builder(Companion.Operation.class)
                        .addMember("value", "$T.$L", DerivativeKind.class, operation.kind())
                        .build())
                .addExceptions(method.thrown())
                .addJavadoc("$L\n", title());
        for (var argument : operation.arguments()) {
            builder.addParameter(argument.type(), argument.name());
            builder.addJavadoc("\n@param $N $L", argument.name(), argument.documentation());
        }
        return builder;
    }

    /// The result is one number.
    private MethodSpec number() {
        var result = operation.results().getFirst();
        return declared()
                .addJavadoc("\n@return $L", result.documentation())
                .returns(result.type())
                .addCode(guarded(CodeBlock.of("return ($T) $L;\n", result.type(), invocation())))
                .build();
    }

    private MethodSpec into() {
        var builder = declared();
        for (var result : operation.held()) {
            var type = DifferentiableMethodModel.holder(result.type());
            builder.addParameter(type, result.name());
            builder.addJavadoc(
                    "\n@param $N takes $L$L",
                    result.name(),
                    result.documentation(),
                    result.isNumber() ? ", as its only element" : "");
        }
        int returned = operation.returned();
        if (operation.returnsValue()) {
            var value = operation.results().getFirst();
            return builder.addJavadoc("\n@return $L", value.documentation())
                    .returns(value.type())
                    .addCode(guarded(CodeBlock.of("return ($T) $L;\n", value.type(), invocation())))
                    .build();
        }
        var result = returned < 0 ? null : operation.results().get(returned);
        return builder.addCode(guarded(
                        result == null
                                ? CodeBlock.of("$L;\n", invocation())
                                : CodeBlock.of("$N[0] = ($T) $L;\n", result.name(), result.type(), invocation())))
                .build();
    }

    private MethodSpec fresh() {
        var results = operation.results();
        var builder = declared();
        if (results.size() == 1 && results.getFirst().isMatrix()) {
            return matrix(builder, results.getFirst());
        }
        for (var result : operation.held()) {
            builder.addStatement(
                    "var $N = $L",
                    result.name(),
                    result.isNumber()
                            ? CodeBlock.of("new $T[1]", result.type())
                            : result.size().getFirst());
        }
        var call = call();
        var value = results.getFirst();
        builder.addStatement(
                operation.returnsValue() ? CodeBlock.of("$T $N = $L", value.type(), value.name(), call) : call);
        var parts = results.stream()
                .map(result -> result.isNumber() && operation.held().contains(result)
                        ? CodeBlock.of("$N[0]", result.name())
                        : CodeBlock.of("$N", result.name()))
                .iterator();
        var wholes = operation.wholes();
        var made = wholes.stream().map(whole -> whole.make(parts::next)).collect(CodeBlock.joining(", "));
        if (wholes.size() == 1) {
            return builder.addJavadoc("\n@return $L", wholes.getFirst().documentation())
                    .returns(wholes.getFirst().type())
                    .addStatement("return $L", made)
                    .build();
        }
        var type = inside.nestedClass(operation.recordName());
        return builder.addJavadoc("\n@return both, in new arrays".replace("both", wholes.size() == 2 ? "both" : "all"))
                .returns(type)
                .addStatement("return new $T($L)", type, made)
                .build();
    }

    private MethodSpec matrix(MethodSpec.Builder builder, Result matrix) {
        var rows = operation.scope().name("rows");
        var columns = operation.scope().name("columns");
        return builder.addJavadoc("\n@return its rows")
                .returns(ArrayTypeName.of(matrix.type()))
                .addStatement("int $N = $L", rows, matrix.size().get(0))
                .addStatement("int $N = $L", columns, matrix.size().get(1))
                .addStatement(
                        "var $N = new $T[$T.multiplyExact($N, $N)]",
                        matrix.name(),
                        DifferentiableMethodModel.elementType(matrix.type()),
                        Math.class,
                        rows,
                        columns)
                .addStatement(call())
                .addStatement("return $T.rows($N, $N, $N)", Companions.class, matrix.name(), rows, columns)
                .build();
    }

    /// A call of the form that takes arrays.
    private CodeBlock call() {
        var names = Stream.concat(
                        operation.arguments().stream().map(Argument::name),
                        operation.held().stream().map(Result::name))
                .toList();
        return CodeBlock.of("$L($L)", operation.kind().title(), String.join(", ", names));
    }

    /// What is handed to the handle: its first number comes back, all else goes into arrays.
    private CodeBlock invocation() {
        var names = new ArrayList<>(
                operation.arguments().stream().map(Argument::name).toList());
        for (int i = 0; i < operation.results().size(); i++) {
            if (i != operation.returned()) {
                names.add(operation.results().get(i).name());
            }
        }
        return CodeBlock.of("$N.HANDLE.invokeExact($L)", codeName(), String.join(", ", names));
    }

    private CodeBlock guarded(CodeBlock code) {
        var thrown = operation.scope().name("thrown");
        return CodeBlock.builder()
                .beginControlFlow("try")
                .add(code)
                .nextControlFlow("catch ($T $N)", Throwable.class, thrown)
                .addStatement("throw $T.<$T>rethrow($N)", Companions.class, RuntimeException.class, thrown)
                .endControlFlow()
                .build();
    }

    private String codeName() {
        var title = operation.kind().title();
        return Character.toUpperCase(title.charAt(0)) + title.substring(1) + "Code";
    }

    private TypeSpec code() {
        int returned = operation.returned();
        var types = new ArrayList<TypeName>();
        types.add(
                returned < 0 ? TypeName.VOID : operation.results().get(returned).type());
        operation.arguments().forEach(argument -> types.add(argument.type()));
        for (int i = 0; i < operation.results().size(); i++) {
            if (i != returned) {
                types.add(DifferentiableMethodModel.holder(
                        operation.results().get(i).type()));
            }
        }
        var classes = types.stream().map(type -> CodeBlock.of("$T.class", type)).collect(CodeBlock.joining(", "));
        return TypeSpec.classBuilder(codeName())
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .addField(FieldSpec.builder(MethodHandle.class, "HANDLE", Modifier.STATIC, Modifier.FINAL)
                        .initializer(
                                "$T.link(METHOD, $T.$L, $T.methodType($L))",
                                Companions.class,
                                DerivativeKind.class,
                                operation.kind(),
                                MethodType.class,
                                classes)
                        .build())
                .addMethod(MethodSpec.constructorBuilder()
                        .addModifiers(Modifier.PRIVATE)
                        .build())
                .build();
    }
}
