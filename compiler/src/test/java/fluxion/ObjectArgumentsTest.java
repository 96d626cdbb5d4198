package fluxion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.annotation.Constant;
import fluxion.compiler.lift.LiftException;
import fluxion.compiler.lift.Lifter;
import fluxion.ir.FluxionException;
import org.junit.jupiter.api.Test;

/// Objects of classes that are no records, as arguments of differentiated methods.
final class ObjectArgumentsTest {
    /// Fields of all kinds, private and mutable ones too.
    static final class Spring {
        static final double UNUSED = 1;

        final double stiffness;
        private double rest;
        final double[] weights;
        final boolean isStiff;
        final Range range;

        Spring(double stiffness, double rest, double[] weights, boolean isStiff, Range range) {
            this.stiffness = stiffness;
            this.rest = rest;
            this.weights = weights;
            this.isStiff = isStiff;
            this.range = range;
        }

        double energy(double x) {
            double d = isStiff ? x - rest : Math.min(x, range.high()) - rest;
            double sum = 0;
            for (double w : weights) {
                sum += w * d;
            }
            return 0.5 * stiffness * d * d + sum;
        }
    }

    record Range(double low, double high) {}

    /// A record that holds an object has no derivative either.
    record Mounted(Spring spring, double at) {}

    static class Open {
        double value;
    }

    static final Spring SPRING = new Spring(3, 0.5, new double[] {1, 2}, true, new Range(0, 1));

    static double energy(@Constant Spring spring, double[] x) {
        double sum = 0;
        for (double v : x) {
            sum += spring.energy(v) * v;
        }
        return sum;
    }

    static double mounted(Mounted m, double x) {
        return m.spring().energy(x * m.at());
    }

    static double moved(Spring spring, double x) {
        double before = spring.rest;
        spring.rest = x;
        return spring.energy(2 * x) + before;
    }

    static double restored(Spring spring, double x) {
        spring.rest += 0;
        return spring.energy(x);
    }

    static double open(Open o, double x) {
        return o.value * x;
    }

    @Test
    void theyAreConstantsOfTheMethod() {
        var of = Derivatives.of(ObjectArgumentsTest.class, "energy", Spring.class, double[].class);
        double[] x = {0.25, -1.5};
        assertEquals(energy(SPRING, x), of.value().call(SPRING, x));
        // 1.5 (v - 0.5)^2 v + 3 (v - 0.5) v
        var expected = new double[2];
        var second = new double[2];
        for (int i = 0; i < 2; i++) {
            double d = x[i] - 0.5;
            expected[i] = 3 * d * x[i] + 1.5 * d * d + 3 * x[i] + 3 * d;
            second[i] = 3 * x[i] + 6 * d + 6;
        }
        assertArrayEquals(expected, (double[]) of.gradient().call(SPRING, x), 1e-12);
        assertArrayEquals(second, (double[]) of.hvp().call(SPRING, x, new double[] {1, 1}), 1e-12);
        var gradients = (double[][]) of.batched(1).gradient().call(SPRING, new double[][] {x, {1}, {}});
        assertArrayEquals(expected, gradients[0], 1e-12);
        assertEquals(0, gradients[2].length);
    }

    @Test
    void aRecordMayHoldOne() {
        var of = Derivatives.of(ObjectArgumentsTest.class, "mounted", Mounted.class, double.class);
        var m = new Mounted(SPRING, 2);
        assertEquals(mounted(m, 0.75), of.value().call(m, 0.75));
        assertEquals(2 * (3 * (1.5 - 0.5) + 3), (double) of.gradient().call(m, 0.75), 1e-12);
    }

    @Test
    void thereIsNoDerivativeForOne() {
        var message = String.valueOf(assertThrows(
                        FluxionException.class,
                        () -> Derivatives.of(ObjectArgumentsTest.class, "energy", Spring.class, double[].class)
                                .wrt(0))
                .getMessage());
        assertTrue(message.contains("parameter 0"), message);
    }

    @Test
    void theyAreNotChanged() {
        for (var name : new String[] {"moved", "restored"}) {
            var message = String.valueOf(assertThrows(
                            LiftException.class,
                            () -> Lifter.lift(ObjectArgumentsTest.class, name, Spring.class, double.class))
                    .getMessage());
            assertTrue(message.contains("an assignment to field rest of an argument"), message);
        }
    }

    @Test
    void aClassThatOthersMayExtendIsNotTaken() {
        var message = String.valueOf(assertThrows(
                        FluxionException.class,
                        () -> Derivatives.of(ObjectArgumentsTest.class, "open", Open.class, double.class))
                .getMessage());
        assertTrue(message.contains("records and final classes of these"), message);
    }
}
