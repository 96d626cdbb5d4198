package fluxion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.ir.FluxionException;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Derivatives of methods that take and return records.
final class RecordDerivativesTest {
    /// A point.
    public record Vec3(double x, double y, double z) {
        Vec3 times(double s) {
            return new Vec3(s * x, s * y, s * z);
        }

        Vec3 cross(Vec3 o) {
            return new Vec3(y * o.z - z * o.y, z * o.x - x * o.z, x * o.y - y * o.x);
        }

        double dot(Vec3 o) {
            return x * o.x + y * o.y + z * o.z;
        }
    }

    /// A record of records and arrays.
    @SuppressWarnings("ArrayRecordComponent") // a parameter of methods, never compared
    public record Model(Vec3 centre, double[] weights, float scale) {}

    /// Not all of it has derivatives.
    record Counted(double x, int n) {}

    /// Takes no negative numbers.
    record Positive(double x) {
        Positive {
            if (x < 0) {
                throw new IllegalArgumentException("negative: " + x);
            }
        }
    }

    record Text(String name) {}

    static double triple(Vec3 a, Vec3 b, double s) {
        return a.cross(b.times(s)).dot(new Vec3(1, 2, 3));
    }

    static Vec3 cross(Vec3 a, Vec3 b) {
        return a.cross(b);
    }

