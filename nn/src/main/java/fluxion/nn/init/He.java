package fluxion.nn.init;

import fluxion.ir.DType;
import fluxion.ir.Shape;
import fluxion.tensor.RandomKey;
import fluxion.tensor.Tensor;

/// The initialisers of [He, Zhang, Ren & Sun 2015, section 2.2], for layers with relu. The last two axes of a shape are
/// inputs and outputs; the inputs count once for each position of a kernel along the axes before them.
public final class He {
    private He() {}

    /// Uniform on `(-l, l)`, `l = sqrt(6 / inputs)`.
    public static Tensor uniform(RandomKey key, Shape shape) {
        double limit = Math.sqrt(6.0 / Fans.of(shape).in());
        return key.uniform(DType.F32, -limit, limit, shape.constants());
    }

    /// Normal with mean 0 and variance `2 / inputs`.
    public static Tensor normal(RandomKey key, Shape shape) {
        return key.normal(DType.F32, shape.constants())
                .mul(Math.sqrt(2.0 / Fans.of(shape).in()));
    }
}
