package fluxion.nn.layer;

import fluxion.ir.Shape;
import fluxion.tensor.ShapeException;
import fluxion.tensor.Tensor;

/// Each example with another shape of as many numbers.
///
/// @param target the shape of an example of the result
public record Reshape(Shape target) implements Fixed {
    /// Examples of extents `target`.
    public static Reshape of(long... target) {
        return new Reshape(Shape.of(target));
    }

    @Override
    public Shape output(Shape input) {
        if (!input.size().equals(target.size())) {
            throw new ShapeException("Reshape: examples of shape " + input + " have " + input.size() + " numbers, "
                    + target + " has " + target.size());
        }
        return target;
    }

    @Override
    public Tensor apply(Tensor x, Mode mode) {
        return x.reshape(target.insert(0, x.shape().dim(0)));
    }
}
