package demo;

import fluxion.annotation.Differentiable;

/// A model.
public final class Model {
    private Model() {}

    /// The loss of the model.
    ///
    /// @param x the factor
    /// @param w the weights, of which a line
    ///     more is said
    /// @return how far off it is
    @Differentiable
    public static double f(double x, double[] w) {
        double sum = 0;
        for (double each : w) {
            sum += each * each;
        }
        return x * sum;
    }
}
