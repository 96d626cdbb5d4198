package fluxion.nn.init;

import fluxion.ir.DType;
import fluxion.tensor.RandomKey;
import fluxion.tensor.Tensor;

/// The uniform initialiser of [Glorot & Bengio 2010, eq. 16].
public final class Glorot {
    private Glorot() {}

    /// Uniform on `(-l, l)`, `l = sqrt(6 / (inputs + outputs))`.
    ///
    /// @return `f32[inputs, outputs]`
    public static Tensor uniform(RandomKey key, long inputs, long outputs) {
        double limit = Math.sqrt(6.0 / (inputs + outputs));
        return key.uniform(DType.F32, -limit, limit, inputs, outputs).evaluate();
    }
}
