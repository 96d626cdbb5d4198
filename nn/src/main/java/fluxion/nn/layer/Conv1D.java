package fluxion.nn.layer;

import fluxion.ir.Dim;
import fluxion.ir.Shape;
import fluxion.nn.init.Constant;
import fluxion.nn.init.Glorot;
import fluxion.nn.init.Initialiser;
import fluxion.tensor.RandomKey;
import fluxion.tensor.Sliding;
import fluxion.tensor.Tensor;

/// Filters moved over sequences, `[batch, time, channels]`: `activation(x * kernel + bias)`.
///
/// @param filters the number of filters, the channels of the result
/// @param size the extent of a filter along time
/// @param how steps, padding, dilation and groups
/// @param activation what is done with each sum
/// @param weights how the kernel begins
/// @param biases how the biases begin
public record Conv1D(
        long filters, int size, Sliding how, Activation activation, Initialiser weights, Initialiser biases)
        implements Stateless<Conv1D.Params>, Activated<Conv1D> {
    /// Checks the extents.
    public Conv1D {
        Check.positive("Conv1D", "filters", filters);
        Check.positive("Conv1D", "size", size);
    }

    /// `filters` filters of extent `size`, moved one step at a time, without padding.
    public static Conv1D of(long filters, int size) {
        return new Conv1D(filters, size, Sliding.VALID, Activation.LINEAR, Glorot::uniform, Constant::zeros);
    }

    /// What is trained.
    ///
    /// @param kernel `[size, channels of a group, filters]`
    /// @param bias `[filters]`
    public record Params(Tensor kernel, Tensor bias) {}

    @Override
    public Conv1D with(Activation activation) {
        return new Conv1D(filters, size, how, activation, weights, biases);
    }

    /// The same filters with other steps, padding, dilation and groups.
    public Conv1D with(Sliding how) {
        return new Conv1D(filters, size, how, activation, weights, biases);
    }

    /// The same filters over sequences that are padded so that the result has their extents (divided by the steps).
    public Conv1D same() {
        return with(Windows.same(how));
    }

    /// The same filters moved `steps` at a time.
    public Conv1D by(int... steps) {
        return with(how.by(steps));
    }

    /// The same layer whose kernel begins in another way.
    public Conv1D weights(Initialiser weights) {
        return new Conv1D(filters, size, how, activation, weights, biases);
    }

    /// The same layer whose biases begin in another way.
    public Conv1D biases(Initialiser biases) {
        return new Conv1D(filters, size, how, activation, weights, biases);
    }

    @Override
    public Shape output(Shape input) {
        Check.axes(this, input, 2, "[time, channels]");
        return Windows.traced(input, x -> convolve(x, Windows.zeros(kernel(input))));
    }

    private Shape kernel(Shape input) {
        var channels = input.dim(1).floorDiv(Dim.of(how.groups()));
        return Shape.of(Dim.of(size), channels, Dim.of(filters));
    }

    private Tensor convolve(Tensor x, Tensor kernel) {
        return x.conv1d(kernel, how);
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
