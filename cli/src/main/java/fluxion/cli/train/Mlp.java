package fluxion.cli.train;

import fluxion.nn.init.Glorot;
import fluxion.tensor.RandomKey;
import fluxion.tensor.Tensor;

/// A network of one hidden layer with relu.
public final class Mlp {
    private Mlp() {}

    /// The parameters.
    ///
    /// @param w1 `f32[inputs, hidden]`
    /// @param b1 `f32[hidden]`
    /// @param w2 `f32[hidden, classes]`
    /// @param b2 `f32[classes]`
    public record Params(Tensor w1, Tensor b1, Tensor w2, Tensor b2) {}

    /// Glorot weights and zero biases.
    public static Params init(RandomKey key, long inputs, long hidden, long classes) {
        var keys = key.split(2);
        return new Params(
                Glorot.uniform(keys.get(0), inputs, hidden),
                Tensor.zeros(hidden).evaluate(),
                Glorot.uniform(keys.get(1), hidden, classes),
                Tensor.zeros(classes).evaluate());
    }

    /// `f32[n, classes]` of `x`, `f32[n, inputs]`.
    public static Tensor logits(Params p, Tensor x) {
        return x.matmul(p.w1()).add(p.b1()).relu().matmul(p.w2()).add(p.b2());
    }

    /// The mean cross-entropy of the classes `labels`, `i32[n]`.
    public static Tensor loss(Params p, Tensor x, Tensor labels) {
        return logits(p, x).softmaxCrossEntropy(labels).mean();
    }
}
