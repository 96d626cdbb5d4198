package fluxion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import fluxion.annotation.Constant;
import fluxion.annotation.DerivativeKind;
import fluxion.annotation.Output;
import fluxion.ir.FluxionException;
import fluxion.runtime.companion.RowException;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Batched derivatives: those of each row, whichever thread computes it.
final class RowsTest {
    static double mixed(double x, double[] w, float f, @Constant int n) {
        double sum = f;
        for (int i = 0; i < w.length; i++) {
            sum = Math.sin(sum * w[i]) + x;
        }
        for (int i = 0; i < n; i++) {
            sum += x * x * f;
        }
        return sum;
    }

    static double ofMatrix(double[][] m, double s) {
        double sum = 0;
        for (int i = 0; i < m.length; i++) {
            for (int j = 0; j < m[i].length; j++) {
                sum += m[i][j] * m[i][j] * s;
            }
        }
        return sum;
    }

    static double checked(double[] w, int at) {
        if (w[0] < 0) {
            throw new IllegalArgumentException("negative weight " + w[0]);
        }
        return w[at] * w[0];
    }

    /// A point turned about an axis, seen from a distance: small arrays, a branch, elementary functions.
    static void turned(double[] axis, double[] point, float scale, @Output double[] seen) {
        double square = axis[0] * axis[0] + axis[1] * axis[1] + axis[2] * axis[2];
        double x = point[0];
        double y = point[1];
        if (square != 0) {
            double angle = Math.sqrt(square);
            double along = (axis[0] * x + axis[1] * y) / square;
            x = x * Math.cos(angle) + along * axis[0] - axis[2] * y * Math.sin(angle);
            y = y * Math.cos(angle) + along * axis[1] + axis[2] * x * Math.sin(angle);
        }
        seen[0] = scale * x / point[2];
        seen[1] = scale * y / point[2];
    }

    private static final Derivatives TURNED = Derivatives.of(RowsTest::turned);

    private static double[][] vectors(int seed, int count) {
        var random = new Random(seed);
        // every third has zeros
        return IntStream.range(0, count)
                .mapToObj(r -> random.doubles(3, r % 3 == 0 ? 0 : -2, r % 3 == 0 ? 1e-300 : 2)
                        .toArray())
                .toArray(double[][]::new);
    }

    private static final Derivatives OF = Derivatives.of(RowsTest::mixed);

    /// Enough rows for several threads; the rows of `w` have different lengths.
    private static final int COUNT = 5000;

    private static final double[] X = new Random(1).doubles(COUNT).toArray();
    private static final double[][] W = IntStream.range(0, COUNT)
            .mapToObj(i -> new Random(i).doubles(i % 4).toArray())
            .toArray(double[][]::new);
    private static final float[] F = floats();

