package fluxion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.annotation.Constant;
import fluxion.ir.FluxionException;
import java.lang.invoke.MethodHandle;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Methods that call derivatives of others, which static fields hold, and derivatives of such methods.
@SuppressWarnings("ArrayRecordComponent") // what a user would write
final class NestedFieldsTest {
    public interface OfTwo {
        double at(double y, double x);
    }

    public interface Along {
        double at(double y, double x, double dy);

        default double twice(double y, double x) {
            return 2 * at(y, x, 1);
        }
    }

    static double sum(double y, @Constant double x) {
        return x + y;
    }

    private static final OfTwo GRADIENT =
            Derivatives.of(NestedFieldsTest::sum).gradient().as(OfTwo.class);
    private static final Along JVP = Derivatives.of(NestedFieldsTest::sum).jvp().as(Along.class);

    static double confusedReverse(double x) {
        return x * GRADIENT.at(1, x);
    }

    static double confusedForward(double x) {
        return x * JVP.twice(1, x) / 2;
    }

    /// The derivative of `x * (d/dy (x + y))` is 1; who takes one variable of differentiation for the other gets 2.
    @ParameterizedTest
    @ValueSource(strings = {"confusedReverse", "confusedForward"})
    void perturbationsAreNotConfused(String name) {
        var of = Derivatives.of(NestedFieldsTest.class, name, double.class);
        assertEquals(3.0, of.value().call(3.0));
        assertEquals(1.0, of.gradient().call(3.0));
        assertEquals(1.0, of.jvp().call(3.0, 1.0));
        assertArrayEquals(new double[] {0}, (double[]) of.hessian().call(3.0));
    }

    /// A point.
    public record Point(double x, double y) {}

    /// Derivatives for both parameters.
    public record Both(Point p, double[] w) {}

    public interface Full {
        Both at(Point p, double[] w);
    }

    static double energy(Point p, double[] w) {
        double sum = 0;
        for (int i = 0; i < w.length; i++) {
            sum += Math.sin(w[i] * p.x()) * p.y() + w[i] * w[i] * p.y() * p.y();
        }
        return sum;
    }

    private static final Full FORCES =
            Derivatives.of(NestedFieldsTest::energy).gradient().as(Full.class);
    private static final MethodHandle INTO =
            Derivatives.of(NestedFieldsTest::energy).gradient().handle();

    static double records(double x, double y, double[] w) {
        var g = FORCES.at(new Point(x, y), w);
        return g.p().x() * g.p().y() + g.w()[0] * g.w()[1];
    }

    static double arrays(double x, double y, double[] w) throws Throwable {
        var dY = new double[1];
        var dW = new double[w.length];
        double dX = (double) INTO.invokeExact(new Point(x, y), w, dY, dW);
        return dX * dY[0] + dW[0] * dW[1];
    }

    @Test
    void recordsAndArrays() throws Throwable {
        var w = new double[] {0.3, -0.8, 1.1};
        for (var name : new String[] {"records", "arrays"}) {
            var of = Derivatives.of(NestedFieldsTest.class, name, double.class, double.class, double[].class);
            var value = of.value();
            assertEquals(records(0.4, 0.9, w), (double) value.call(0.4, 0.9, w), 1e-15);
            assertEquals(arrays(0.4, 0.9, w), (double) value.call(0.4, 0.9, w), 1e-15);
            var gradient = (Object[]) of.gradient().call(0.4, 0.9, w);
            double step = 1e-6;
            assertEquals(
                    ((double) value.call(0.4 + step, 0.9, w) - (double) value.call(0.4 - step, 0.9, w)) / (2 * step),
                    (double) gradient[0],
                    1e-8);
            assertEquals(
                    ((double) value.call(0.4, 0.9 + step, w) - (double) value.call(0.4, 0.9 - step, w)) / (2 * step),
                    (double) gradient[1],
                    1e-8);
            for (int i = 0; i < w.length; i++) {
                var up = w.clone();
                var down = w.clone();
                up[i] += step;
                down[i] -= step;
                assertEquals(
                        ((double) value.call(0.4, 0.9, up) - (double) value.call(0.4, 0.9, down)) / (2 * step),
                        ((double[]) gradient[2])[i],
                        1e-8);
            }
        }
    }

    static double fifth(double x) {
        return x * x * x * x * x;
    }

    private static final DoubleUnaryOperator FIRST =
            Derivatives.of(NestedFieldsTest::fifth).gradient().as(DoubleUnaryOperator.class);

    static double first(double x) {
        return FIRST.applyAsDouble(x);
    }

    private static final MethodHandle SECOND =
            Derivatives.of(NestedFieldsTest::first).jvp().handle();

    static double second(double x) throws Throwable {
        return (double) SECOND.invokeExact(x, 1.0);
    }

    private static final MethodHandle THIRD = Derivatives.of(NestedFieldsTest.class, "second", double.class)
            .gradient()
            .handle();

    /// A derivative of a derivative of a derivative, as often as data say.
    static double loop(double x, double until) throws Throwable {
        double sum = 0;
        while (sum < until) {
            sum += (double) THIRD.invokeExact(x);
        }
        return sum;
    }

    @Test
    void anyOrderInLoops() {
        var of = Derivatives.of(NestedFieldsTest.class, "loop", double.class, double.class)
                .wrt(0);
        double x = 1.25;
        assertEquals(3 * 60 * x * x, (double) of.value().call(x, 200.0), 1e-11);
        assertEquals(3 * 120 * x, (double) of.gradient().call(x, 200.0), 1e-11);
        assertEquals(3 * 120 * x, (double) of.jvp().call(x, 200.0, 1.0), 1e-11);
        assertEquals(3 * 120.0, ((double[]) of.hessian().call(x, 200.0))[0], 1e-10);
    }

    private static final MethodHandle ROWS =
            Derivatives.of(NestedFieldsTest::fifth).batched().gradient().handle();
    private static final Derivative PLAIN =
            Derivatives.of(NestedFieldsTest::fifth).gradient();
    private static final DoubleUnaryOperator OTHER = Math::sin;
    private static final MethodHandle FIRST_HANDLE =
            Derivatives.of(NestedFieldsTest::fifth).gradient().handle();

    static double ofRows(double[] x) throws Throwable {
        var d = new double[x.length];
        ROWS.invokeExact(x, d);
        return d[0];
    }

    static double plain(double x) {
        return x * PLAIN.toString().length();
    }

    static double lambda(double x) {
        return OTHER.applyAsDouble(x);
    }

    static double wrongType(double x) throws Throwable {
        return x + (float) FIRST_HANDLE.invokeExact((float) x);
    }

    @Test
    void errorsSayWhatToDo() {
        assertTrue(failure("ofRows", double[].class).contains("call that of one row in a loop"));
        assertTrue(failure("plain", double.class).contains("keep what its handle() or as(...) gives in the field"));
        assertTrue(failure("lambda", double.class).contains("static field OTHER"));
        assertTrue(failure("wrongType", double.class).contains("call it with its type, (D)D"));
    }

    private static String failure(String name, Class<?> parameter) {
        return Objects.requireNonNull(assertThrows(
                        FluxionException.class,
                        () -> Derivatives.of(NestedFieldsTest.class, name, parameter)
                                .value()
                                .handle())
                .getMessage());
    }
}
