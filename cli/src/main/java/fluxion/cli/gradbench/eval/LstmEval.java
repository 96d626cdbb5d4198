package fluxion.cli.gradbench.eval;

import fluxion.Fluxion;
import fluxion.cli.gradbench.problem.Lstm;
import fluxion.cli.gradbench.problem.LstmTensors;
import fluxion.tensor.Tensor;
import java.util.List;
import java.util.stream.DoubleStream;

/// `lstm`.
public final class LstmEval {
    private LstmEval() {}

    /// Parameters, the state at the start and a text; see [Lstm#objective].
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Input(double[] main, double[] extra, double[] state, double[] sequence, int bits) {
        static Input read(Fields fields) {
            int bits = fields.columns("sequence");
            var input = new Input(
                    fields.vector("main_params", 2),
                    fields.vector("extra_params", 2),
                    fields.vector("state", 2),
                    fields.vector("sequence", 2),
                    bits);
            fields.size("extra_params", input.extra.length, 3 * bits);
            fields.size("main_params", input.main.length, 4 * input.state.length);
            return input;
        }
    }

    /// The loss of the whole sequence.
    public static Computation objective(Input in) {
        return Computation.ofNumber(() -> Lstm.objective(in.main, in.extra, in.state, in.sequence, in.bits));
    }

    /// The gradients for the main and the extra parameters.
    public static Computation jacobian(Input in) {
        int layers = in.state.length / (2 * in.bits);
        var parameters =
                new LstmTensors.Parameters(Tensor.of(in.main, layers, 2, 4, in.bits), Tensor.of(in.extra, 3, in.bits));
        var state = Tensor.of(in.state, layers, 2, in.bits);
        var sequence = Tensor.of(in.sequence, in.sequence.length / in.bits, in.bits);
        var gradient = Fluxion.compile(
                Fluxion.grad((LstmTensors.Parameters at) -> LstmTensors.objective(at, state, sequence)));
        return TensorComputation.of(
                gradient,
                parameters,
                result -> List.of(result.main(), result.extra()),
                result -> DoubleStream.concat(
                                DoubleStream.of(result.main().toDoubleArray()),
                                DoubleStream.of(result.extra().toDoubleArray()))
                        .toArray());
    }
}
