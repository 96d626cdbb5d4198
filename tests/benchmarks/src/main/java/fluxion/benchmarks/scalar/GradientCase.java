package fluxion.benchmarks.scalar;

import java.util.List;

/// A method and its gradient in two ways, each into an array that the caller gives.
interface GradientCase {
    /// How many gradients one run computes, each at another point, so that the time of one is more than that of the
    /// call of the run.
    int CALLS = 1_000;

    /// The name in results.
    String caseName();

    /// A point.
    double[] point();

    /// The gradient at `x`, written by hand.
    void byHand(double[] x, double[] gradient);

    /// The gradient at `x`, compiled from the method.
    void compiled(double[] x, double[] gradient);

    /// [#CALLS] gradients by hand, near `x`.
    void runByHand(double[] x, double[] gradient);

    /// [#CALLS] compiled gradients, near `x`.
    void runCompiled(double[] x, double[] gradient);

    /// The cases, that of the name of the benchmark first.
    static List<GradientCase> all() {
        return List.of(
                new Rosenbrock(10), new Rosenbrock(2), new Rosenbrock(1_000), new NewtonRoot(), new SquaredMatrix(16));
    }
}
