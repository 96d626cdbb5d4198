package fluxion.cli.gradbench.problem;

import fluxion.tensor.Tensor;
import java.util.Arrays;

/// `gmm` on tensors; see [Gmm].
public final class GmmTensors {
    private GmmTensors() {}

    /// What the objective is differentiated for.
    ///
    /// @param alpha `[k]`
    /// @param mu [k, d]
    /// @param q [k, d]
    /// @param l [k, d (d - 1) / 2]
    public record Parameters(Tensor alpha, Tensor mu, Tensor q, Tensor l) {}

    /// `log p(x | alpha, mu, q, l) + log p(q, l)`
    ///
    /// @param x [n, d]
    /// @param m additional degrees of freedom of the prior
    /// @param gamma precision of the prior
    public static Tensor objective(Parameters parameters, Tensor x, int m, double gamma) {
        double n = x.size(0);
        int d = (int) x.size(1);
        var alpha = parameters.alpha();
        var factors = factors(parameters.q(), parameters.l(), d);
        // [k, n, d]
        var centered = x.expandDims(0).sub(parameters.mu().expandDims(1));
        var squares = centered.matmul(factors.transpose(0, 2, 1)).square().sum(2);
        var terms = alpha.add(parameters.q().sum(1)).expandDims(1).sub(squares.mul(0.5));
        var likelihood = terms.logSumExp(0)
                .sum()
                .sub(alpha.logSumExp().add(0.5 * d * Math.log(2 * Math.PI)).mul(n));
        double constant = Gmm.logPrior(new double[d], new double[0], d, m, gamma) + 0.5 * gamma * gamma * d;
        return likelihood
                .add(alpha.size(0) * constant)
                .sub(factors.square().sum().mul(0.5 * gamma * gamma))
                .add(parameters.q().sum().mul(m));
    }

    /// The lower triangular factors, [k, d, d]: `exp(q)` on the diagonals, `l` column by column below.
    private static Tensor factors(Tensor q, Tensor l, int d) {
        long k = q.size(0);
        var all = Tensor.concat(1, q.exp(), l, Tensor.zeros(q.dtype(), k, 1));
        int zero = d * (d + 1) / 2;
        var places = new int[d * d];
        Arrays.fill(places, zero);
        int next = d;
        for (int column = 0; column < d; column++) {
            places[column * d + column] = column;
            for (int row = column + 1; row < d; row++) {
                places[row * d + column] = next;
                next++;
            }
        }
        return all.gather(Tensor.of(places), 1).reshape(k, d, d);
    }
}
