package fluxion.cli.gradbench.problem;

import fluxion.ir.DType;
import fluxion.tensor.Tensor;

/// `llsq` on tensors.
public final class LeastSquaresTensors {
    private LeastSquaresTensors() {}

    /// `1/2 sum_i (sign(t_i) - x_0 - x_1 t_i - x_2 t_i^2 - ...)^2` with `t_i = -1 + 2 i / (n - 1)`.
    ///
    /// @param x coefficients, the constant first
    /// @param n how many points, at least 2
    public static Tensor objective(Tensor x, int n) {
        var t = Tensor.linspace(DType.F64, -1, 1, n);
        return t.sign().sub(powers(t, x.size(0)).matmul(x)).square().sum().mul(0.5);
    }

    /// The powers 0 to `count - 1` of each number; a column for each. Each round doubles the columns.
    private static Tensor powers(Tensor t, long count) {
        var powers = Tensor.onesLike(t).expandDims(1);
        var next = t.expandDims(1);
        for (long have = 1; have < count; have *= 2) {
            powers = Tensor.concat(1, powers, powers.mul(next));
            next = next.square();
        }
        return powers.slice(1, 0, count);
    }
}
