package fluxion.cli.gradbench.problem;

/// `llsq`: how far a polynomial is from the sign function.
public final class LeastSquares {
    private LeastSquares() {}

    /// `1/2 sum_i (sign(t_i) - x_0 - x_1 t_i - x_2 t_i^2 - ...)^2` with `t_i = -1 + 2 i / (n - 1)`.
    ///
    /// @param x coefficients, the constant first
    /// @param n how many points, at least 2
    public static double objective(double[] x, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double t = -1 + i * 2.0 / (n - 1);
            double residual = Math.signum(t);
            double power = 1;
            for (int j = 0; j < x.length; j++) {
                residual -= x[j] * power;
                power *= t;
            }
            sum += residual * residual;
        }
        return 0.5 * sum;
    }
}
