package fluxion.nn.optim;

import fluxion.nn.structure.Leaves;
import fluxion.tensor.Tensor;

/// Stochastic gradient descent with momentum: `v' = momentum * v + g`, `p' = p - rate * v'`, where a velocity too small
/// to be a normal number is 0; without momentum `p' = p - rate * g`, and the velocity stays as it is. Nesterov's form
/// looks ahead: `p' = p - rate * (momentum * v' + g)` [Sutskever et al. 2013].
///
/// @param rate the learning rate
/// @param momentum 0 for plain descent
/// @param nesterov whether to look ahead
public record Sgd(double rate, double momentum, boolean nesterov) implements Optimiser {
    /// Descent that does not look ahead.
    public Sgd(double rate, double momentum) {
        this(rate, momentum, false);
    }

    /// Plain descent.
    public static Sgd of(double rate) {
        return new Sgd(rate, 0);
    }

    /// What descent carries from step to step.
    ///
    /// @param params the parameters
    /// @param velocity of the structure of the parameters
    public record State<P>(P params, P velocity) implements Optimiser.State<P> {}

    @Override
    public <P> State<P> init(P params) {
        return new State<>(params, Leaves.map(params, p -> Tensor.zerosLike(p).evaluate()));
    }

    @Override
    public <P> State<P> update(Optimiser.State<P> state, P gradient) {
        return update(state, gradient, Tensor.of(rate));
    }

    @Override
    public <P> State<P> update(Optimiser.State<P> state, P gradient, Tensor rate) {
        if (!(state instanceof State<P> own)) {
            throw Optimiser.wrongState(this, state);
        }
        if (momentum == 0) {
            return new State<>(descended(own.params(), gradient, rate), own.velocity());
        }
        var velocity = Leaves.map(own.velocity(), gradient, (v, g) -> Moment.accumulate(v, g, momentum));
        var direction = nesterov
                ? Leaves.map(velocity, gradient, (v, g) -> v.mul(momentum).add(g))
                : velocity;
        return new State<>(descended(own.params(), direction, rate), velocity);
    }

    private static <P> P descended(P params, P direction, Tensor rate) {
        return Leaves.map(params, direction, (p, d) -> p.sub(d.mul(rate.cast(p.dtype()))));
    }
}
