package fluxion.nn.loss;

import fluxion.tensor.Tensor;

/// How far predictions are from what they should be: a function such as `Losses::meanSquaredError`.
@FunctionalInterface
public interface Loss {
    /// The loss of a batch, a float scalar: a mean over its examples.
    ///
    /// @param predicted what a network makes of the batch, `[batch, ...]`
    /// @param target what it should make of it
    Tensor apply(Tensor predicted, Tensor target);
}
