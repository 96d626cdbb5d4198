package fluxion.cli.gradbench.eval;

import fluxion.cli.gradbench.problem.Gmm;

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

    public static Computation objective(Input in) {
        return Computation.ofNumber(() -> Gmm.objective(in.alpha, in.mu, in.q, in.l, in.x, in.d, in.m, in.gamma));
    }
}
