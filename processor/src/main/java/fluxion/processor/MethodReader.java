package fluxion.processor;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeName;
import fluxion.annotation.Constant;
import fluxion.annotation.Differentiable;
import fluxion.annotation.Output;
import fluxion.processor.DifferentiableMethodModel.Parameter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.annotation.processing.Messager;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.tools.Diagnostic;
import org.jspecify.annotations.Nullable;

/// Reads differentiable methods, and reports on the line of the user what cannot be differentiated.
///
/// @param elements documentation comments
/// @param messager where errors go
record MethodReader(Elements elements, Messager messager) {
    private static final String SUPPORTED =
            "boolean, int, long, float, double, arrays of these, double[][], float[][], records of these and, as @Constant, final classes of these";

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
                    value(parameter.asType()),
                    parameter.getAnnotation(Constant.class) != null,
                    parameter.getAnnotation(Output.class) != null));
        }
        var result = value(method.getReturnType());
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
        if (isUnresolved(parameter.asType())) {
            return 1; // javac says so
        }
        var problem = problem(parameter.asType());
        if (problem != null) {
            return error(parameter, problem + "; differentiable methods take " + SUPPORTED);
        }
        var value = value(parameter.asType());
        if (parameter.getAnnotation(Output.class) == null) {
            return checkRecord(parameter, value);
        }
        if (!isVoid) {
            return error(parameter, "cannot be an @Output: the output of a method that returns something is that");
        }
        if (DifferentiableMethodModel.rank(value.type()) == 0 || !value.isFloat()) {
            return error(parameter, "has type " + value.type() + "; an @Output is an array of float or double");
        }
        return 0;
    }

    /// A record that has derivatives in part is none that a derivative could be.
    private int checkRecord(VariableElement parameter, ValueType value) {
        if (!value.isRecord() && !value.components().isEmpty()) {
            return parameter.getAnnotation(Constant.class) == null
                    ? error(
                            parameter,
                            "has type " + value.type() + value + ", a class that is no record, for which there is no"
                                    + " derivative; mark it @Constant, or make it a record")
                    : 0;
        }
        var leaves = value.leaves("", CodeBlock.of(""));
        boolean some = leaves.stream().anyMatch(leaf -> DifferentiableMethodModel.isFloat(leaf.type()));
        return value.isRecord() && some && !value.isFloat() && parameter.getAnnotation(Constant.class) == null
                ? error(
                        parameter,
                        "has type " + value.type() + value + ", not all of which has derivatives; mark it @Constant, or"
                                + " pass what has none on its own")
                : 0;
    }

    private int checkResult(ExecutableElement method, ValueType result, List<Parameter> parameters) {
        if (result.type().equals(TypeName.VOID)) {
            return parameters.stream().anyMatch(Parameter::isOutput)
                    ? 0
                    : error(method, "returns nothing; mark the arrays that hold its results with @Output");
        }
        if (isUnresolved(method.getReturnType())) {
            return 1; // javac says so
        }
        return problem(method.getReturnType()) == null && result.isFloat()
                ? 0
                : error(
                        method,
                        "returns " + result.type() + (result.components().isEmpty() ? "" : result)
                                + ", which has no derivative; it must return nothing, float, double, arrays of one or"
                                + " two dimensions of these, or a record of these");
    }

    // ---------------------------------------------------------------- types

    /// What is wrong with `type`; null if nothing is.
    private static @Nullable String problem(TypeMirror type) {
        return problem(type, "", Set.of());
    }

    /// @param component on the way to which part of what
    /// @param around the classes around it
    private static @Nullable String problem(TypeMirror type, String component, Set<TypeName> around) {
        var has = "has type " + type(type) + component;
        if (!(type instanceof DeclaredType declared && isMadeOfParts(declared))) {
            return DifferentiableMethodModel.isSupported(type(type)) ? null : has;
        }
        var kind = isRecord(declared) ? "record" : "class";
        var part = isRecord(declared) ? " as the component '" : " as the field '";
        if (!declared.getTypeArguments().isEmpty()) {
            return has + ", a " + kind + " with type parameters";
        }
        for (Element at = declared.asElement(); at instanceof TypeElement; at = at.getEnclosingElement()) {
            if (at.getModifiers().contains(Modifier.PRIVATE)) {
                return has + ", which its companion, in the same package, cannot see, since " + at.getSimpleName()
                        + " is private";
            }
        }
        var inside = new HashSet<>(around);
        if (!inside.add(type(type))) {
            return has + ", a " + kind + " inside of itself";
        }
        for (var each : components(declared)) {
            var problem = problem(each.asType(), part + each.getSimpleName() + "' of " + type(type), inside);
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private static boolean isRecord(DeclaredType type) {
        return type.asElement().getKind() == ElementKind.RECORD;
    }

    /// Whether a value is that of its components or fields: a record, or an object of a final class that extends no
    /// other.
    private static boolean isMadeOfParts(DeclaredType type) {
        var element = (TypeElement) type.asElement();
        return isRecord(type)
                || (element.getKind() == ElementKind.CLASS
                        && element.getModifiers().contains(Modifier.FINAL)
                        && !element.getQualifiedName().toString().startsWith("java.")
                        && element.getSuperclass().toString().equals("java.lang.Object")
                        && !components(type).isEmpty());
    }

    private static List<? extends Element> components(DeclaredType type) {
        var element = (TypeElement) type.asElement();
        return isRecord(type)
                ? element.getRecordComponents()
                : ElementFilter.fieldsIn(element.getEnclosedElements()).stream()
                        .filter(field -> !field.getModifiers().contains(Modifier.STATIC))
                        .toList();
    }

    private static ValueType value(TypeMirror type) {
        if (!(type instanceof DeclaredType declared && isMadeOfParts(declared)) || problem(type) != null) {
            return ValueType.plain(type(type));
        }
        return new ValueType(
                type(type),
                isRecord(declared),
                components(declared).stream()
                        .map(each ->
                                new ValueType.Component(each.getSimpleName().toString(), value(each.asType())))
                        .toList());
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
