package fluxion.nn.layer;

import fluxion.ir.Shape;
import fluxion.tensor.Tensor;

/// The mean of each channel of an image, `[batch, height, width, channels]`: `[batch, channels]`.
public record GlobalAvgPool2D() implements Fixed {
    /// Means over all pixels.
    public static GlobalAvgPool2D of() {
        return new GlobalAvgPool2D();
    }

    @Override
    public Shape output(Shape input) {
        Check.axes(this, input, 3, "[height, width, channels]");
        return Shape.of(input.dim(2));
    }

    @Override
    public Tensor apply(Tensor x, Mode mode) {
        return x.mean(1, 2);
    }
}
