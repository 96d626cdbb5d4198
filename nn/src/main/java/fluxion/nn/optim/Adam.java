package fluxion.nn.optim;

import fluxion.tensor.Tensor;
import java.util.function.UnaryOperator;

/// Adam [Kingma & Ba 2015, algorithm 1]: `m' = b1 m + (1 - b1) g`, `v' = b2 v + (1 - b2) g^2`,
/// `p' = p - rate * (m' / (1 - b1^t)) / (sqrt(v' / (1 - b2^t)) + epsilon)`.
///
/// @param rate the learning rate
/// @param beta1 the decay of the first moment
/// @param beta2 the decay of the second moment
/// @param epsilon added to the root
public record Adam(double rate, double beta1, double beta2, double epsilon) {
    /// With the decays 0.9 and 0.999 and the epsilon 1e-8 of the paper.
    public static Adam of(double rate) {
        return new Adam(rate, 0.9, 0.999, 1e-8);
    }

    /// What Adam carries from step to step.
    ///
    /// @param params the parameters
    /// @param mean the first moment, of the structure of the parameters
    /// @param variance the second moment, likewise
    /// @param step how many steps were taken, an `f64` scalar
    public record State<P>(P params, P mean, P variance, Tensor step) {}

    /// The state before the first step.
    public <P> State<P> init(P params) {
        return new State<>(params, zeros(params), zeros(params), Tensor.of(0.0));
    }

    private static <P> P zeros(P params) {
        return Leaves.map(params, p -> Tensor.zerosLike(p).evaluate());
    }

    /// The state after a step along `gradient`.
    public <P> State<P> update(State<P> state, P gradient) {
        return update(state, gradient, step -> step.mul(rate), p -> p);
    }

    /// The state after a step with a learning rate of its own, a scalar of the parameters' dtype, in place of
    /// [#rate()].
    public <P> State<P> update(State<P> state, P gradient, Tensor rate) {
        return update(state, gradient, step -> step.mul(rate), p -> p);
    }

    /// @param scaled the step of unit rate times the rate
    /// @param decayed what a step starts from
    <P> State<P> update(State<P> state, P gradient, UnaryOperator<Tensor> scaled, UnaryOperator<Tensor> decayed) {
        var step = state.step().add(1);
        var mean = Leaves.map(state.mean(), gradient, (m, g) -> m.mul(beta1).add(g.mul(1 - beta1)));
        var variance = Leaves.map(
                state.variance(), gradient, (v, g) -> v.mul(beta2).add(g.mul(g).mul(1 - beta2)));
        var first = Tensor.of(beta1).pow(step).rsub(1);
        var second = Tensor.of(beta2).pow(step).rsub(1);
        var direction = Leaves.map(
                mean,
                variance,
                (m, v) -> m.div(first.cast(m.dtype()))
                        .div(v.div(second.cast(v.dtype())).sqrt().add(epsilon)));
        var params =
                Leaves.map(state.params(), direction, (p, d) -> decayed.apply(p).sub(scaled.apply(d)));
        return new State<>(params, mean, variance, step);
    }
}
