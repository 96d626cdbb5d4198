package fluxion.cli.gradbench.eval;

import fluxion.cli.gradbench.problem.Lstm;

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

    public static Computation objective(Input in) {
        return Computation.ofNumber(() -> Lstm.objective(in.main, in.extra, in.state, in.sequence, in.bits));
    }
}
