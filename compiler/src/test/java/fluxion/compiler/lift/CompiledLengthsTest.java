package fluxion.compiler.lift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxion.Derivatives;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Compiled methods whose arrays have lengths computed from data, and their derivatives.
final class CompiledLengthsTest {
    private static final int CALLS = 60;

    static Stream<Method> methods() {
        return Arrays.stream(LengthMethods.class.getDeclaredMethods())
                .filter(m -> !m.isSynthetic() && m.getReturnType() == double.class);
    }

    private static Object[] copy(Object... arguments) {
        return Arrays.stream(arguments)
                .map(x -> x instanceof double[] array ? array.clone() : x)
                .toArray();
    }

    private static Object[] with(double[] last, Object... arguments) {
        var all = new ArrayList<>(List.of(copy(arguments)));
        all.add(last);
        return all.toArray();
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theyComputeWhatTheMethodDoesToSecondOrder(Method method) throws ReflectiveOperationException {
        method.setAccessible(true);
        var of = Derivatives.of(LengthMethods.class, method.getName(), method.getParameterTypes())
                .wrt(0);
        var random = new Random(method.getName().hashCode());
        int smooth = 0;
        for (int c = 0; c < CALLS; c++) {
            var arguments = Calling.tameArguments(method, random);
            double expected;
            try {
                expected = (double) method.invoke(null, copy(arguments));
            } catch (InvocationTargetException e) {
                assertEquals(
                        Objects.requireNonNull(e.getCause()).getClass(),
                        assertThrows(RuntimeException.class, () -> of.gradient().call(copy(arguments)))
                                .getClass());
                continue;
            }
            assertEquals(expected, of.value().call(copy(arguments)));
            int n = ((double[]) arguments[0]).length;
            var t = random.doubles(n, -1, 1).toArray();
            var u = random.doubles(n, -1, 1).toArray();
            var gradient = (double[]) of.gradient().call(copy(arguments));
            assertEquals(dot(gradient, t), (double) of.jvp().call(with(t, arguments)), 1e-9 * (1 + Math.abs(expected)));
            var ht = (double[]) of.hvp().call(with(t, arguments));
            var hu = (double[]) of.hvp().call(with(u, arguments));
            double size = 1 + Math.abs(dot(ht, ht)) + Math.abs(dot(hu, hu));
            assertEquals(dot(ht, u), dot(hu, t), 1e-9 * size);
            double step = 1e-5;
            var up = copy(arguments);
            var down = copy(arguments);
            for (int i = 0; i < n; i++) {
                ((double[]) up[0])[i] += step * t[i];
                ((double[]) down[0])[i] -= step * t[i];
            }
            double difference =
                    ((double) method.invoke(null, copy(up)) - (double) method.invoke(null, copy(down))) / (2 * step);
            var above = (double[]) of.gradient().call(up);
            var below = (double[]) of.gradient().call(down);
            double second = (dot(above, u) - dot(below, u)) / (2 * step);
            if (Math.abs(difference - dot(gradient, t)) < 1e-4 * (1 + Math.abs(difference))
                    && Math.abs(second - dot(ht, u)) < 1e-4 * (1 + Math.abs(second))) {
                smooth++;
            }
        }
        // the others are near a kink, or where differences are of no use
        assertEquals(CALLS, smooth, CALLS / 4.0, method.getName());
    }
}
