package fluxion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import fluxion.annotation.Constant;
import fluxion.annotation.DerivativeKind;
import fluxion.annotation.MathMode;
import fluxion.annotation.Output;
import fluxion.ir.FluxionException;
import fluxion.runtime.companion.Companions;
import fluxion.runtime.companion.DifferentiableMethod;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Derivatives of methods, from their bytecode.
final class LiftedDerivativesTest {
    private static final double[] WEIGHTS = {1, 10};

    static double rosenbrock(double[] x) {
        double sum = 0;
        for (int i = 0; i + 1 < x.length; i++) {
            double a = 1 - x[i];
            double b = x[i + 1] - x[i] * x[i];
            sum += a * a + 100 * b * b;
        }
        return sum;
    }

    private static double[] byHand(double[] x) {
        var g = new double[x.length];
        for (int i = 0; i + 1 < x.length; i++) {
            double b = x[i + 1] - x[i] * x[i];
            g[i] += -2 * (1 - x[i]) - 400 * b * x[i];
            g[i + 1] += 200 * b;
        }
        return g;
    }

    static double squareRoot(double a, @Constant double tolerance) {
        double x = a;
        while (Math.abs(x * x - a) > tolerance) {
            x = 0.5 * (x + a / x);
        }
        return x;
    }

    static void matrixTimes(double[][] m, double[] x, @Output @Constant double[] y) {
        for (int i = 0; i < y.length; i++) {
            double sum = 0;
            for (int k = 0; k < x.length; k++) {
                sum += m[i][k] * x[k];
            }
            y[i] = sum;
        }
    }

    static double weighted(double x, double y) {
        return WEIGHTS[0] * x * x + WEIGHTS[1] * Math.sin(y);
    }

    static double norm(double[][] m) {
        double sum = 0;
        for (int i = 0; i < m.length; i++) {
            for (int k = 0; k < m[i].length; k++) {
                sum += m[i][k] * m[i][k];
            }
        }
        return sum;
    }

    static double powers(double x, @Constant int n) {
        var p = new double[n];
        double sum = 0;
        for (int i = 0; i < n; i++) {
            p[i] = i == 0 ? 1 : p[i - 1] * x;
            sum += p[i];
        }
        return sum;
    }

    private static final Derivatives ROSENBROCK = Derivatives.of(LiftedDerivativesTest::rosenbrock);

    private static double[] x(int n) {
        return IntStream.range(0, n).mapToDouble(i -> Math.sin(i + 1)).toArray();
    }

    @Test
    void gradientsOfALoop() {
        for (int n : new int[] {0, 1, 2, 3, 10}) {
            assertEquals(rosenbrock(x(n)), ROSENBROCK.value().call(x(n)));
            assertArrayEquals(byHand(x(n)), (double[]) ROSENBROCK.gradient().call(x(n)), 1e-12);
        }
    }

    @Test
    void hessiansAreTheDifferencesOfGradients() {
        int n = 4;
        var hessian = (double[]) ROSENBROCK.hessian().call(x(n));
        for (int k = 0; k < n; k++) {
            double step = 1e-5;
            var up = x(n);
            var down = x(n);
            up[k] += step;
            down[k] -= step;
            var unit = new double[n];
            unit[k] = 1;
            var product = (double[]) ROSENBROCK.hvp().call(x(n), unit);
            for (int i = 0; i < n; i++) {
                assertEquals((byHand(up)[i] - byHand(down)[i]) / (2 * step), hessian[i * n + k], 1e-4);
                assertEquals(hessian[i * n + k], product[i], 1e-9);
            }
        }
    }

    @Test
    void aLoopThatDependsOnData() {
        var of = Derivatives.of(LiftedDerivativesTest.class, "squareRoot", double.class, double.class);
        assertEquals(1 / (2 * Math.sqrt(2)), (double) of.gradient().call(2.0, 1e-12), 1e-9);
        assertEquals(1 / (2 * Math.sqrt(2)), (double) of.jvp().call(2.0, 1e-12, 1.0), 1e-9);
        var rows = (double[]) of.batched().gradient().call(new double[] {2, 9, 4}, 1e-12);
        assertArrayEquals(new double[] {1 / (2 * Math.sqrt(2)), 1.0 / 6, 0.25}, rows, 1e-9);
    }

    @Test
    void writtenArraysAndRowsOfArrays() {
        var of = Derivatives.of(LiftedDerivativesTest::matrixTimes);
        var m = new double[][] {{1, 2, 3}, {4, 5, 6}};
        var x = new double[] {1, 0, 2};
        var y = new double[2];
        assertArrayEquals(new double[] {7, 16}, (double[]) of.value().call(m, x, y));
        assertArrayEquals(new double[] {1, 2, 3, 4, 5, 6}, (double[])
                of.wrt("x").jacobian().call(m, x, y));
        var vjp = (Object[]) of.vjp().call(m, x, y, new double[] {1, 10});
        assertArrayEquals(new double[][] {{1, 0, 2}, {10, 0, 20}}, (double[][]) vjp[0]);
        assertArrayEquals(new double[] {41, 52, 63}, (double[]) vjp[1]);
        assertArrayEquals(new double[2], y);
        assertArrayEquals(new double[][] {{2, 4, 6}, {8, 10, 12}}, (double[][])
                Derivatives.of(LiftedDerivativesTest::norm).gradient().call((Object) m));
    }

