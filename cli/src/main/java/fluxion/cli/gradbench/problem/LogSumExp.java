package fluxion.cli.gradbench.problem;

/// `lse`: the logarithm of a sum of exponentials.
public final class LogSumExp {
    private LogSumExp() {}

    /// `log sum_i exp(x_i)`, with the maximum taken out so that no exponential overflows.
    public static double logSumExp(double[] x) {
        double max = x[0];
        for (int i = 1; i < x.length; i++) {
            max = Math.max(max, x[i]);
        }
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += Math.exp(x[i] - max);
        }
        return max + Math.log(sum);
    }
}
