package fluxion.benchmarks.scalar;

import fluxion.Derivatives;
import fluxion.annotation.Constant;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.stream.IntStream;

/// The sum of the squares of the elements of the square of an `n` by `n` matrix: three nested loops that write into an
/// array.
record SquaredMatrix(int n) implements GradientCase {
    private static final MethodHandle GRADIENT = Derivatives.of(SquaredMatrix.class, "value", double[].class, int.class)
            .gradient()
            .handle();

    static double value(double[] x, @Constant int n) {
        var y = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < n; k++) {
                    y[i * n + j] += x[i * n + k] * x[k * n + j];
                }
            }
        }
        double sum = 0;
        for (int i = 0; i < n * n; i++) {
            sum += y[i] * y[i];
        }
        return sum;
    }

    /// `y` is room for the square.
    private static void gradient(double[] x, double[] g, double[] y, int n) {
        Arrays.fill(y, 0);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < n; k++) {
                    y[i * n + j] += x[i * n + k] * x[k * n + j];
                }
            }
        }
        Arrays.fill(g, 0);
        for (int i = n - 1; i >= 0; i--) {
            for (int j = n - 1; j >= 0; j--) {
                double dy = 2 * y[i * n + j];
                for (int k = n - 1; k >= 0; k--) {
                    g[i * n + k] += dy * x[k * n + j];
                    g[k * n + j] += dy * x[i * n + k];
                }
            }
        }
    }

    @Override
    public String caseName() {
        return "nested-" + n;
    }

    @Override
    public double[] point() {
        return IntStream.range(0, n * n).mapToDouble(i -> Math.sin(i + 1)).toArray();
    }

    @Override
    public void byHand(double[] x, double[] gradient) {
        gradient(x, gradient, new double[n * n], n);
    }

    @Override
    public void compiled(double[] x, double[] gradient) {
        invoke(x, gradient);
    }

    private void invoke(double[] x, double[] gradient) {
        try {
            GRADIENT.invokeExact(x, n, gradient);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void runByHand(double[] x, double[] gradient) {
        var y = new double[n * n];
        for (int i = 0; i < CALLS; i++) {
            x[0] += 1e-12;
            gradient(x, gradient, y, n);
        }
    }

    @Override
    public void runCompiled(double[] x, double[] gradient) {
        for (int i = 0; i < CALLS; i++) {
            x[0] += 1e-12;
            invoke(x, gradient);
        }
    }
}
