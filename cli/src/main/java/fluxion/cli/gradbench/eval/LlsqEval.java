package fluxion.cli.gradbench.eval;

import fluxion.Fluxion;
import fluxion.cli.gradbench.problem.LeastSquares;
import fluxion.cli.gradbench.problem.LeastSquaresTensors;
import fluxion.tensor.Tensor;
import java.util.List;

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
    public static Computation gradient(Input in) {
        var gradient = Fluxion.compile(Fluxion.grad((Tensor x) -> LeastSquaresTensors.objective(x, in.n)));
        return TensorComputation.of(gradient, Tensor.of(in.x), List::of, Tensor::toDoubleArray);
    }
}
