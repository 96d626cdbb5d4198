package fluxion.nn.optim;

import fluxion.tensor.StructureException;
import fluxion.tensor.Tensor;

/// How parameters follow a gradient, as two plain functions.
public interface Optimiser {
    /// What an optimiser carries from step to step: a structure of tensors.
    ///
    /// @param <P> the parameters, a structure of tensors
    interface State<P> {
        /// The parameters.
        P params();
    }

    /// The learning rate of a step that is given none.
    double rate();

    /// The state before the first step.
    <P> State<P> init(P params);

    /// The state after a step along `gradient` with the learning rate `rate`, a scalar.
    ///
    /// @param state one that this optimiser made
    /// @throws StructureException if `state` is that of an optimiser of another kind
    <P> State<P> update(State<P> state, P gradient, Tensor rate);

    /// The state after a step along `gradient` with the learning rate [#rate()].
    default <P> State<P> update(State<P> state, P gradient) {
        return update(state, gradient, Tensor.of(rate()));
    }

    /// What an optimiser says that was given the state of another.
    static StructureException wrongState(Optimiser optimiser, State<?> state) {
        return new StructureException(optimiser.getClass().getSimpleName() + ": a state of class "
                + state.getClass().getName() + "; it must be one that init of this optimiser made");
    }
}
