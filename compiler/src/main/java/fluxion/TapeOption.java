package fluxion;

/// How a tape records; made by the methods of [GradientTape].
public sealed interface TapeOption {
    /// Whether the tape can be asked for gradients more than once.
    record Persistent(boolean value) implements TapeOption {}

    /// Whether trainable variables are watched when they are read.
    record WatchAccessedVariables(boolean value) implements TapeOption {}

    /// Whether the Java line of each operation is kept for explanations.
    record Positions(boolean value) implements TapeOption {}
}
