package fluxion.nn.layer;

import fluxion.ir.Dim;
import fluxion.ir.Shape;
import fluxion.nn.init.Constant;
import fluxion.nn.init.Glorot;
import fluxion.nn.init.Initialiser;
import fluxion.tensor.RandomKey;
import fluxion.tensor.Sliding;
import fluxion.tensor.Tensor;

/// Filters moved over images, `[batch, height, width, channels]`: `activation(x * kernel + bias)`.
///
/// @param filters the number of filters, the channels of the result
/// @param height the extent of a filter along the first axis
/// @param width the extent of a filter along the second axis
/// @param how steps, padding, dilation and groups
/// @param activation what is done with each sum
/// @param weights how the kernel begins
/// @param biases how the biases begin
public record Conv2D(
        long filters,
        int height,
        int width,
        Sliding how,
        Activation activation,
        Initialiser weights,
        Initialiser biases)
        implements Stateless<Conv2D.Params>, Activated<Conv2D> {
    /// Checks the extents.
    public Conv2D {
        Check.positive("Conv2D", "filters", filters);
        Check.positive("Conv2D", "height", height);
        Check.positive("Conv2D", "width", width);
    }

    /// `filters` filters of `size` by `size`, moved one step at a time, without padding.
    public static Conv2D of(long filters, int size) {
        return new Conv2D(filters, size, size, Sliding.VALID, Activation.LINEAR, Glorot::uniform, Constant::zeros);
    }

    /// `filters` filters of `height` by `width`, moved one step at a time, without padding.
    public static Conv2D of(long filters, int height, int width) {
        return new Conv2D(filters, height, width, Sliding.VALID, Activation.LINEAR, Glorot::uniform, Constant::zeros);
    }

    /// What is trained.
    ///
    /// @param kernel `[height, width, channels of a group, filters]`
    /// @param bias `[filters]`
    public record Params(Tensor kernel, Tensor bias) {}

    @Override
    public Conv2D with(Activation activation) {
        return new Conv2D(filters, height, width, how, activation, weights, biases);
    }

    /// The same filters with other steps, padding, dilation and groups.
    public Conv2D with(Sliding how) {
        return new Conv2D(filters, height, width, how, activation, weights, biases);
    }

    /// The same filters over images that are padded so that the result has their extents (divided by the steps).
    public Conv2D same() {
        return with(Windows.same(how));
    }

    /// The same filters moved `steps` at a time.
    public Conv2D by(int... steps) {
        return with(how.by(steps));
    }

    /// The same layer whose kernel begins in another way.
    public Conv2D weights(Initialiser weights) {
        return new Conv2D(filters, height, width, how, activation, weights, biases);
    }

    /// The same layer whose biases begin in another way.
    public Conv2D biases(Initialiser biases) {
        return new Conv2D(filters, height, width, how, activation, weights, biases);
    }

    @Override
    public Shape output(Shape input) {
        Check.axes(this, input, 3, "[height, width, channels]");
        return Windows.traced(input, x -> convolve(x, Windows.zeros(kernel(input))));
    }

    private Shape kernel(Shape input) {
        var channels = input.dim(2).floorDiv(Dim.of(how.groups()));
        return Shape.of(Dim.of(height), Dim.of(width), channels, Dim.of(filters));
    }

    private Tensor convolve(Tensor x, Tensor kernel) {
        return x.conv2d(kernel, how);
    }

    @Override
    public Params params(RandomKey key, Shape input) {
        return new Params(weights.apply(key, kernel(input)), biases.apply(key.foldIn(1), Shape.of(filters)));
    }

    @Override
    public Tensor apply(Params params, Tensor x, Mode mode) {
        return activation.of(convolve(x, params.kernel()).add(params.bias()));
    }
}
