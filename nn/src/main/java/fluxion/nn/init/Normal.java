package fluxion.nn.init;

import fluxion.ir.DType;
import fluxion.ir.Shape;
import fluxion.tensor.RandomKey;

/// Normal initial values with a deviation that does not depend on the shape.
public final class Normal {
    private Normal() {}

    /// Normal with mean 0 and the given standard deviation.
    public static Initialiser of(double deviation) {
        return (RandomKey key, Shape shape) ->
                key.normal(DType.F32, shape.constants()).mul(deviation);
    }
}
