package fluxion.cli.gradbench.problem;

import fluxion.tensor.Tensor;

/// `lse` on tensors.
public final class LogSumExpTensors {
    private LogSumExpTensors() {}

    /// `log sum_i exp(x_i)`, with the maximum taken out so that no exponential overflows.
    public static Tensor logSumExp(Tensor x) {
        var max = x.max();
        return x.sub(max).exp().sum().log().add(max);
    }
}
