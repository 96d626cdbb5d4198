package fluxion.cli.gradbench.problem;

import fluxion.Derivatives;
import fluxion.annotation.Constant;
import fluxion.annotation.MathMode;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/// `particle`: two charges steer a particle; where must one of them be for the particle to meet the origin?
///
/// The charges are at (10, 10 - w) and (10, 0). The force is minus the gradient of their potential, and Euler's method
/// gives the path. Plain Java, which calls the derivatives of the potential inside of what is differentiated for `w`.
public final class Particle {
    private static final double STEP = 0.1;
    private static final double TOLERANCE = 1e-5;
    private static final double FIRST_RATE = 1e-5;
    private static final int SUCCESSES = 10;

    /// A derivative for each coordinate of a place.
    public record Slope(double x, double y) {}

    /// The slope of the potential, in reverse mode.
    public interface Both {
        /// At (x, y).
        Slope at(double x, double y, double w);
    }

    /// The slope of the potential in one direction.
    public interface Along {
        /// At (x, y) in direction (dX, dY).
        double at(double x, double y, double w, double dX, double dY);
    }

    private static final Derivatives POTENTIAL = Derivatives.of(Particle::potential);
    private static final Both REVERSE = POTENTIAL.gradient().as(Both.class);
    private static final Along FORWARD = POTENTIAL.jvp().as(Along.class);

    private final DoubleUnaryOperator miss;
    private final DoubleUnaryOperator slope;

    /// The problem, whose derivatives are compiled.
    ///
    /// @param outer mode of the derivative for `w`
    /// @param inner mode of the gradient for the position, which the derivative for `w` differentiates
    /// @param math how both compute
    public Particle(Mode outer, Mode inner, MathMode math) {
        var of = switch (inner) {
            case FORWARD -> Derivatives.of(Particle::missForward);
            case REVERSE -> Derivatives.of(Particle::missReverse);
        };
        var missed = of.math(math);
        miss = missed.value().as(DoubleUnaryOperator.class);
        slope = switch (outer) {
            case FORWARD -> {
                var along = missed.jvp().as(DoubleBinaryOperator.class);
                yield w -> along.applyAsDouble(w, 1);
            }
            case REVERSE -> missed.gradient().as(DoubleUnaryOperator.class);
        };
    }

    /// The `w` that makes the square of where the particle meets the x axis small, by a descent from `start`. Its
    /// rate doubles after ten successes and halves after a failure.
    public double solve(double start) {
        double w = start;
        double value = miss.applyAsDouble(w);
        double derivative = slope.applyAsDouble(w);
        double rate = FIRST_RATE;
        int successes = 0;
        while (Math.abs(derivative) > TOLERANCE) {
            if (successes == SUCCESSES) {
                rate *= 2;
                successes = 0;
                continue;
            }
            double move = derivative * rate;
            if (Math.abs(move) <= TOLERANCE) {
                break;
            }
            double reached = miss.applyAsDouble(w - move);
            if (reached < value) {
                w -= move;
                value = reached;
                derivative = slope.applyAsDouble(w);
                successes++;
            } else {
                rate /= 2;
                successes = 0;
            }
        }
        return w;
    }

    static double missForward(double w) {
        return miss(w, true);
    }

    static double missReverse(double w) {
        return miss(w, false);
    }

    private static double miss(double w, boolean forward) {
        double x = 0;
        double y = 8;
        double velocityX = 0.75;
        double velocityY = 0;
        while (y + STEP * velocityY > 0) {
            var force = forward ? new Slope(FORWARD.at(x, y, w, 1, 0), FORWARD.at(x, y, w, 0, 1)) : REVERSE.at(x, y, w);
            x += STEP * velocityX;
            y += STEP * velocityY;
            velocityX -= STEP * force.x();
            velocityY -= STEP * force.y();
        }
        double met = x + STEP * velocityX - (y + STEP * velocityY) / velocityY * velocityX;
        return met * met;
    }

    static double potential(double x, double y, @Constant double w) {
        return 1 / distance(x, y, 10 - w) + 1 / distance(x, y, 0);
    }

    /// Of (x, y) from (10, charge).
    private static double distance(double x, double y, double charge) {
        return Math.sqrt((x - 10) * (x - 10) + (y - charge) * (y - charge));
    }
}