    static double loss(Model m, double[] x) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += m.weights()[i] * x[i] * m.scale();
        }
        return sum * m.centre().x() + m.centre().dot(m.centre());
    }

    static double power(Counted c, double y) {
        double p = y;
        for (int i = 0; i < c.n(); i++) {
            p *= c.x();
        }
        return p;
    }

    static double negative(Positive p) {
        return -p.x();
    }

    record Chain(double x, Chain next) {}

    static double chain(Chain c) {
        return c.x();
    }

    /// A class, neither a record nor seen from outside of a method.
    static final class Dual {
        final double x;
        final double dx;

        Dual(double x, double dx) {
            this.x = x;
            this.dx = dx;
        }

        Dual times(Dual o) {
            return new Dual(x * o.x, x * o.dx + dx * o.x);
        }
    }

    /// The second derivative of x^n, the first by hand.
    static double dual(double x, int n) {
        var product = new Dual(1, 0);
        for (int i = 0; i < n; i++) {
            product = product.times(new Dual(x, 1));
        }
        return product.dx;
    }

    static double takesClass(Dual d) {
        return d.x;
    }

    static double text(Text t) {
        return t.name().length();
    }

    /// The gradient of [#triple].
    public interface Gradient {
        /// A derivative for each parameter.
        Three at(Vec3 a, Vec3 b, double s);
    }

    /// The derivatives of [#triple].
    public record Three(Vec3 a, Vec3 b, double s) {}

    private static final Vec3 A = new Vec3(1, -2, 0.5);
    private static final Vec3 B = new Vec3(0.3, 4, -1);
    private static final Vec3 C = new Vec3(1, 2, 3);

    @Test
    void gradientsAreRecordsOfTheSameType() {
        var of = Derivatives.of(RecordDerivativesTest::triple);
        assertEquals(triple(A, B, 2), of.value().call(A, B, 2.0));
        var gradient = (Object[]) of.gradient().call(A, B, 2.0);
        // (a x sb) . c = a . (sb x c) = sb . (c x a)
        close(B.times(2).cross(C), (Vec3) gradient[0]);
        close(C.cross(A).times(2), (Vec3) gradient[1]);
        assertEquals(B.dot(C.cross(A)), (double) gradient[2], 1e-13);
        var typed = of.gradient().as(Gradient.class).at(A, B, 2);
        assertEquals(new Three((Vec3) gradient[0], (Vec3) gradient[1], (double) gradient[2]), typed);
        assertEquals(gradient[1], of.wrt("b").gradient().call(A, B, 2.0));
        assertEquals(36 + 13, ((double[]) of.hessian().call(A, B, 2.0)).length);
    }

    @Test
    void handlesTakeRecordsAndGiveWhatTheyAreMadeOf() throws Throwable {
        var handle =
                Derivatives.of(RecordDerivativesTest::triple).wrt(0).gradient().handle();
        var y = new double[1];
        var z = new double[1];
        double x = (double) handle.invokeExact(A, B, 2.0, y, z);
        close(B.times(2).cross(C), new Vec3(x, y[0], z[0]));
    }

    @Test
    void resultsAreRecords() {
        var of = Derivatives.of(RecordDerivativesTest::cross);
        assertEquals(A.cross(B), of.value().call(A, B));
        close(A.cross(C), (Vec3) of.wrt(1).jvp().call(A, B, C));
        close(B.cross(C), (Vec3) of.wrt(0).vjp().call(A, B, C));
        // b -> a x b is the matrix of a
        assertArrayEquals(new double[] {0, -A.z(), A.y(), A.z(), 0, -A.x(), -A.y(), A.x(), 0}, (double[])
                of.wrt(1).jacobian().call(A, B));
    }

    @Test
    void recordsOfRecordsAndArrays() {
        var of = Derivatives.of(RecordDerivativesTest::loss);
        var model = new Model(A, new double[] {2, 3}, 0.5f);
        var x = new double[] {10, 20};
        assertEquals(loss(model, x), of.value().call(model, x));
        var gradient = (Object[]) of.gradient().call(model, x);
        var m = (Model) gradient[0];
        close(new Vec3(40 + 2, -4, 1), m.centre());
        assertArrayEquals(new double[] {5, 10}, m.weights());
        assertEquals(80f, m.scale());
        assertArrayEquals(new double[] {1, 1.5}, (double[]) gradient[1]);
    }

    @Test
    void smallClassesInside() {
        var of = Derivatives.of(RecordDerivativesTest.class, "dual", double.class, int.class);
        assertEquals(5 * 16.0, of.value().call(2.0, 5));
        assertEquals(20 * 8.0, of.gradient().call(2.0, 5));
        assertEquals(20 * 8.0, of.jvp().call(2.0, 5, 1.0));
        assertTrue(failure(() -> Derivatives.of(RecordDerivativesTest::takesClass)
                        .gradient()
                        .handle())
                .contains("has nothing to differentiate for"));
    }

    @Test
    void rowsAreArraysOfRecords() {
        var of = Derivatives.of(RecordDerivativesTest::triple).batched(0, 2);
        var rows = new Vec3[] {A, B, C};
        var factors = new double[] {1, -2, 0.5};
        var gradient = (Object[]) of.gradient().call(rows, B, factors);
        for (int i = 0; i < rows.length; i++) {
            var one = (Object[])
                    Derivatives.of(RecordDerivativesTest::triple).gradient().call(rows[i], B, factors[i]);
            assertEquals(one[0], ((Vec3[]) gradient[0])[i]);
            assertEquals(one[1], ((Vec3[]) gradient[1])[i]);
            assertEquals(one[2], ((double[]) gradient[2])[i]);
        }
        assertArrayEquals(new Vec3[] {A.cross(B), B.cross(C)}, (Vec3[])
                Derivatives.of(RecordDerivativesTest::cross).batched().value().call(new Vec3[] {A, B}, new Vec3[] {B, C
                }));
    }

    @Test
    void errors() {
        var counted = Derivatives.of(RecordDerivativesTest::power);
        assertEquals(8.0, counted.gradient().call(new Counted(2, 3), 5.0));
        assertTrue(failure(() -> counted.wrt(0)).contains("records of nothing but these"));
        assertTrue(failure(() -> Derivatives.of(RecordDerivativesTest::text)).contains("has type Text"));
        assertTrue(failure(() -> Derivatives.of(RecordDerivativesTest::chain)).contains("component of its own type"));
        var negative = Derivatives.of(RecordDerivativesTest::negative);
        assertEquals(-2.0, negative.value().call(new Positive(2)));
        assertTrue(failure(() -> negative.gradient().call(new Positive(2))).contains("negative: -1.0"));
        var triple = Derivatives.of(RecordDerivativesTest::triple);
        assertTrue(failure(() -> triple.value().call(null, B, 1.0)).contains("where a Vec3 is needed"));
        assertTrue(failure(() -> triple.batched().value().call(A, B, 1.0)).contains("found Vec3"));
    }

    private static void close(Vec3 expected, Vec3 actual) {
        assertEquals(expected.x(), actual.x(), 1e-13);
        assertEquals(expected.y(), actual.y(), 1e-13);
        assertEquals(expected.z(), actual.z(), 1e-13);
    }

    private static String failure(Runnable call) {
        return Objects.requireNonNull(
                assertThrows(FluxionException.class, call::run).getMessage());
    }
}
