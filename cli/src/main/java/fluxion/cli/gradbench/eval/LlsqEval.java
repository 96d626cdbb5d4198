package fluxion.cli.gradbench.eval;

import fluxion.annotation.MathMode;
import fluxion.cli.gradbench.problem.LeastSquares;

/// `llsq`.
public final class LlsqEval {
    private LlsqEval() {}

    /// Coefficients of a polynomial, and at how many points it is compared.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Input(double[] x, int n) {
        static Input read(Fields fields) {
            return new Input(fields.vector("x"), fields.atLeast(2, "n"));
        }
    }

    /// The sum of squares, halved.
    public static Computation primal(Input input) {
        return Computation.ofNumber(() -> LeastSquares.objective(input.x(), input.n()));
    }

    /// The gradient.
    public static Computation gradient(Input in, MathMode mode) {
        return ArrayGradient.of(LeastSquares.class, "objective", in.x, in.n, mode);
    }
}
