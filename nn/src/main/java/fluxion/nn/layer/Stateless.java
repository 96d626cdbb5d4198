package fluxion.nn.layer;

import fluxion.ir.Shape;
import fluxion.tensor.Tensor;

/// A layer that remembers nothing from batch to batch.
///
/// @param <P> the parameters
public interface Stateless<P> extends Layer<P, None> {
    /// What the layer makes of the batch `x`.
    ///
    /// @param x `[batch, input...]`
    Tensor apply(P params, Tensor x, Mode mode);

    @Override
    default None state(Shape input) {
        return None.NONE;
    }

    @Override
    default Output<None> apply(P params, None state, Tensor x, Mode mode) {
        return new Output<>(apply(params, x, mode), state);
    }
}
