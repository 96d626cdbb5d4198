package fluxion.cli.gradbench.eval;

import fluxion.cli.gradbench.problem.LogSumExp;

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

    public static Computation primal(Input input) {
        return Computation.ofNumber(() -> LogSumExp.logSumExp(input.x()));
    }
}
