package fluxion.benchmarks.mlp;

/// How parameters follow their gradients.
public enum Optimiser {
    /// `m = 0.9 m + 0.1 g; v = 0.999 v + 0.001 g^2; p -= rate * (m / (1 - 0.9^t)) / (sqrt(v / (1 - 0.999^t)) +
    /// 1e-8)` with `t` counted from 1. [Kingma, Ba 2015, algorithm 1]
    ADAM,
    /// `p -= rate * g`
    SGD;

    /// The decay of Adam's mean of gradients.
    public static final double BETA1 = 0.9;

    /// The decay of Adam's mean of squares.
    public static final double BETA2 = 0.999;

    /// The number in Adam's denominator.
    public static final double EPSILON = 1e-8;

    /// The step length that the benchmark uses.
    public double rate() {
        return switch (this) {
            case ADAM -> 0.001;
            case SGD -> 0.1;
        };
    }
}
