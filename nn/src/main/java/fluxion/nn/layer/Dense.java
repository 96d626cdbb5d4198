package fluxion.nn.layer;

import fluxion.ir.Dim;
import fluxion.ir.Shape;
import fluxion.nn.init.Constant;
import fluxion.nn.init.Glorot;
import fluxion.nn.init.Initialiser;
import fluxion.tensor.RandomKey;
import fluxion.tensor.Tensor;

/// `activation(x weight + bias)` along the last axis.
///
/// @param units the extent of the last axis of the result
/// @param activation what is done with each sum
/// @param weights how the weights begin
/// @param biases how the biases begin
public record Dense(long units, Activation activation, Initialiser weights, Initialiser biases)
        implements Stateless<Dense.Params>, Activated<Dense> {
    /// Checks the number of units.
    public Dense {
        Check.positive("Dense", "units", units);
    }

    /// `units` sums, with Glorot's uniform weights and zero biases.
    public static Dense of(long units) {
        return new Dense(units, Activation.LINEAR, Glorot::uniform, Constant::zeros);
    }

    /// What is trained.
    ///
    /// @param weight `[inputs, units]`
    /// @param bias `[units]`
    public record Params(Tensor weight, Tensor bias) {}

    @Override
    public Dense with(Activation activation) {
        return new Dense(units, activation, weights, biases);
    }

    /// The same layer whose weights begin in another way.
    public Dense weights(Initialiser weights) {
        return new Dense(units, activation, weights, biases);
    }

    /// The same layer whose biases begin in another way.
    public Dense biases(Initialiser biases) {
        return new Dense(units, activation, weights, biases);
    }

    @Override
    public Shape output(Shape input) {
        Check.rank(this, input, 1, "[..., inputs]");
        return input.with(input.rank() - 1, Dim.of(units));
    }

    @Override
    public Params params(RandomKey key, Shape input) {
        var inputs = input.dim(input.rank() - 1);
        return new Params(
                weights.apply(key, Shape.of(inputs, Dim.of(units))), biases.apply(key.foldIn(1), Shape.of(units)));
    }

    @Override
    public Tensor apply(Params params, Tensor x, Mode mode) {
        return activation.of(x.matmul(params.weight()).add(params.bias()));
    }
}
