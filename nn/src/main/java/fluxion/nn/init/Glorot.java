package fluxion.nn.init;

import fluxion.ir.DType;
import fluxion.ir.Shape;
import fluxion.tensor.RandomKey;
import fluxion.tensor.Tensor;

/// The initialisers of [Glorot & Bengio 2010], for layers with an activation that is symmetric about 0.
public final class Glorot {
    private Glorot() {}

    /// Uniform on `(-l, l)`, `l = sqrt(6 / (inputs + outputs))` [equation 16].
    ///
    /// @return `f32[inputs, outputs]`
    public static Tensor uniform(RandomKey key, long inputs, long outputs) {
        return uniform(key, Shape.of(inputs, outputs)).evaluate();
    }

    /// Uniform on `(-l, l)`, `l = sqrt(6 / (inputs + outputs))` [equation 16]. The last two axes of `shape` are
    /// inputs and outputs, each times the positions of a kernel along the axes before them.
    public static Tensor uniform(RandomKey key, Shape shape) {
        var fans = Fans.of(shape);
        double limit = Math.sqrt(6.0 / (fans.in() + fans.out()));
        return key.uniform(DType.F32, -limit, limit, shape.constants());
    }

    /// Normal with mean 0 and variance `2 / (inputs + outputs)` [equation 12].
    public static Tensor normal(RandomKey key, Shape shape) {
        var fans = Fans.of(shape);
        return key.normal(DType.F32, shape.constants()).mul(Math.sqrt(2.0 / (fans.in() + fans.out())));
    }
}
