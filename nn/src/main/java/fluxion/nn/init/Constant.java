package fluxion.nn.init;

import fluxion.ir.DType;
import fluxion.ir.Shape;
import fluxion.tensor.RandomKey;
import fluxion.tensor.Tensor;

/// Initial values that need no key.
public final class Constant {
    private Constant() {}

    /// All 0.
    public static Tensor zeros(RandomKey key, Shape shape) {
        return Tensor.zeros(DType.F32, shape.constants());
    }

    /// All 1.
    public static Tensor ones(RandomKey key, Shape shape) {
        return Tensor.ones(DType.F32, shape.constants());
    }

    /// All `value`.
    public static Initialiser of(double value) {
        return (RandomKey key, Shape shape) -> Tensor.full(DType.F32, value, shape.constants());
    }
}
