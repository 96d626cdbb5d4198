package fluxion.cli.gradbench.problem;

import fluxion.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;

/// `saddle`: the saddle point of `f(x, y) = |x|^2 - |y|^2`, found by a descent through a maximum.
public final class Saddle {
    private Saddle() {}

    /// The `x` that makes `max_y f(x, y)` small, and the `y` of that maximum.
    ///
    /// @param outer mode of the gradient for `x`, and of that for the last `y`
    /// @param inner mode of the gradient for `y`, which the gradient for `x` differentiates
    /// @param start where every descent starts, 2 scalars
    /// @return 4 scalars
    public static List<Tensor> solve(Mode outer, Mode inner, List<Tensor> start) {
        var x = Descent.argmin(at -> f(at, Descent.argmax(y -> f(at, y), inner, start)), outer, start);
        var y = Descent.argmax(at -> f(x, at), outer, start);
        return Stream.concat(x.stream(), y.stream()).toList();
    }

    private static Tensor f(List<Tensor> x, List<Tensor> y) {
        return x.get(0)
                .square()
                .add(x.get(1).square())
                .sub(y.get(0).square().add(y.get(1).square()));
    }
}
