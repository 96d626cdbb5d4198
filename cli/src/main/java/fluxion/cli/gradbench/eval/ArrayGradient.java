package fluxion.cli.gradbench.eval;

import fluxion.Derivatives;
import fluxion.annotation.MathMode;

/// The gradient of a function of an array and a count, for the array.
public interface ArrayGradient {
    /// Computes it into `result`.
    void at(double[] x, int n, double[] result);

    /// Its computation for the function that `owner` declares under that name.
    static Computation of(Class<?> owner, String name, double[] x, int n, MathMode mode) {
        var function = Derivatives.of(owner, name, double[].class, int.class);
        var gradient = function.math(mode).gradient().as(ArrayGradient.class);
        var result = new double[x.length];
        return Computation.ofArray(result, () -> gradient.at(x, n, result));
    }
}
