package fluxion.cli.gradbench.eval;

import fluxion.Fluxion;
import fluxion.cli.gradbench.problem.LogSumExp;
import fluxion.tensor.Tensor;
import java.util.List;

/// `lse`.
public final class LseEval {
    private LseEval() {}

    /// Numbers, at least one.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Input(double[] x) {
        static Input read(Fields fields) {
            var x = fields.vector("x");
            if (x.length == 0) {
                throw new BadInputException("lse: field 'x' is empty");
            }
            return new Input(x);
        }
    }

    /// The logarithm of the sum of exponentials.
    public static Computation primal(Input input) {
        return Computation.ofNumber(() -> LogSumExp.logSumExp(input.x()));
    }

    /// The gradient.
    public static Computation gradient(Input in) {
        var gradient = Fluxion.compile(Fluxion.grad((Tensor x) -> x.logSumExp()));
        return TensorComputation.of(gradient, Tensor.of(in.x), List::of, Tensor::toDoubleArray);
    }
}
