package fluxion.cli.gradbench.eval;

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
        return ArrayGradient.of(Determinant.class, "determinant", in.a, in.n, mode);
    }
}
