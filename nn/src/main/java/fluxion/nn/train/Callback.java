package fluxion.nn.train;

import fluxion.nn.layer.Weights;

/// Hears of a training and may end it. A library prints nothing, so progress bars, logs and checkpoints are callbacks.
///
/// The weights that a callback is given are those the training goes on with, in place: copy what is to be kept
/// ([fluxion.nn.structure.Leaves#copy]).
///
/// @param <P> the parameters of the network
/// @param <S> its state
public interface Callback<P, S> {
    /// What a callback wants after an epoch.
    enum Next {
        /// The next epoch.
        GO_ON,
        /// No further epoch.
        STOP
    }

    /// A training begins.
    ///
    /// @param epochs how many epochs there may be
    /// @param steps how many steps an epoch has
    default void begun(int epochs, int steps) {}

    /// A step was taken.
    default void stepped(Step step) {}

    /// An epoch has ended.
    ///
    /// @param weights valid until this returns
    default Next epochEnded(Epoch epoch, Weights<P, S> weights) {
        return Next.GO_ON;
    }

    /// The training has ended; gives the weights that are its result.
    ///
    /// @param weights those of the last step
    default Weights<P, S> ended(Weights<P, S> weights) {
        return weights;
    }
}
