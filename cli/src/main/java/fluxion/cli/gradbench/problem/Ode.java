package fluxion.cli.gradbench.problem;

/// `ode`: a system of differential equations, solved by the classical Runge-Kutta method.
public final class Ode {
    private static final double END = 2;

    private Ode() {}

    /// The solution at time 2 of `y_0' = x_0`, `y_i' = x_i y_(i-1)`, `y(0) = 0`.
    ///
    /// @param x `[n]`, at least one
    /// @param steps of the method
    /// @return `[n]`
    public static double[] solve(double[] x, int steps) {
        int n = x.length;
        double h = END / steps;
        double[] y = new double[n];
        double[] k1 = new double[n];
        double[] k2 = new double[n];
        double[] k3 = new double[n];
        double[] k4 = new double[n];
        double[] at = new double[n];
        for (int step = 0; step < steps; step++) {
            slope(x, y, k1);
            for (int i = 0; i < n; i++) {
                at[i] = y[i] + h * k1[i] / 2;
            }
            slope(x, at, k2);
            for (int i = 0; i < n; i++) {
                at[i] = y[i] + h * k2[i] / 2;
            }
            slope(x, at, k3);
            for (int i = 0; i < n; i++) {
                at[i] = y[i] + h * k3[i];
            }
            slope(x, at, k4);
            for (int i = 0; i < n; i++) {
                y[i] += h * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]) / 6;
            }
        }
        return y;
    }

    /// The last element of the solution: what is differentiated.
    public static double last(double[] x, int steps) {
        return solve(x, steps)[x.length - 1];
    }

    private static void slope(double[] x, double[] y, double[] slope) {
        slope[0] = x[0];
        for (int i = 1; i < x.length; i++) {
            slope[i] = x[i] * y[i - 1];
        }
    }
}
