package fluxion.nn.train;

import fluxion.nn.layer.Weights;
import java.util.List;

/// What a training gives.
///
/// @param weights the weights that it arrived at
/// @param epochs the epochs, in order
public record Trained<P, S>(Weights<P, S> weights, List<Epoch> epochs) {
    /// Copies the list.
    public Trained {
        epochs = List.copyOf(epochs);
    }
}
