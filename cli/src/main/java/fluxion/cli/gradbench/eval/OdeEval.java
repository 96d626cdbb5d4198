package fluxion.cli.gradbench.eval;

import fluxion.annotation.MathMode;
import fluxion.cli.gradbench.problem.Ode;

/// `ode`.
public final class OdeEval {
    private OdeEval() {}

    /// Factors of the equations, at least one, and the steps to take.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Input(double[] x, int steps) {
        static Input read(Fields fields) {
            var x = fields.vector("x");
            if (x.length == 0) {
                throw new BadInputException("ode: field 'x' is empty");
            }
            return new Input(x, fields.atLeast(1, "s"));
        }
    }

    /// The solution at the end.
    public static Computation primal(Input input) {
        var y = new double[input.x().length];
        return Computation.ofArray(y, () -> System.arraycopy(Ode.solve(input.x(), input.steps()), 0, y, 0, y.length));
    }

    /// The gradient of the last element.
    public static Computation gradient(Input in, MathMode mode) {
        return ArrayGradient.of(Ode.class, "last", in.x, in.steps, mode);
    }
}
