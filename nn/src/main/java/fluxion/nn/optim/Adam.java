package fluxion.nn.optim;

import fluxion.ir.DType;
import fluxion.nn.structure.Leaves;
import fluxion.tensor.Tensor;

/// Adam [Kingma & Ba 2015, algorithm 1]: `m' = b1 m + (1 - b1) g`, `v' = b2 v + (1 - b2) g^2`, `p' = p - rate * (m' /
/// (1 - b1^t)) / (sqrt(v' / (1 - b2^t)) + epsilon)`. Moments too small to be normal numbers are 0, and so are squares
/// of gradients below 3.5e-18 in `f32` and 4.8e-153 in `f64`.
///
/// @param rate the learning rate
/// @param beta1 the decay of the first moment
/// @param beta2 the decay of the second moment
/// @param epsilon added to the root
public record Adam(double rate, double beta1, double beta2, double epsilon) implements Optimiser {
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
    public record State<P>(P params, P mean, P variance, Tensor step) implements Optimiser.State<P> {}

    @Override
    public <P> State<P> init(P params) {
        return new State<>(params, zeros(params), zeros(params), Tensor.of(0.0));
    }

    private static <P> P zeros(P params) {
        return Leaves.map(params, p -> Tensor.zerosLike(p).evaluate());
    }

    @Override
    public <P> State<P> update(Optimiser.State<P> state, P gradient) {
        return update(state, gradient, Tensor.of(rate));
    }

    @Override
    public <P> State<P> update(Optimiser.State<P> state, P gradient, Tensor rate) {
        return update(own(this, state), gradient, rate, 0);
    }

    static <P> State<P> own(Optimiser optimiser, Optimiser.State<P> state) {
        if (state instanceof State<P> own) {
            return own;
        }
        throw Optimiser.wrongState(optimiser, state);
    }

    /// @param decay what part of a parameter a step of rate 1 takes away beforehand
    <P> State<P> update(State<P> state, P gradient, Tensor rate, double decay) {
        var step = state.step().add(1);
        var mean = Leaves.map(state.mean(), gradient, (m, g) -> Moment.next(m, g, beta1));
        var variance = Leaves.map(state.variance(), gradient, (v, g) -> Moment.next(v, Moment.square(g), beta2));
        // scalars, so that an element costs one division
        var size = rate.cast(DType.F64).div(Tensor.of(beta1).pow(step).rsub(1));
        var scale = Tensor.of(beta2).pow(step).rsub(1).reciprocal();
        var direction = Leaves.map(
                mean,
                variance,
                (m, v) -> m.mul(size.cast(m.dtype()))
                        .div(v.mul(scale.cast(v.dtype())).sqrt().add(epsilon)));
        var decayed = decay == 0
                ? state.params()
                : Leaves.map(
                        state.params(),
                        p -> p.mul(rate.cast(DType.F64).mul(decay).rsub(1).cast(p.dtype())));
        return new State<>(Leaves.map(decayed, direction, Tensor::sub), mean, variance, step);
    }
}
