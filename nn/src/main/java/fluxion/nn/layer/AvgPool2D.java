package fluxion.nn.layer;

import fluxion.ir.Shape;
import fluxion.tensor.Sliding;
import fluxion.tensor.Tensor;

/// The mean of each window of images, `[batch, height, width, channels]`, channel by channel.
///
/// @param height the extent of a window along the first axis
/// @param width the extent of a window along the second axis
/// @param how steps, by default the extents of the window, and padding
public record AvgPool2D(int height, int width, Sliding how) implements Fixed {
    /// Checks the extents.
    public AvgPool2D {
        Check.positive("AvgPool2D", "height", height);
        Check.positive("AvgPool2D", "width", width);
    }

    /// Windows of `size` by `size`, side by side.
    public static AvgPool2D of(int size) {
        return new AvgPool2D(size, size, Sliding.VALID);
    }

    /// Windows of `height` by `width`, side by side.
    public static AvgPool2D of(int height, int width) {
        return new AvgPool2D(height, width, Sliding.VALID);
    }

    /// The same windows with other steps and padding.
    public AvgPool2D with(Sliding how) {
        return new AvgPool2D(height, width, how);
    }

    /// The same windows over images that are padded so that every pixel is in one.
    public AvgPool2D same() {
        return with(Windows.same(how));
    }

    /// The same windows moved `steps` at a time.
    public AvgPool2D by(int... steps) {
        return with(how.by(steps));
    }

    @Override
    public Shape output(Shape input) {
        Check.axes(this, input, 3, "[height, width, channels]");
        return Windows.traced(input, x -> apply(x, Mode.inference()));
    }

    @Override
    public Tensor apply(Tensor x, Mode mode) {
        return x.avgPool(how, height, width);
    }
}