    private static float[] floats() {
        var random = new Random(2);
        var floats = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            floats[i] = random.nextFloat();
        }
        return floats;
    }

    @ParameterizedTest
    @EnumSource(DerivativeKind.class)
    void eachRowIsThatOfOneEvaluation(DerivativeKind kind) {
        var batched = OF.batched().of(kind);
        var single = OF.of(kind);
        Object[] more = switch (kind) {
            case VJP -> new Object[] {X};
            case JVP, HVP -> new Object[] {X, W, F};
            case VALUE, GRADIENT, VALUE_AND_GRADIENT, JACOBIAN, HESSIAN -> new Object[0];
        };
        var arguments = new Object[4 + more.length];
        System.arraycopy(new Object[] {X, W, F, 3}, 0, arguments, 0, 4);
        System.arraycopy(more, 0, arguments, 4, more.length);
        var results = results(batched.call(arguments));
        for (int r : new int[] {0, 1, 2, 3, COUNT / 2, COUNT - 1}) {
            var one = arguments.clone();
            for (int i = 0; i < one.length; i++) {
                one[i] = i == 3 ? one[i] : java.lang.reflect.Array.get(one[i], r);
            }
            var expected = results(single.call(one));
            for (int i = 0; i < expected.length; i++) {
                assertArrayEquals(
                        new Object[] {expected[i]}, new Object[] {java.lang.reflect.Array.get(results[i], r)});
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"VALUE", "VJP", "JVP", "JACOBIAN"})
    void rowsSideBySideAreThoseOfOneEvaluation(DerivativeKind kind) {
        var batched = TURNED.batched().of(kind);
        var single = TURNED.of(kind);
        for (int count : new int[] {0, 1, 5, 63, 64, 65, 200, 3001}) {
            var arguments = new ArrayList<Object>(
                    List.of(vectors(1, count), vectors(2, count), Arrays.copyOf(F, count), new double[count][2]));
            switch (kind) {
                case VJP -> arguments.add(vectors(3, count));
                case JVP ->
                    arguments.addAll(List.of(
                            vectors(3, count), vectors(4, count), Arrays.copyOf(F, count), new double[count][2]));
                case VALUE, GRADIENT, VALUE_AND_GRADIENT, JACOBIAN, HVP, HESSIAN -> {}
            }
            if (kind == DerivativeKind.VJP) {
                arguments.set(
                        4,
                        Arrays.stream(vectors(3, count))
                                .map(v -> Arrays.copyOf(v, 2))
                                .toArray(double[][]::new));
            }
            // once vectors do some of the work, too
            for (int again = 0; again < 30; again++) {
                var results = results(batched.call(arguments.toArray()));
                for (int r = 0; r < count; r++) {
                    int row = r;
                    var one = arguments.stream()
                            .map(x -> java.lang.reflect.Array.get(x, row))
                            .toArray();
                    var expected = results(single.call(one));
                    for (int i = 0; i < expected.length; i++) {
                        assertArrayEquals(
                                new Object[] {expected[i]}, new Object[] {java.lang.reflect.Array.get(results[i], r)});
                    }
                }
            }
        }
    }

    @Test
    void rowsThatAreUnlikeOthersAreComputedOnTheirOwn() throws Throwable {
        int count = 200;
        MethodHandle handle = TURNED.batched().value().handle();
        var axes = vectors(1, count);
        var points = vectors(2, count);
        var scales = Arrays.copyOf(F, count);
        var seen = new double[count][2];
        var expected = new double[count][2];
        handle.invokeExact(axes, points, scales, seen, expected);
        axes[70] = Arrays.copyOf(axes[70], 5); // longer than it needs be
        var again = new double[count][2];
        handle.invokeExact(axes, points, scales, seen, again);
        assertArrayEquals(expected, again);
        axes[130] = new double[2];
        var e = assertThrows(
                ArrayIndexOutOfBoundsException.class,
                () -> run(() -> {
                    handle.invokeExact(axes, points, scales, seen, again);
                }));
        assertEquals("in row 130", e.getSuppressed()[0].getMessage());
        axes[130] = points[130];
        handle.invokeExact(axes, points, scales, seen, again);
        again[131] = points[131];
        var alias = assertThrows(
                FluxionException.class,
                () -> run(() -> {
                    handle.invokeExact(axes, points, scales, seen, again);
                }));
        assertEquals("in row 131", alias.getSuppressed()[0].getMessage());
    }

    private static Object[] results(Object result) {
        return result.getClass() == Object[].class ? (Object[]) result : new Object[] {result};
    }

    @Test
    void noRowsAndRowsOfMatrices() {
        var none = (Object[]) OF.batched().gradient().call(new double[0], new double[0][], new float[0], 1);
        assertEquals(0, ((double[][]) none[1]).length);
        var of = Derivatives.of(RowsTest::ofMatrix);
        var m = new double[][][] {{{1, 2}, {3, 4}}, {{5}}};
        var gradient = (Object[]) of.batched().gradient().call(m, new double[] {1, 2});
        assertArrayEquals(new double[][][] {{{2, 4}, {6, 8}}, {{20}}}, (double[][][]) gradient[0]);
        assertArrayEquals(new double[] {30, 25}, (double[]) gradient[1]);
        var shared = (Object[]) of.batched(1).gradient().call(m[0], new double[] {1, 2});
        assertArrayEquals(new double[][][] {{{2, 4}, {6, 8}}, {{4, 8}, {12, 16}}}, (double[][][]) shared[0]);
    }

    @Test
    void theFirstRowThatFailsIsTheOneThatIsSeen() {
        var of = Derivatives.of(RowsTest::checked).batched();
        var rows = IntStream.range(0, COUNT).mapToObj(_ -> new double[] {1, 2}).toArray(double[][]::new);
        var at = new int[COUNT];
        for (int failing : new int[] {COUNT - 1, COUNT / 2 + 7, 1234}) {
            rows[failing] = new double[] {-failing};
            for (int i = 0; i < 5; i++) {
                var e = assertThrows(
                        IllegalArgumentException.class, () -> of.gradient().call(rows, at));
                assertEquals("negative weight " + (double) -failing, e.getMessage());
                assertEquals(failing, ((RowException) e.getSuppressed()[0]).row());
                assertTrue(
                        Arrays.stream(e.getStackTrace()).anyMatch(frame -> "RowsTest.java".equals(frame.getFileName())),
                        () -> Arrays.toString(e.getStackTrace()));
            }
        }
        at[17] = 2;
        var e = assertThrows(
                ArrayIndexOutOfBoundsException.class, () -> of.gradient().call(rows, at));
        assertEquals("in row 17", e.getSuppressed()[0].getMessage());
    }

    @Test
    void arraysThatDoNotFit() throws Throwable {
        var batched = OF.batched();
        assertTrue(failure(() -> batched.gradient().call(X, W, new float[3], 1)).contains("has 3 rows"));
        assertTrue(failure(() -> batched.gradient().call(X, W, 1f, 1)).contains("found Float"));
        MethodHandle handle = batched.jvp().handle();
        var result = new double[COUNT];
        assertEquals(
                "rows of argument 5 has 2 elements; an array of 5000 is needed",
                failure(() -> run(() -> {
                    handle.invokeExact(X, W, F, 1, X, new double[2][], F, result);
                })));
        assertEquals(
                "rows of result 0, which is written, is the same array as rows of argument 4; pass a copy",
                failure(() -> run(() -> {
                    handle.invokeExact(X, W, F, 1, result, W, F, result);
                })));
        handle.invokeExact(X, W, F, 1, X, W, F, result);
    }

    private interface Call {
        void run() throws Throwable;
    }

    private static void run(Call call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static String failure(Runnable call) {
        return Objects.requireNonNull(
                assertThrows(FluxionException.class, call::run).getMessage());
    }

    @Test
    void nothingIsAllocated() throws Throwable {
        var handle = OF.batched().gradient().handle();
        int rows = 200;
        var x = Arrays.copyOf(X, rows);
        var w = Arrays.copyOf(W, rows);
        var f = Arrays.copyOf(F, rows);
        var dX = new double[rows];
        var dW = Arrays.stream(w).map(each -> new double[each.length]).toArray(double[][]::new);
        var dF = new float[rows];
        for (int i = 0; i < 3000; i++) {
            handle.invokeExact(x, w, f, 3, dX, dW, dF);
        }
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().threadId();
        long before = threads.getThreadAllocatedBytes(self);
        long none = threads.getThreadAllocatedBytes(self) - before; // asking allocates
        before = threads.getThreadAllocatedBytes(self);
        for (int i = 0; i < 200; i++) {
            handle.invokeExact(x, w, f, 3, dX, dW, dF);
        }
        assertEquals(0, threads.getThreadAllocatedBytes(self) - before - none, "bytes in 200 calls");
    }

    @Test
    void anyNumberOfThreadsShareABatch() {
        var gradient = OF.batched().gradient();
        var expected = (Object[]) gradient.call(X, W, F, 2);
        IntStream.range(0, 16).parallel().forEach(_ -> {
            var again = (Object[]) gradient.call(X, W, F, 2);
            assertArrayEquals((double[]) expected[0], (double[]) again[0]);
            assertArrayEquals((double[][]) expected[1], (double[][]) again[1]);
        });
    }
}
