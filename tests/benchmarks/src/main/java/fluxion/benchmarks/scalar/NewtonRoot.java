package fluxion.benchmarks.scalar;

import fluxion.Derivatives;
import java.lang.invoke.MethodHandle;

/// The real root of `x^3 + c[0] x - c[1]` by Newton's iteration, which takes as many rounds as the numbers need.
record NewtonRoot() implements GradientCase {
    private static final MethodHandle GRADIENT =
            Derivatives.of(NewtonRoot::value).gradient().handle();
    private static final int MOST_ROUNDS = 1_000;

    static double value(double[] c) {
        double x = 1;
        double step = 1;
        while (Math.abs(step) > 1e-12) {
            step = (x * x * x + c[0] * x - c[1]) / (3 * x * x + c[0]);
            x -= step;
        }
        return x;
    }

    /// The reverse of the same rounds; `rounds` is room for what each begins with.
    private static void gradient(double[] c, double[] g, double[] rounds) {
        double x = 1;
        double step = 1;
        int n = 0;
        while (Math.abs(step) > 1e-12) {
            rounds[n++] = x;
            step = (x * x * x + c[0] * x - c[1]) / (3 * x * x + c[0]);
            x -= step;
        }
        double dx = 1;
        double d0 = 0;
        double d1 = 0;
        for (int i = n - 1; i >= 0; i--) {
            x = rounds[i];
            double slope = 3 * x * x + c[0];
            double value = x * x * x + c[0] * x - c[1];
            double dValue = -dx / slope;
            double dSlope = dx * value / (slope * slope);
            d0 += dSlope + dValue * x;
            d1 -= dValue;
            dx += dSlope * 6 * x + dValue * slope;
        }
        g[0] = d0;
        g[1] = d1;
    }

    @Override
    public String caseName() {
        return "newton";
    }

    @Override
    public double[] point() {
        return new double[] {2, 25};
    }

    @Override
    public void byHand(double[] x, double[] gradient) {
        gradient(x, gradient, new double[MOST_ROUNDS]);
    }

    @Override
    public void compiled(double[] x, double[] gradient) {
        Invocation.of(GRADIENT, x, gradient);
    }

    @Override
    public void runByHand(double[] x, double[] gradient) {
        var rounds = new double[MOST_ROUNDS];
        for (int i = 0; i < CALLS; i++) {
            x[0] += 1e-12;
            gradient(x, gradient, rounds);
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
