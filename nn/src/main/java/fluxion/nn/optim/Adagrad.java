package fluxion.nn.optim;

import fluxion.nn.structure.Leaves;
import fluxion.tensor.Tensor;

/// Adagrad [Duchi, Hazan & Singer 2011]: `s' = s + g^2`, `p' = p - rate * g / (sqrt(s') + epsilon)`.
///
/// @param rate the learning rate
/// @param initial the sum of squares before the first step
/// @param epsilon added to the root
public record Adagrad(double rate, double initial, double epsilon) implements Optimiser {
    /// With the initial sum 0.1 and the epsilon 1e-7.
    public static Adagrad of(double rate) {
        return new Adagrad(rate, 0.1, 1e-7);
    }

    /// What Adagrad carries from step to step.
    ///
    /// @param params the parameters
    /// @param sum the sums of squares, of the structure of the parameters
    public record State<P>(P params, P sum) implements Optimiser.State<P> {}

    @Override
    public <P> State<P> init(P params) {
        return new State<>(
                params, Leaves.map(params, p -> Tensor.zerosLike(p).add(initial).evaluate()));
    }

    @Override
    public <P> State<P> update(Optimiser.State<P> state, P gradient, Tensor rate) {
        if (!(state instanceof State<P> own)) {
            throw Optimiser.wrongState(this, state);
        }
        var sum = Leaves.map(own.sum(), gradient, (s, g) -> s.add(Moment.square(g)));
        var direction = Leaves.map(
                gradient,
                sum,
                (g, s) -> g.mul(rate.cast(g.dtype())).div(s.sqrt().add(epsilon)));
        return new State<>(Leaves.map(own.params(), direction, Tensor::sub), sum);
    }
}
