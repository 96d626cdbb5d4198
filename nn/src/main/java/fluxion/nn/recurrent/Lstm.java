package fluxion.nn.recurrent;

import fluxion.ir.Dim;
import fluxion.ir.Shape;
import fluxion.nn.init.Glorot;
import fluxion.nn.layer.Mode;
import fluxion.nn.layer.Stateless;
import fluxion.tensor.RandomKey;
import fluxion.tensor.ShapeException;
import fluxion.tensor.Tensor;

/// Long short-term memory [Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000]. With the parts `i,
/// f, g, o` of `x input + h recurrent + bias`: `c' = sigmoid(f) c + sigmoid(i) tanh(g)`, `h' = sigmoid(o) tanh(c')`,
/// from zeros for each example.
///
/// @param units the extent of `h` and `c`
/// @param sequence whether the result has `h` after each step, or after the last alone
public record Lstm(long units, boolean sequence) implements Stateless<Lstm.Params> {
    /// Checks the number of units.
    public Lstm {
        if (units < 1) {
            throw new ShapeException("Lstm: units " + units + "; it must be at least 1");
        }
    }

    /// A layer that gives the last `h`.
    public static Lstm of(long units) {
        return new Lstm(units, false);
    }

    /// The same layer that gives `h` after each step.
    public Lstm sequences() {
        return new Lstm(units, true);
    }

    /// What is trained; parts of the last axis in the order `i, f, g, o`.
    ///
    /// @param input `[inputs, 4 units]`
    /// @param recurrent `[units, 4 units]`
    /// @param bias `[4 units]`
    public record Params(Tensor input, Tensor recurrent, Tensor bias) {}

    /// What is carried from step to step.
    ///
    /// @param h `[batch, units]`, what the layer shows
    /// @param c `[batch, units]`, what it remembers
    public record Carried(Tensor h, Tensor c) {}

    @Override
    public Shape output(Shape input) {
        return Cell.output(this, input, units, sequence);
    }

    /// Glorot's uniform weights; biases 1 for the forget gate and 0 else, so that it remembers at first.
    @Override
    public Params params(RandomKey key, Shape input) {
        var keys = key.split(2);
        var zeros = Tensor.zeros(units);
        return new Params(
                Glorot.uniform(keys.get(0), Shape.of(input.dim(1), Dim.of(4 * units))),
                Glorot.uniform(keys.get(1), Shape.of(units, 4 * units)),
                Tensor.concat(0, zeros, Tensor.ones(units), zeros, zeros));
    }

    @Override
    public Tensor apply(Params params, Tensor x, Mode mode) {
        var projected = x.matmul(params.input()).add(params.bias());
        var zeros = Cell.zeros(x, units);
        return Cell.run(
                projected,
                new Carried(zeros, zeros),
                (carried, part) -> next(part.add(carried.h().matmul(params.recurrent())), carried),
                Carried::h,
                sequence);
    }

    /// One step alone: what is carried after the elements `x`, `[batch, inputs]`.
    public Carried step(Params params, Carried carried, Tensor x) {
        return next(x.matmul(params.input()).add(params.bias()).add(carried.h().matmul(params.recurrent())), carried);
    }

    private static Carried next(Tensor gates, Carried carried) {
        var parts = gates.split(1, 4);
        var c = parts.get(1)
                .sigmoid()
                .mul(carried.c())
                .add(parts.get(0).sigmoid().mul(parts.get(2).tanh()));
        return new Carried(parts.get(3).sigmoid().mul(c.tanh()), c);
    }
}
