package fluxion.cli.gradbench.eval;

import fluxion.Derivatives;
import fluxion.annotation.MathMode;
import fluxion.cli.gradbench.problem.Determinant;

/// `det`.
public final class DetEval {
    private DetEval() {}

    /// A matrix.
    ///
    /// @param a [n, n]
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Input(double[] a, int n) {
        static Input read(Fields fields) {
            var a = fields.vector("A");
            int n = fields.atLeast(1, "ell");
            fields.size("A", a.length, n * n);
            return new Input(a, n);
        }
    }

    /// The determinant.
    public static Computation primal(Input input) {
        return Computation.ofNumber(() -> Determinant.determinant(input.a(), input.n()));
    }

    /// The gradient for the elements.
    public static Computation gradient(Input in, MathMode mode) {
        var determinant = Derivatives.of(Determinant.class, "determinant", double[].class, int.class);
        var gradient = determinant.math(mode).gradient().as(Gradient.class);
        var result = new double[in.a.length];
        return Computation.ofArray(result, () -> gradient.at(in.a, in.n, result));
    }

    /// The gradient for `a`.
    public interface Gradient {
        /// Computes it into `result`.
        void at(double[] a, int n, double[] result);
    }
}
