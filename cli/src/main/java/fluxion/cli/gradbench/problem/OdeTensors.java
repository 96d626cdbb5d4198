package fluxion.cli.gradbench.problem;

import fluxion.Control;
import fluxion.tensor.Tensor;

/// `ode` on tensors.
public final class OdeTensors {
    private static final double END = 2;

    private OdeTensors() {}

    /// The last element of the solution at time 2 of `y_0' = x_0`, `y_i' = x_i y_(i-1)`, `y(0) = 0`, by the
    /// classical Runge-Kutta method.
    ///
    /// @param x the factors, at least one
    public static Tensor last(Tensor x, int steps) {
        double h = END / steps;
        var end = Control.forLoop(steps, Tensor.zerosLike(x), (_, y) -> {
            var k1 = slope(x, y);
            var k2 = slope(x, y.add(k1.mul(h / 2)));
            var k3 = slope(x, y.add(k2.mul(h / 2)));
            var k4 = slope(x, y.add(k3.mul(h)));
            return y.add(k1.add(k2.mul(2)).add(k3.mul(2)).add(k4).mul(h / 6));
        });
        return end.get(x.size(0) - 1);
    }

    private static Tensor slope(Tensor x, Tensor y) {
        var before = y.slice(0, 0, x.size(0) - 1).pad(1, new long[] {1}, new long[] {0});
        return x.mul(before);
    }
}
