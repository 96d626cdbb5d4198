package fluxion.nn.optim;

import fluxion.tensor.Tensor;

/// Stochastic gradient descent with momentum: `v' = momentum * v + g`, `p' = p - rate * v'`, where a velocity too small
/// to be a normal number is 0; without momentum `p' = p - rate * g`, and the velocity stays as it is.
///
/// @param rate the learning rate
/// @param momentum 0 for plain descent
public record Sgd(double rate, double momentum) {
    /// Plain descent.
    public static Sgd of(double rate) {
        return new Sgd(rate, 0);
    }

    /// What descent carries from step to step.
    ///
    /// @param params the parameters
    /// @param velocity of the structure of the parameters
    public record State<P>(P params, P velocity) {}

    /// The state before the first step.
    public <P> State<P> init(P params) {
        return new State<>(params, Leaves.map(params, p -> Tensor.zerosLike(p).evaluate()));
    }

    /// The state after a step along `gradient`.
    public <P> State<P> update(State<P> state, P gradient) {
        return update(state, gradient, Tensor.of(rate));
    }

    /// The state after a step with a learning rate of its own, a scalar, in place of [#rate()].
    public <P> State<P> update(State<P> state, P gradient, Tensor rate) {
        if (momentum == 0) {
            return new State<>(descended(state.params(), gradient, rate), state.velocity());
        }
        var velocity = Leaves.map(state.velocity(), gradient, (v, g) -> Moment.accumulate(v, g, momentum));
        return new State<>(descended(state.params(), velocity, rate), velocity);
    }

    private static <P> P descended(P params, P direction, Tensor rate) {
        return Leaves.map(params, direction, (p, d) -> p.sub(d.mul(rate.cast(p.dtype()))));
    }
}
