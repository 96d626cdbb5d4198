package fluxion.tests.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.Args;
import fluxion.Compiled;
import fluxion.Fluxion;
import fluxion.GradientCheck;
import fluxion.Jvp;
import fluxion.ValueAndGrad;
import fluxion.ValueGradAux;
import fluxion.Vjp;
import fluxion.WithAux;
import fluxion.annotation.MathMode;
import fluxion.tensor.Tensor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every transformation of functions of one to eight arguments: `f(a, b, ...) = a^2 + 2 b^2 + 3 c^2 ...`, elementwise.
final class ArityTest {
    private static Object invoke(Method method, Object receiver, Object... arguments) {
        try {
            return method.invoke(receiver, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Method named(Class<?> type, String name) {
        return Stream.concat(Arrays.stream(type.getMethods()), Stream.empty())
                .filter(m -> m.getName().equals(name) && !m.isBridge())
                .findFirst()
                .orElseThrow();
    }

    /// `Fluxion.NAME(F..., ...)` for functions of `n` arguments.
    private static Object fluxion(String name, int n, Object... arguments) {
        var method = Arrays.stream(Fluxion.class.getMethods())
                .filter(m -> m.getName().equals(name)
                        && m.getParameterTypes()[0].getSimpleName().equals("F" + n))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + name + " of F" + n));
        return invoke(method, null, arguments);
    }

    private static Object apply(Object function, Object... arguments) {
        var shape = Arrays.stream(function.getClass().getInterfaces())
                .filter(type -> type.getSimpleName().matches("F[1-8]"))
                .findFirst()
                .map(ArityTest::single)
                .orElseGet(() -> named(function.getClass(), "apply"));
        return invoke(shape, function, arguments);
    }

    private static Method single(Class<?> type) {
        return named(type, "apply");
    }

    /// A function of type `F1` to `F8`.
    private static Object function(int n, Function<Object[], Object> f) {
        try {
            var type = Class.forName("fluxion.F" + n);
            return Proxy.newProxyInstance(
                    ArityTest.class.getClassLoader(), new Class<?>[] {type}, (_, _, arguments) -> f.apply(arguments));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Tensor squares(Object[] x) {
        Tensor sum = ((Tensor) x[0]).square();
        for (int i = 1; i < x.length; i++) {
            sum = sum.add(((Tensor) x[i]).square().mul(i + 1));
        }
        return sum;
    }

    private static Object[] arguments(int n) {
        return IntStream.range(0, n).mapToObj(i -> Tensor.of(i + 0.5)).toArray();
    }

    private static Object[] twice(Object[] arguments) {
        return Stream.concat(Arrays.stream(arguments), Arrays.stream(arguments)).toArray();
    }

    private static Object[] before(Object first, Object[] rest) {
        return Stream.concat(Stream.of(first), Arrays.stream(rest)).toArray();
    }

    private static double value(int n) {
        return IntStream.range(0, n)
                .mapToDouble(i -> (i + 1) * (i + 0.5) * (i + 0.5))
                .sum();
    }

    private static double partial(int i) {
        return 2 * (i + 1) * (i + 0.5);
    }

    private static void near(double expected, Object found) {
        assertEquals(expected, ((Tensor) found).item(), 1e-9);
    }

    /// The cotangents of all arguments: those of one are not in [Args].
    private static void all(int n, double factor, Object found) {
        var parts = n == 1 && found instanceof Tensor ? List.of(found) : components(found);
        assertEquals(n, parts.size());
        for (int i = 0; i < n; i++) {
            near(factor * partial(i), parts.get(i));
        }
    }

    private static List<Object> components(Object args) {
        assertTrue(args instanceof Args, args::toString);
        return Arrays.stream(args.getClass().getRecordComponents())
                .map(c -> invoke(c.getAccessor(), args))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void gradients(int n) {
        var f = function(n, ArityTest::squares);
        var x = arguments(n);
        near(partial(0), apply(fluxion("grad", n, f), x));
        var pair = (ValueAndGrad<?>) apply(fluxion("valueAndGrad", n, f), x);
        near(value(n), pair.value());
        near(partial(0), pair.gradient());
        var withAux = function(n, a -> new WithAux<>(squares(a), (Tensor) a[n - 1]));
        var triple = (ValueGradAux<?, ?>) apply(fluxion("valueGradAndAux", n, withAux), x);
        near(value(n), triple.value());
        near(partial(0), triple.gradient());
        near(n - 0.5, triple.aux());
        if (n > 1) {
            var all = IntStream.range(0, n).toArray();
            for (var name : List.of("grad", "valueAndGrad", "valueGradAndAux")) {
                var gradient = fluxion(name, n, name.equals("valueGradAndAux") ? withAux : f);
                all(n, 1, gradientOf(apply(invoke(named(gradient.getClass(), "wrt"), gradient, all), x)));
                var last = invoke(named(gradient.getClass(), "wrt"), gradient, new int[] {n - 1});
                var parts = componentsOrNull(gradientOf(apply(last, x)));
                near(partial(n - 1), parts[n - 1]);
                assertNull(parts[0]);
            }
        }
        assertTrue(((GradientCheck) fluxion("checkGradient", n, before(f, x))).isOk());
    }

    private static Object gradientOf(Object result) {
        return switch (result) {
            case ValueAndGrad<?> it -> it.gradient();
            case ValueGradAux<?, ?> it -> it.gradient();
            case Object it -> it;
        };
    }

    private static Object[] componentsOrNull(Object args) {
        return Arrays.stream(args.getClass().getRecordComponents())
                .map(c -> invoke(c.getAccessor(), args))
                .toArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void bothModesAndSecondOrder(int n) {
        var f = function(n, ArityTest::squares);
        var x = arguments(n);
        var pulled = (Vjp<?, ?>) fluxion("vjp", n, before(f, x));
        all(n, 3, invoke(named(Vjp.class, "apply"), pulled, Tensor.of(3.0)));
        var pushed = (Jvp<?>) fluxion("jvp", n, before(f, twice(x)));
        near(value(n), pushed.value());
        near(2 * value(n), pushed.tangent());
        near(partial(0), apply(fluxion("jacobian", n, f), x));
        near(2, apply(fluxion("hessian", n, f), x));
        if (n < 8) {
            near(6, apply(fluxion("hvp", n, f), before(x[0], before(Tensor.of(3.0), Arrays.copyOfRange(x, 1, n)))));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void batchesRulesAndCompilation(int n) {
        var f = function(n, ArityTest::squares);
        var x = arguments(n);
        var rows = Arrays.stream(x)
                .map(t -> (Object) Tensor.stack(0, (Tensor) t, ((Tensor) t).mul(2)))
                .toArray();
        var batched = (Tensor) apply(fluxion("vmap", n, f), rows);
        near(value(n), batched.get(0));
        near(4 * value(n), batched.get(1));

        near(partial(0), apply(fluxion("grad", n, fluxion("recomputeGrad", n, f)), x));
        Object rule = n <= 6
                ? function(n + 2, a -> n == 1 ? scaled(a, 1).get(0) : args(scaled(a, n)))
                : function(3, a -> args(scaled(before(componentsOrNull(a[0]), a[1], a[2]), n)));
        near(10 * partial(0), apply(fluxion("grad", n, fluxion("customGradient", n, f, rule)), x));

        var compiled = (Compiled) fluxion("compile", n, f);
        near(value(n), apply(compiled, x));
        near(value(n), apply(compiled, x));
        assertEquals(1, compiled.compilations());
        var out = Tensor.of(0.0);
        invoke(named(compiled.getClass(), "into"), compiled, before(out, x));
        near(value(n), out);
        var state = arguments(n);
        invoke(named(compiled.getClass(), "update"), compiled, state);
        near(value(n), state[0]);
        var donating = invoke(named(compiled.getClass(), "donating"), compiled, new int[] {n - 1});
        near(value(n), apply(donating, arguments(n)));
        var relaxed = invoke(named(compiled.getClass(), "math"), compiled, MathMode.RELAXED);
        near(value(n), apply(relaxed, arguments(n)));
    }

    private static Object[] before(Object[] first, Object... rest) {
        return Stream.concat(Arrays.stream(first), Arrays.stream(rest)).toArray();
    }

    /// Ten times the derivative of each of `n` arguments, from (arguments, result, cotangent).
    private static List<Object> scaled(Object[] x, int n) {
        var cotangent = (Tensor) x[n + 1];
        return IntStream.range(0, n)
                .mapToObj(i -> (Object) cotangent.mul((Tensor) x[i]).mul(20 * (i + 1)))
                .toList();
    }

    private static Object args(List<Object> parts) {
        try {
            var type = Class.forName("fluxion.Args$Of" + parts.size());
            return type.getConstructors()[0].newInstance(parts.toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
