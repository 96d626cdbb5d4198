package fluxion;

/// What a tape gives for a source that the target does not depend on.
public enum UnconnectedGradients {
    /// Null.
    NONE,
    /// Zeros of the shape and dtype of the source.
    ZERO
}
