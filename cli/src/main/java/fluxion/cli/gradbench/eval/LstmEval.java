package fluxion.cli.gradbench.eval;

import fluxion.Derivatives;
import fluxion.annotation.MathMode;
import fluxion.cli.gradbench.problem.Lstm;
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
    public static Computation jacobian(Input in, MathMode mode) {
        var objective = Derivatives.of(
                        Lstm.class,
                        "objective",
                        double[].class,
                        double[].class,
                        double[].class,
                        double[].class,
                        int.class)
                .wrt(0, 1);
        var gradient = objective.math(mode).gradient().as(Gradient.class);
        var main = new double[in.main.length];
        var extra = new double[in.extra.length];
        return new Computation(
                () -> gradient.at(in.main, in.extra, in.state, in.sequence, in.bits, main, extra),
                () -> List.of(main, extra),
                () -> DoubleStream.concat(DoubleStream.of(main), DoubleStream.of(extra))
                        .toArray());
    }

    /// The gradients for `main` and `extra`.
    public interface Gradient {
        /// Computes them into `dMain` and `dExtra`.
        void at(
                double[] main,
                double[] extra,
                double[] state,
                double[] sequence,
                int bits,
                double[] dMain,
                double[] dExtra);
    }
}
