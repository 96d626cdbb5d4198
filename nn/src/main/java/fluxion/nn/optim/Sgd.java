package fluxion.nn.optim;

import fluxion.tensor.Tensor;

/// Stochastic gradient descent with momentum: `v' = momentum * v + g`, `p' = p - rate * v'`; without momentum `v' = g`,
/// whatever `v` is.
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
        var velocity = velocity(state, gradient);
        return new State<>(Leaves.map(state.params(), velocity, (p, v) -> p.sub(v.mul(rate))), velocity);
    }

    /// The state after a step with a learning rate of its own, a scalar of the parameters' dtype, in place of
    /// [#rate()].
    public <P> State<P> update(State<P> state, P gradient, Tensor rate) {
        var velocity = velocity(state, gradient);
        return new State<>(Leaves.map(state.params(), velocity, (p, v) -> p.sub(v.mul(rate))), velocity);
    }

    private <P> P velocity(State<P> state, P gradient) {
        return momentum == 0
                ? gradient
                : Leaves.map(
                        state.velocity(), gradient, (v, g) -> v.mul(momentum).add(g));
    }
}
