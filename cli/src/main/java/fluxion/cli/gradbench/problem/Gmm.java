package fluxion.cli.gradbench.problem;

/// `gmm`: the logarithm of the posterior probability of a Gaussian mixture model with a Wishart prior.
///
/// Component `k` has the precision matrix `Q_k^T Q_k`, where `Q_k` is lower triangular: its diagonal is `exp(q_k)`, and
/// `l_k` holds the rest column by column. Its weight is `exp(alpha_k) / sum_j exp(alpha_j)`.
public final class Gmm {
    private Gmm() {}

    /// `log p(x | alpha, mu, q, l) + log p(q, l)`
    ///
    /// @param alpha `[k]`
    /// @param mu [k, d]
    /// @param q [k, d]
    /// @param l [k, d (d - 1) / 2]
    /// @param x [n, d], the observations
    /// @param d dimensions
    /// @param m additional degrees of freedom of the prior
    /// @param gamma precision of the prior
    public static double objective(
            double[] alpha, double[] mu, double[] q, double[] l, double[] x, int d, int m, double gamma) {
        return logLikelihood(alpha, mu, q, l, x, d) + logPrior(q, l, d, m, gamma);
    }

    /// `sum_i log sum_k exp(alpha_k + sum q_k - 1/2 |Q_k (x_i - mu_k)|^2) - n (d/2 log 2 pi + log sum_k
    /// exp(alpha_k))`
    public static double logLikelihood(double[] alpha, double[] mu, double[] q, double[] l, double[] x, int d) {
        int components = alpha.length;
        int n = x.length / d;
        double[] diagonal = new double[q.length];
        for (int i = 0; i < q.length; i++) {
            diagonal[i] = Math.exp(q[i]);
        }
        double[] base = new double[components];
        for (int k = 0; k < components; k++) {
            double sum = alpha[k];
            for (int j = 0; j < d; j++) {
                sum += q[k * d + j];
            }
            base[k] = sum;
        }
        double total = 0;
        double[] terms = new double[components];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < components; k++) {
                terms[k] = base[k] - 0.5 * squaredDistance(x, i, mu, diagonal, l, k, d);
            }
            total += LogSumExp.logSumExp(terms);
        }
        return total - n * (0.5 * d * Math.log(2 * Math.PI) + LogSumExp.logSumExp(alpha));
    }

    /// `|Q_k (x_i - mu_k)|^2`
    private static double squaredDistance(double[] x, int i, double[] mu, double[] diagonal, double[] l, int k, int d) {
        double[] centered = new double[d];
        double[] scaled = new double[d];
        for (int j = 0; j < d; j++) {
            centered[j] = x[i * d + j] - mu[k * d + j];
            scaled[j] = diagonal[k * d + j] * centered[j];
        }
        int at = k * (d * (d - 1) / 2);
        for (int column = 0; column < d; column++) {
            for (int row = column + 1; row < d; row++) {
                scaled[row] += l[at] * centered[column];
                at++;
            }
        }
        double sum = 0;
        for (int j = 0; j < d; j++) {
            sum += scaled[j] * scaled[j];
        }
        return sum;
    }

    /// The logarithm of the Wishart density of all precision matrices.
    ///
    /// `sum_k (c d log(gamma / sqrt 2) - log Gamma_d(c / 2) - gamma^2 / 2 |Q_k|^2 + m sum q_k)` with `c = d + m +
    /// 1`.
    public static double logPrior(double[] q, double[] l, int d, int m, double gamma) {
        int components = q.length / d;
        int c = d + m + 1;
        double squares = 0;
        double logs = 0;
        for (int i = 0; i < q.length; i++) {
            double diagonal = Math.exp(q[i]);
            squares += diagonal * diagonal;
            logs += q[i];
        }
        for (int i = 0; i < l.length; i++) {
            squares += l[i] * l[i];
        }
        double constant = c * d * (Math.log(gamma) - 0.5 * Math.log(2)) - logMultivariateGamma(c, d);
        return components * constant - 0.5 * gamma * gamma * squares + m * logs;
    }

    /// `log Gamma_d(c / 2) = d (d - 1) / 4 log pi + sum_(j < d) log Gamma((c - j) / 2)`
    private static double logMultivariateGamma(int c, int d) {
        double sum = 0.25 * d * (d - 1) * Math.log(Math.PI);
        for (int j = 0; j < d; j++) {
            sum += logGammaOfHalf(c - j);
        }
        return sum;
    }

    /// `log Gamma(twice / 2)` for a positive `twice`, by `Gamma(x) = (x - 1) Gamma(x - 1)`.
    private static double logGammaOfHalf(int twice) {
        double sum = twice % 2 == 0 ? 0 : 0.5 * Math.log(Math.PI);
        for (int t = twice - 2; t > 0; t -= 2) {
            sum += Math.log(0.5 * t);
        }
        return sum;
    }
}
