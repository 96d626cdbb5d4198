package fluxion.cli.gradbench.problem;

/// How a gradient is computed.
public enum Mode {
    /// Tangents from the arguments to the value.
    FORWARD,
    /// Cotangents from the value to the arguments.
    REVERSE
}
