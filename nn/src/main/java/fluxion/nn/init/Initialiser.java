package fluxion.nn.init;

import fluxion.ir.Shape;
import fluxion.tensor.RandomKey;
import fluxion.tensor.Tensor;

/// How a parameter begins: a function of a random key and a shape, such as `Glorot::uniform` or `Constant::zeros`.
@FunctionalInterface
public interface Initialiser {
    /// The initial value, `f32` of shape `shape`, whose extents are constants.
    Tensor apply(RandomKey key, Shape shape);
}