    @Test
    void arraysOfStaticFieldsAreReadAtTheCall() {
        var of = Derivatives.of(LiftedDerivativesTest.class, "weighted", double.class, double.class);
        var gradient = (Object[]) of.gradient().call(3.0, 0.0);
        assertArrayEquals(new Object[] {6.0, 10.0}, gradient);
        var relaxed = (Object[]) of.math(MathMode.RELAXED).gradient().call(3.0, 0.5);
        assertEquals(10 * Math.cos(0.5), (double) relaxed[1], 1e-14);
    }

    static double fused(double x, double y, double z) {
        return (x * y + z) + (z - x * y) * (x * x - y);
    }

    @Test
    void relaxedProductsAndSumsAreFused() {
        var of = Derivatives.of(LiftedDerivativesTest.class, "fused", double.class, double.class, double.class);
        double x = 1 + 0x1p-30;
        double y = 1 - 0x1p-30;
        double z = -1;
        assertEquals(fused(x, y, z), of.value().call(x, y, z));
        // (z - x y) (x x - y) goes into a sum too
        double expected = Math.fma(Math.fma(-x, y, z), Math.fma(x, x, -y), Math.fma(x, y, z));
        assertEquals(expected, of.math(MathMode.RELAXED).value().call(x, y, z));
        assertNotEquals(fused(x, y, z), expected);
        var strict = (Object[]) of.gradient().call(1.5, -0.5, 2.0);
        var relaxed = (Object[]) of.math(MathMode.RELAXED).gradient().call(1.5, -0.5, 2.0);
        for (int i = 0; i < 3; i++) {
            assertEquals((double) strict[i], (double) relaxed[i], 1e-14);
        }
    }

    @Test
    void arraysWhoseLengthsAreArguments() {
        var of = Derivatives.of(LiftedDerivativesTest.class, "powers", double.class, int.class);
        assertEquals(15.0, of.value().call(2.0, 4));
        assertEquals(1.0 + 2 * 2 + 3 * 4, of.gradient().call(2.0, 4));
        assertArrayEquals(new double[] {17, 6}, (double[])
                of.batched().gradient().call(new double[] {2, 1}, 4));
        assertArrayEquals(
                new double[] {17, 3},
                (double[]) of.batched(0, 1).gradient().call(new double[] {2, 1}, new int[] {4, 3}),
                "each row has its lengths");
    }

    @Test
    void nothingIsAllocated() throws Throwable {
        var handle = ROSENBROCK.valueAndGradient().handle();
        var x = x(50);
        var g = new double[50];
        double sum = 0;
        for (int i = 0; i < 20_000; i++) {
            sum += (double) handle.invokeExact(x, g);
        }
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().threadId();
        long before = threads.getThreadAllocatedBytes(self);
        long none = threads.getThreadAllocatedBytes(self) - before; // asking allocates
        before = threads.getThreadAllocatedBytes(self);
        for (int i = 0; i < 1000; i++) {
            sum += (double) handle.invokeExact(x, g);
        }
        assertEquals(0, threads.getThreadAllocatedBytes(self) - before - none, "bytes in 1000 calls");
        assertEquals(21_000 * rosenbrock(x), sum, 1e-3 * sum);
        assertArrayEquals(byHand(x), g, 1e-9);
    }

    @Test
    void anyNumberOfThreads() {
        var handle = ROSENBROCK.gradient();
        IntStream.range(0, 200).parallel().forEach(i -> {
            int n = 2 + i % 7;
            assertArrayEquals(byHand(x(n)), (double[]) handle.call(x(n)), 1e-12);
        });
    }

    private static String failure(Runnable call) {
        return Objects.requireNonNull(
                assertThrows(FluxionException.class, call::run).getMessage());
    }

    @Test
    void errorsSayWhatToDo() {
        var of = Derivatives.of(LiftedDerivativesTest::matrixTimes);
        var y = new double[2];
        assertEquals(
                "argument 2 of LiftedDerivativesTest.matrixTimes(double[][], double[], double[]), which the method"
                        + " writes, is the same array as argument 1; pass a copy",
                failure(() -> of.value().call(new double[2][2], y, y)));
        assertEquals(
                "LiftedDerivativesTest.matrixTimes(double[][], double[], double[]) has no parameter 'z'; its"
                        + " parameters are [m, x, y]",
                failure(() -> of.wrt("z")));
        assertTrue(failure(() -> Derivatives.of(String.class, "valueOf", double.class))
                .contains("returns String"));
    }

    @Test
    void companionsFindTheCompiler() throws Throwable {
        var method = DifferentiableMethod.of(LiftedDerivativesTest.class, "rosenbrock", double[].class)
                .inputs(0);
        var type = MethodType.methodType(void.class, double[].class, double[].class);
        MethodHandle gradient = Companions.link(method, DerivativeKind.GRADIENT, type);
        var g = new double[3];
        gradient.invokeExact(x(3), g);
        assertArrayEquals(byHand(x(3)), g, 1e-12);
        // what cannot be linked says so at the call, not in a class initialiser
        var wrong = Companions.link(method, DerivativeKind.GRADIENT, type.changeReturnType(double.class));
        var message = assertThrows(FluxionException.class, () -> {
                    double _ = (double) wrong.invokeExact(x(3), g);
                })
                .getMessage();
        assertTrue(String.valueOf(message).contains("compile it again with the processor of this version"));
    }
}
