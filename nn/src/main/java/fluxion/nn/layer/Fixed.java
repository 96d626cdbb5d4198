package fluxion.nn.layer;

import fluxion.ir.Shape;
import fluxion.tensor.RandomKey;
import fluxion.tensor.Tensor;

/// A layer with nothing to learn and nothing to remember: a function of the batch.
public interface Fixed extends Stateless<None> {
    /// What the layer makes of the batch `x`.
    ///
    /// @param x `[batch, input...]`
    Tensor apply(Tensor x, Mode mode);

    @Override
    default None params(RandomKey key, Shape input) {
        return None.NONE;
    }

    @Override
    default Tensor apply(None params, Tensor x, Mode mode) {
        return apply(x, mode);
    }
}
