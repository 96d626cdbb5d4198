package fluxion.nn.train;

import java.util.Optional;

/// An epoch of a training.
///
/// @param number from 0
/// @param training means over the steps, each computed before its step, in training mode
/// @param validation on the validation examples after the epoch, if there are any
/// @param seconds how long the steps took
public record Epoch(int number, Scores training, Optional<Scores> validation, double seconds) {
    /// The loss to be watched: that of the validation, or else of the training.
    public double loss() {
        return validation.orElse(training).loss();
    }
}
