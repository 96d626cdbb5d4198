package fluxion.nn.train;

/// A step of a training.
///
/// @param epoch the epoch, from 0
/// @param step its number within the epoch, from 0
/// @param rate the learning rate
/// @param loss the loss of the batch before the step
public record Step(int epoch, int step, double rate, double loss) {}
