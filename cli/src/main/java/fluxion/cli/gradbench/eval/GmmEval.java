package fluxion.cli.gradbench.eval;

import fluxion.Fluxion;
import fluxion.cli.gradbench.problem.Gmm;
import fluxion.cli.gradbench.problem.GmmTensors;
import fluxion.tensor.Tensor;
import java.util.List;
import java.util.Map;

/// `gmm`.
public final class GmmEval {
    private GmmEval() {}

    /// The parameters of the model, the observations `x` and the prior; see [Gmm#objective].
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Input(double[] alpha, double[] mu, double[] q, double[] l, double[] x, int d, int m, double gamma) {
        static Input read(Fields fields) {
            int d = fields.atLeast(1, "d");
            int k = fields.atLeast(1, "k");
            int n = fields.atLeast(1, "n");
            var input = new Input(
                    fields.vector("alpha"),
                    fields.vector("mu", 2),
                    fields.vector("q", 2),
                    fields.vector("l", 2),
                    fields.vector("x", 2),
                    d,
                    fields.atLeast(0, "m"),
                    fields.number("gamma"));
            fields.size("alpha", input.alpha.length, k);
            fields.size("mu", input.mu.length, k * d);
            fields.size("q", input.q.length, k * d);
            fields.size("l", input.l.length, k * d * (d - 1) / 2);
            fields.size("x", input.x.length, n * d);
            return input;
        }
    }

    /// The log likelihood with its prior.
    public static Computation objective(Input in) {
        return Computation.ofNumber(() -> Gmm.objective(in.alpha, in.mu, in.q, in.l, in.x, in.d, in.m, in.gamma));
    }

    /// The gradients for alpha, mu, q and l.
    public static Computation jacobian(Input in) {
        long k = in.alpha.length;
        long rest = in.d * (in.d - 1L) / 2;
        var parameters = new GmmTensors.Parameters(
                Tensor.of(in.alpha), Tensor.of(in.mu, k, in.d), Tensor.of(in.q, k, in.d), Tensor.of(in.l, k, rest));
        var x = Tensor.of(in.x, in.x.length / in.d, in.d);
        var gradient = Fluxion.compile(
                Fluxion.grad((GmmTensors.Parameters at) -> GmmTensors.objective(at, x, in.m, in.gamma)));
        return TensorComputation.of(
                gradient,
                parameters,
                result -> List.of(result.alpha(), result.mu(), result.q(), result.l()),
                result -> Map.of(
                        "alpha", result.alpha().toDoubleArray(),
                        "mu", result.mu().toDoubleArray2D(),
                        "q", result.q().toDoubleArray2D(),
                        "l", result.l().toDoubleArray2D()));
    }
}
