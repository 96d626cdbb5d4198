package fluxion.nn.layer;

import fluxion.ir.Shape;
import fluxion.tensor.Tensor;

/// All numbers of an example along one axis.
public record Flatten() implements Fixed {
    /// Flattens each example.
    public static Flatten of() {
        return new Flatten();
    }

    @Override
    public Shape output(Shape input) {
        return Shape.of(input.size());
    }

    @Override
    public Tensor apply(Tensor x, Mode mode) {
        return x.reshape(Shape.of(x.shape().dim(0), x.shape().without(0).size()));
    }
}
