package fluxion.nn.recurrent;

import fluxion.ir.Dim;
import fluxion.ir.Shape;
import fluxion.nn.init.Glorot;
import fluxion.nn.layer.Mode;
import fluxion.nn.layer.Stateless;
import fluxion.tensor.RandomKey;
import fluxion.tensor.ShapeException;
import fluxion.tensor.Tensor;

/// The gated recurrent unit [Cho et al. 2014], with the reset gate after the product, as Keras and PyTorch have it.
/// With the parts `r, z, n` of `x input + bias` and of `h recurrent + recurrentBias`: `r = sigmoid(r + r')`, `z =
/// sigmoid(z + z')`, `n = tanh(n + r n')`, `h' = (1 - z) n + z h`, from zeros for each example.
///
/// @param units the extent of `h`
/// @param sequence whether the result has `h` after each step, or after the last alone
public record Gru(long units, boolean sequence) implements Stateless<Gru.Params> {
    /// Checks the number of units.
    public Gru {
        if (units < 1) {
            throw new ShapeException("Gru: units " + units + "; it must be at least 1");
        }
    }

    /// A layer that gives the last `h`.
    public static Gru of(long units) {
        return new Gru(units, false);
    }

    /// The same layer that gives `h` after each step.
    public Gru sequences() {
        return new Gru(units, true);
    }

    /// What is trained; parts of the last axis in the order `r, z, n`.
    ///
    /// @param input `[inputs, 3 units]`
    /// @param recurrent `[units, 3 units]`
    /// @param bias `[3 units]`
    /// @param recurrentBias `[3 units]`
    public record Params(Tensor input, Tensor recurrent, Tensor bias, Tensor recurrentBias) {}

    @Override
    public Shape output(Shape input) {
        return Cell.output(this, input, units, sequence);
    }

    /// Glorot's uniform weights and zero biases.
    @Override
    public Params params(RandomKey key, Shape input) {
        var keys = key.split(2);
        return new Params(
                Glorot.uniform(keys.get(0), Shape.of(input.dim(1), Dim.of(3 * units))),
                Glorot.uniform(keys.get(1), Shape.of(units, 3 * units)),
                Tensor.zeros(3 * units),
                Tensor.zeros(3 * units));
    }

    @Override
    public Tensor apply(Params params, Tensor x, Mode mode) {
        var projected = x.matmul(params.input()).add(params.bias());
        return Cell.run(
                projected, Cell.zeros(x, units), (h, part) -> next(params, part, h), carried -> carried, sequence);
    }

    /// One step alone: `h` after the elements `x`, `[batch, inputs]`.
    public Tensor step(Params params, Tensor h, Tensor x) {
        return next(params, x.matmul(params.input()).add(params.bias()), h);
    }

    private static Tensor next(Params params, Tensor projected, Tensor h) {
        var ours = projected.split(1, 3);
        var theirs = h.matmul(params.recurrent()).add(params.recurrentBias()).split(1, 3);
        var r = ours.get(0).add(theirs.get(0)).sigmoid();
        var z = ours.get(1).add(theirs.get(1)).sigmoid();
        var n = ours.get(2).add(r.mul(theirs.get(2))).tanh();
        return z.rsub(1).mul(n).add(z.mul(h));
    }
}
