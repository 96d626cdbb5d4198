package demo;

import fluxion.annotation.Constant;
import fluxion.annotation.Differentiable;

/// How the place of a pendulum after some time depends on its length.
public final class Pendulum {
    private Pendulum() {}

    /// The angle after some steps of time.
    ///
    /// @param length the length, in metres
    /// @param start the angle at the start
    /// @param steps of a hundredth of a second each
    @Differentiable
    static double angle(double length, double start, @Constant int steps) {
        double angle = start;
        double speed = 0;
        for (int i = 0; i < steps; i++) {
            speed -= 0.01 * 9.81 / length * Math.sin(angle);
            angle += 0.01 * speed;
        }
        return angle;
    }

    public static void main(String[] arguments) {
        var result = PendulumDerivatives.angle().valueAndGradient(1.0, 0.5, 100);
        System.out.println("module: " + Pendulum.class.getModule().getName());
        System.out.printf(
                "angle %.4f, for the length %.4f, for the start %.4f%n",
                result.value(), result.dLength(), result.dStart());
    }
}
