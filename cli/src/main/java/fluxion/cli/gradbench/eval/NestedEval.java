package fluxion.cli.gradbench.eval;

import fluxion.Fluxion;
import fluxion.annotation.MathMode;
import fluxion.cli.gradbench.problem.Mode;
import fluxion.cli.gradbench.problem.Particle;
import fluxion.cli.gradbench.problem.Saddle;
import fluxion.tensor.Tensor;
import java.util.List;

/// `particle` and `saddle`: derivatives of functions that use derivatives, in all pairs of modes.
public final class NestedEval {
    private NestedEval() {}

    static Computation particle(Fields fields, Mode outer, Mode inner) {
        return particle(fields.number("w"), outer, inner, MathMode.STRICT);
    }

    /// The descent that begins at `w`.
    public static Computation particle(double w, Mode outer, Mode inner, MathMode math) {
        var problem = new Particle(outer, inner, math);
        return Computation.ofNumber(() -> problem.solve(w));
    }

    static Computation saddle(Fields fields, Mode outer, Mode inner) {
        var start = fields.vector("start");
        fields.size("start", start.length, 2);
        return saddle(start, outer, inner);
    }

    /// The descents that begin at `start`.
    public static Computation saddle(double[] start, Mode outer, Mode inner) {
        var solve = Fluxion.compile((List<Tensor> at) -> Saddle.solve(outer, inner, at));
        var result = new double[4];
        return Computation.ofArray(result, () -> {
            var found = solve.apply(List.of(Tensor.of(start[0]), Tensor.of(start[1])));
            for (int i = 0; i < result.length; i++) {
                result[i] = found.get(i).item();
            }
        });
    }
}
