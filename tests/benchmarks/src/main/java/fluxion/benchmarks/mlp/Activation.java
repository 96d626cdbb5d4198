package fluxion.benchmarks.mlp;

/// The function between the two layers.
public enum Activation {
    /// `max(0, x)`
    RELU,
    /// `tanh(x)`
    TANH,
    /// `x * (1 + erf(x / sqrt(2))) / 2`
    GELU
}
