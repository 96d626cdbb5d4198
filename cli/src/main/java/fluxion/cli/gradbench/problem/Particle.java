package fluxion.cli.gradbench.problem;

import fluxion.Control;
import fluxion.tensor.Tensor;
import java.util.List;

/// `particle`: two charges steer a particle; where must one of them be for the particle to meet the origin?
///
/// The charges are at (10, 10 - w) and (10, 0). The force is minus the gradient of their potential, and Euler's method
/// gives the path.
public final class Particle {
    private static final double STEP = 0.1;

    private Particle() {}

    private record Path(List<Tensor> position, List<Tensor> velocity) {
        Path moved(Tensor time, List<Tensor> force) {
            return new Path(along(position, time, velocity), along(velocity, time.neg(), force));
        }
    }

    /// The `w` that makes the square of where the particle meets the x axis small.
    ///
    /// @param outer mode of the gradient for `w`
    /// @param inner mode of the gradient for the position, which the gradient for `w` differentiates
    public static Tensor solve(Mode outer, Mode inner, Tensor start) {
        return Descent.argmin(w -> miss(w.getFirst(), inner), outer, List.of(start))
                .getFirst();
    }

    private static Tensor miss(Tensor w, Mode mode) {
        var slope = Descent.gradient(at -> potential(at, w), mode);
        var step = Tensor.of(STEP);
        var start = new Path(List.of(Tensor.of(0.0), Tensor.of(8.0)), List.of(Tensor.of(0.75), Tensor.of(0.0)));
        var last = Control.whileLoop(
                start,
                path -> along(path.position(), step, path.velocity()).get(1).gt(0),
                path -> path.moved(step, slope.apply(path.position())));
        var below = along(last.position(), step, last.velocity());
        var rest = below.get(1).neg().div(last.velocity().get(1));
        return along(below, rest, last.velocity()).get(0).square();
    }

    private static Tensor potential(List<Tensor> at, Tensor w) {
        var upper = distance(at, w.rsub(10.0));
        var lower = distance(at, Tensor.of(0.0));
        return upper.rdiv(1.0).add(lower.rdiv(1.0));
    }

    /// Of a point from (10, y).
    private static Tensor distance(List<Tensor> at, Tensor y) {
        return at.get(0).sub(10).square().add(at.get(1).sub(y).square()).sqrt();
    }

    /// `x + time * velocity`
    private static List<Tensor> along(List<Tensor> x, Tensor time, List<Tensor> velocity) {
        return List.of(x.get(0).add(time.mul(velocity.get(0))), x.get(1).add(time.mul(velocity.get(1))));
    }
}
