package fluxion.compiler.companion;

import fluxion.annotation.Constant;
import fluxion.annotation.DerivativeKind;
import fluxion.annotation.Output;
import fluxion.runtime.companion.DifferentiableMethod;
import fluxion.runtime.companion.NotDifferentiableException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A method that is there and whose types can be differentiated, with what reflection says about it.
///
/// @param method the method as described
/// @param java the method as declared
public record Target(DifferentiableMethod method, Method java) {
    /// The method that `owner` declares under that name, with those parameters, differentiated for all
    /// floating-point parameters that are not [Constant].
    ///
    /// @throws NotDifferentiableException if there is none, or it cannot be differentiated
    public static Target of(Class<?> owner, String name, Class<?>... parameterTypes) {
        var java = find(DifferentiableMethod.of(owner, name, parameterTypes));
        var types = List.of(parameterTypes);
        var inputs = IntStream.range(0, types.size())
                .filter(i -> JavaTypes.isFloat(types.get(i)) && !isMarked(java, i, Constant.class))
                .boxed()
                .toArray(Integer[]::new);
        var outputs = IntStream.range(0, types.size())
                .filter(i -> isMarked(java, i, Output.class))
                .boxed()
                .toArray(Integer[]::new);
        return of(DifferentiableMethod.of(owner, name, parameterTypes)
                .inputs(inputs)
                .outputs(outputs));
    }

    /// The method that is described.
    ///
    /// @throws NotDifferentiableException if there is none, or it cannot be differentiated as described
    public static Target of(DifferentiableMethod method) {
        var target = new Target(method, find(method));
        target.check();
        return target;
    }

    private static boolean isMarked(Method java, int parameter, Class<? extends Annotation> mark) {
        return Arrays.stream(java.getParameterAnnotations()[parameter]).anyMatch(mark::isInstance);
    }

    private static Method find(DifferentiableMethod method) {
        try {
            return method.owner()
                    .getDeclaredMethod(method.name(), method.parameterTypes().toArray(Class<?>[]::new));
        } catch (NoSuchMethodException e) {
            var others = Arrays.stream(method.owner().getDeclaredMethods())
                    .filter(other -> other.getName().equals(method.name()))
                    .map(other -> Arrays.stream(other.getParameterTypes())
                            .map(Class::getSimpleName)
                            .collect(Collectors.joining(", ", other.getName() + "(", ")")))
                    .sorted()
                    .collect(Collectors.joining(", "));
            throw new NotDifferentiableException(
                    method + " does not exist; " + method.owner().getName()
                            + (others.isEmpty()
                                    ? " declares no method '" + method.name() + "'"
                                    : " declares " + others + ": name the parameter types of one of these"),
                    e);
        }
    }

    private void check() {
        if (!Modifier.isStatic(java.getModifiers())) {
            throw new NotDifferentiableException(
                    method + " is an instance method; make it static, with what it uses of the object as parameters");
        }
        var types = method.parameterTypes();
        for (int i = 0; i < types.size(); i++) {
            if (!JavaTypes.isSupported(types.get(i))) {
                throw new NotDifferentiableException("parameter " + i + " of " + method + " has type "
                        + types.get(i).getSimpleName() + "; differentiable methods take " + SUPPORTED);
            }
        }
        if (result() != void.class && !JavaTypes.isSupported(result())) {
            throw new NotDifferentiableException(method + " returns " + result().getSimpleName()
                    + "; differentiable methods return nothing or " + SUPPORTED);
        }
        checkNumbers("differentiate for", method.inputs());
        checkNumbers("take as an output", method.outputs());
        checkNumbers("have rows of", method.rows());
        for (int input : method.inputs()) {
            if (!JavaTypes.isFloat(types.get(input))) {
                throw new NotDifferentiableException("parameter " + input + " of " + method + " has no derivative; only"
                        + " float and double, arrays of these, and records of nothing but these have");
            }
        }
        for (int output : method.outputs()) {
            if (!types.get(output).isArray()) {
                throw new NotDifferentiableException(
                        "parameter " + output + " of " + method + " cannot hold an output; only an array can");
            }
        }
    }

    private static final String SUPPORTED =
            "boolean, int, long, float, double, arrays of these, double[][], float[][], records and final classes of these";

    private void checkNumbers(String what, List<Integer> numbers) {
        var seen = new HashSet<Integer>();
        for (int i : numbers) {
            if (i < 0 || i >= method.parameterTypes().size()) {
                throw new NotDifferentiableException(
                        method + " has no parameter " + i + " to " + what + "; they are numbered from 0 to "
                                + (method.parameterTypes().size() - 1));
            }
            if (!seen.add(i)) {
                throw new NotDifferentiableException("parameter " + i + " of " + method + " is named twice");
            }
        }
    }

    /// The numbers of the parameters that are not [Constant].
    public Integer[] variable() {
        return IntStream.range(0, method.parameterTypes().size())
                .filter(i -> !isMarked(java, i, Constant.class))
                .boxed()
                .toArray(Integer[]::new);
    }

    /// What the method returns.
    public Class<?> result() {
        return java.getReturnType();
    }

    /// Checks that `kind` can be had of this method.
    ///
    /// @throws NotDifferentiableException if not
    void check(DerivativeKind kind) {
        if (kind.needsScalar()
                && (JavaTypes.rank(result()) > 0 || Records.isRecord(result()) || !JavaTypes.isFloat(result()))) {
            throw new NotDifferentiableException("the " + kind.title() + " of " + method
                    + " needs a float or double as its result, found " + result().getSimpleName()
                    + "; use vjp, jvp or jacobian");
        }
        if (kind != DerivativeKind.VALUE && method.inputs().isEmpty()) {
            throw new NotDifferentiableException(method
                    + " has nothing to differentiate for: it has no floating-point parameter that is not @Constant");
        }
        if (kind != DerivativeKind.VALUE && result() != void.class && !JavaTypes.isFloat(result())) {
            throw new NotDifferentiableException(
                    method + " returns " + result().getSimpleName() + ", which has no derivative");
        }
    }
}
