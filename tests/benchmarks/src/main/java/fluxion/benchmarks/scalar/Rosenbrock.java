package fluxion.benchmarks.scalar;

import fluxion.Derivatives;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Rosenbrock's function of `n` variables.
record Rosenbrock(int n) implements GradientCase {
    private static final MethodHandle GRADIENT =
            Derivatives.of(Rosenbrock::value).gradient().handle();

    static double value(double[] x) {
        double sum = 0;
        for (int i = 0; i + 1 < x.length; i++) {
            double a = 1 - x[i];
            double b = x[i + 1] - x[i] * x[i];
            sum += a * a + 100 * b * b;
        }
        return sum;
    }

    private static void gradient(double[] x, double[] g) {
        Arrays.fill(g, 0);
        for (int i = 0; i + 1 < x.length; i++) {
            double b = x[i + 1] - x[i] * x[i];
            g[i] += -2 * (1 - x[i]) - 400 * b * x[i];
            g[i + 1] += 200 * b;
        }
    }

    @Override
    public String caseName() {
        return "rosenbrock-" + n;
    }

    @Override
    public double[] point() {
        return IntStream.range(0, n).mapToDouble(i -> Math.sin(i + 1)).toArray();
    }

    @Override
    public void byHand(double[] x, double[] gradient) {
        gradient(x, gradient);
    }

    @Override
    public void compiled(double[] x, double[] gradient) {
        Invocation.of(GRADIENT, x, gradient);
    }

    @Override
    public void runByHand(double[] x, double[] gradient) {
        for (int i = 0; i < CALLS; i++) {
            x[0] += 1e-12;
            gradient(x, gradient);
        }
    }

    @Override
    public void runCompiled(double[] x, double[] gradient) {
        for (int i = 0; i < CALLS; i++) {
            x[0] += 1e-12;
            Invocation.of(GRADIENT, x, gradient);
        }
    }
}
