package fluxion.cli.demo;

import fluxion.GradientTape;
import fluxion.ir.DType;
import fluxion.tensor.RandomKey;
import fluxion.tensor.Tensor;
import fluxion.tensor.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Small programs on the tape.
public final class WorkedExamples {
    private WorkedExamples() {}

    /// A point of a descent.
    ///
    /// @param x where it is
    /// @param z the value there
    public record Point(double x, double z) {}

    /// Gradient descent on `z = x^2 + y^2` from (-75, 75) at rate 0.2: the first six points.
    public static List<Point> bowl() {
        var x = Variable.of(-75.0);
        var y = Variable.of(75.0);
        var points = new ArrayList<Point>();
        for (int step = 0; step < 6; step++) {
            try (var tape = GradientTape.open()) {
                var z = x.square().add(y.square());
                var gradient = tape.gradient(z, List.of(x, y));
                points.add(new Point(x.tensor().item(), z.item()));
                x.assignSub(Objects.requireNonNull(gradient.get(0)).mul(0.2));
                y.assignSub(Objects.requireNonNull(gradient.get(1)).mul(0.2));
            }
        }
        return points;
    }

    /// Descent on `w^2` from 1 at rate 0.01, 10,000 steps: the last value of the square.
    public static double square() {
        var w = Variable.of(1.0);
        for (int step = 0; step < 10_000; step++) {
            try (var tape = GradientTape.open()) {
                w.assignSub(Objects.requireNonNull(tape.gradient(w.square(), w)).mul(0.01));
            }
        }
        return w.square().item();
    }

    /// The coefficients `a x^2 + b x + c` that sign descent finds for `6x^2 + 8x + 2` on x = 0 .. 10 in 10,000
    /// steps.
    public static double[] parabola() {
        var x = Tensor.arange(DType.F64, 11);
        var y = x.square().mul(6).add(x.mul(8)).add(2).evaluate();
        var a = Variable.of(1.0);
        var b = Variable.of(1.0);
        var c = Variable.of(1.0);
        for (int step = 0; step < 10_000; step++) {
            try (var tape = GradientTape.open()) {
                var fit = a.mul(x.square()).add(b.mul(x)).add(c);
                var gradient = tape.gradient(y.sub(fit).abs(), List.of(a, b, c));
                a.assignSub(Objects.requireNonNull(gradient.get(0)).mul(0.001));
                b.assignSub(Objects.requireNonNull(gradient.get(1)).mul(0.001));
                c.assignSub(Objects.requireNonNull(gradient.get(2)).mul(0.001));
            }
        }
        return new double[] {a.tensor().item(), b.tensor().item(), c.tensor().item()};
    }

    /// A linear regression.
    ///
    /// @param x the abscissas
    /// @param y the ordinates
    /// @param intercept of the line found
    /// @param slope of the line found
    /// @param losses the sum of squares before each epoch
    public record Line(Tensor x, Tensor y, double intercept, double slope, List<Double> losses) {}

    /// Fits a line to 200 points of `y = 0.3 + 0.5 x + e`, e normal with deviation 0.3, by descent at rate 0.001.
    public static Line line(int epochs) {
        var keys = RandomKey.of(42).split(2);
        var x = keys.get(0).uniform(DType.F64, 200).evaluate();
        var y = x.mul(0.5)
                .add(0.3)
                .add(keys.get(1).normal(DType.F64, 200).mul(0.3))
                .evaluate();
        var intercept = Variable.of(0.0);
        var slope = Variable.of(0.0);
        var losses = new ArrayList<Double>();
        for (int epoch = 0; epoch < epochs; epoch++) {
            try (var tape = GradientTape.open()) {
                var loss = y.sub(slope.mul(x).add(intercept)).square().sum();
                var gradient = tape.gradient(loss, List.of(intercept, slope));
                losses.add(loss.item());
                intercept.assignSub(Objects.requireNonNull(gradient.get(0)).mul(0.001));
                slope.assignSub(Objects.requireNonNull(gradient.get(1)).mul(0.001));
            }
        }
        return new Line(x, y, intercept.tensor().item(), slope.tensor().item(), losses);
    }
}
