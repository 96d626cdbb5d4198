package fluxion.nn.layer;

import fluxion.ir.Shape;
import fluxion.tensor.ShapeException;
import fluxion.tensor.Tensor;

/// Zero with probability `rate`, else `x / (1 - rate)`, while training; `x` in use [Srivastava et al. 2014]. The mask
/// is a function of the key and of the position.
///
/// @param rate the probability of a zero, at least 0 and below 1
public record Dropout(double rate) implements Fixed {
    /// Checks the rate.
    public Dropout {
        if (!(rate >= 0 && rate < 1)) {
            throw new ShapeException("Dropout: rate " + rate + "; it must lie in [0, 1)");
        }
    }

    /// Drops with probability `rate`.
    public static Dropout of(double rate) {
        return new Dropout(rate);
    }

    @Override
    public Shape output(Shape input) {
        return input;
    }

    @Override
    public Tensor apply(Tensor x, Mode mode) {
        return switch (mode) {
            case Mode.Training(var key) -> rate == 0 ? x : x.dropout(key, rate);
            case Mode.Inference _ -> x;
        };
    }
}
