package fluxion.processor;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.TypeName;
import fluxion.annotation.Constant;
import fluxion.annotation.Differentiable;
import fluxion.annotation.Output;
import fluxion.processor.DifferentiableMethodModel.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.annotation.processing.Messager;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.tools.Diagnostic;
import org.jspecify.annotations.Nullable;

/// Reads differentiable methods, and reports on the line of the user what cannot be differentiated.
///
/// @param elements documentation comments
/// @param messager where errors go
record MethodReader(Elements elements, Messager messager) {
    private static final String SUPPORTED =
            "boolean, int, long, float, double, arrays of these, double[][] and float[][]";

    /// The method, or null if there is an error.
    @Nullable
    DifferentiableMethodModel read(ExecutableElement method) {
        int errors = checkPlace(method);
        var annotation = Objects.requireNonNull(method.getAnnotation(Differentiable.class));
        var companion = annotation.name().isEmpty() ? method.getSimpleName().toString() : annotation.name();
        if (!SourceVersion.isIdentifier(companion) || SourceVersion.isKeyword(companion)) {
            errors += error(method, "cannot have a companion called '" + companion + "'; that is no Java identifier");
        }
        boolean isVoid = method.getReturnType().getKind() == TypeKind.VOID;
        var parameters = new ArrayList<Parameter>();
        for (var parameter : method.getParameters()) {
            errors += checkParameter(parameter, isVoid);
            parameters.add(new Parameter(
                    parameters.size(),
                    parameter.getSimpleName().toString(),
                    type(parameter.asType()),
                    parameter.getAnnotation(Constant.class) != null,
                    parameter.getAnnotation(Output.class) != null));
        }
        var result = type(method.getReturnType());
        errors += checkResult(method, result, parameters);
        if (errors > 0) {
            return null;
        }
        var model = new DifferentiableMethodModel(
                method,
                ClassName.get((TypeElement) method.getEnclosingElement()),
                companion,
                parameters,
                result,
                method.getThrownTypes().stream().map(TypeName::get).toList(),
                annotation.math(),
                DocComment.parse(elements.getDocComment(method)));
        if (model.inputs().isEmpty()) {
            error(method, "has nothing to differentiate for: no floating-point parameter that is not @Constant");
            return null;
        }
        return model;
    }

    private int checkPlace(ExecutableElement method) {
        int errors = 0;
        var modifiers = method.getModifiers();
        if (!modifiers.contains(Modifier.STATIC)) {
            errors += error(method, "must be static; pass what it uses of the object as parameters");
        }
        if (modifiers.contains(Modifier.PRIVATE)) {
            errors += error(method, "must not be private: its companion, in the same package, calls it");
        }
        if (!method.getTypeParameters().isEmpty()) {
            errors += error(method, "must not have type parameters");
        }
        for (Element at = method.getEnclosingElement();
                at instanceof TypeElement type;
                at = type.getEnclosingElement()) {
            if (type.getModifiers().contains(Modifier.PRIVATE)) {
                errors += error(
                        method,
                        "its companion, in the same package, cannot see the class " + type.getSimpleName()
                                + ", which is private");
            }
        }
        return errors;
    }

    private int checkParameter(VariableElement parameter, boolean isVoid) {
        var type = type(parameter.asType());
        if (isUnresolved(parameter.asType())) {
            return 1; // javac says so
        }
        if (!DifferentiableMethodModel.isSupported(type)) {
            return error(parameter, "has type " + type + "; differentiable methods take " + SUPPORTED);
        }
        if (parameter.getAnnotation(Output.class) == null) {
            return 0;
        }
        if (!isVoid) {
            return error(parameter, "cannot be an @Output: the output of a method that returns something is that");
        }
        if (DifferentiableMethodModel.rank(type) == 0 || !DifferentiableMethodModel.isFloat(type)) {
            return error(parameter, "has type " + type + "; an @Output is an array of float or double");
        }
        return 0;
    }

    private int checkResult(ExecutableElement method, TypeName result, List<Parameter> parameters) {
        if (result.equals(TypeName.VOID)) {
            return parameters.stream().anyMatch(Parameter::isOutput)
                    ? 0
                    : error(method, "returns nothing; mark the arrays that hold its results with @Output");
        }
        if (isUnresolved(method.getReturnType())) {
            return 1; // javac says so
        }
        return DifferentiableMethodModel.isSupported(result) && DifferentiableMethodModel.isFloat(result)
                ? 0
                : error(
                        method,
                        "returns " + result + ", which has no derivative; it must return nothing, float, double, or"
                                + " arrays of one or two dimensions of these");
    }

    private static boolean isUnresolved(TypeMirror type) {
        return type.getKind() == TypeKind.ERROR;
    }

    private static TypeName type(TypeMirror type) {
        return TypeName.get(type).withoutAnnotations();
    }

    /// Reports `problem` of `where`.
    ///
    /// @return 1, the number of errors
    int error(Element where, String problem) {
        var what = where instanceof VariableElement
                ? "parameter '" + where.getSimpleName() + "'"
                : "method '" + where.getSimpleName() + "'";
        messager.printMessage(Diagnostic.Kind.ERROR, "@Differentiable: " + what + " " + problem, where);
        return 1;
    }
}
