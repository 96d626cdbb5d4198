package fluxion.nn.optim;

import fluxion.ir.DType;
import fluxion.tensor.Tensor;

/// Running averages of what a gradient gives.
///
/// The average of a gradient that has become zero, that of a unit which is never active, say, decays until it is
/// subnormal and then stays so, since `0.9 x` rounds to `x` there. Processors compute with subnormal numbers a hundred
/// times slower, so averages that are too small to be normal numbers are zero here, as they are where a processor is
/// set to flush them.
final class Moment {
    private Moment() {}

    /// `decay * average + (1 - decay) * value`, and 0 in place of a subnormal number; NaN stays NaN.
    static Tensor next(Tensor average, Tensor value, double decay) {
        return normalOrZero(average.mul(decay).add(value.mul(1 - decay)), minNormal(average.dtype()));
    }

    /// `g * g`, and 0 where that is so small that a thousandth of it would not be a normal number.
    static Tensor square(Tensor g) {
        var normal = normalOrZero(g, Math.sqrt(minNormal(g.dtype())) * 0x1p5);
        return normal.mul(normal);
    }

    /// `momentum * velocity + g`, and 0 in place of a subnormal number; NaN stays NaN.
    static Tensor accumulate(Tensor velocity, Tensor g, double momentum) {
        return normalOrZero(velocity.mul(momentum).add(g), minNormal(velocity.dtype()));
    }

    private static Tensor normalOrZero(Tensor x, double least) {
        return Tensor.where(x.abs().lt(least), Tensor.zerosLike(x), x);
    }

    private static double minNormal(DType dtype) {
        return switch (dtype) {
            case F32 -> Float.MIN_NORMAL;
            case F64 -> Double.MIN_NORMAL;
            case BOOL, I32, I64 -> throw new IllegalArgumentException("a moment of " + dtype);
        };
    }
}
