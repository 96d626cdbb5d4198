package fluxion.nn.optim;

import fluxion.nn.structure.Leaves;
import fluxion.tensor.Tensor;

/// RMSProp [Tieleman & Hinton 2012]: `v' = decay * v + (1 - decay) * g^2`, `p' = p - rate * g / (sqrt(v') + epsilon)`.
/// Averages and squares that are too small are 0, as with [Adam].
///
/// @param rate the learning rate
/// @param decay the decay of the average of squares
/// @param epsilon added to the root
public record RmsProp(double rate, double decay, double epsilon) implements Optimiser {
    /// With the decay 0.9 and the epsilon 1e-7.
    public static RmsProp of(double rate) {
        return new RmsProp(rate, 0.9, 1e-7);
    }

    /// What RMSProp carries from step to step.
    ///
    /// @param params the parameters
    /// @param variance the average of squares, of the structure of the parameters
    public record State<P>(P params, P variance) implements Optimiser.State<P> {}

    @Override
    public <P> State<P> init(P params) {
        return new State<>(params, Leaves.map(params, p -> Tensor.zerosLike(p).evaluate()));
    }

    @Override
    public <P> State<P> update(Optimiser.State<P> state, P gradient, Tensor rate) {
        if (!(state instanceof State<P> own)) {
            throw Optimiser.wrongState(this, state);
        }
        var variance = Leaves.map(own.variance(), gradient, (v, g) -> Moment.next(v, Moment.square(g), decay));
        var direction = Leaves.map(
                gradient,
                variance,
                (g, v) -> g.mul(rate.cast(g.dtype())).div(v.sqrt().add(epsilon)));
        return new State<>(Leaves.map(own.params(), direction, Tensor::sub), variance);
    }
}
