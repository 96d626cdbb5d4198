package demo;

import fluxion.annotation.Differentiable;
import java.util.Arrays;

/// Minimises Rosenbrock's function by gradient descent.
public final class Rosenbrock {
    private Rosenbrock() {}

    /// Rosenbrock's function, least at (1, 1, ...).
    ///
    /// @param x where
    /// @return its value
    @Differentiable
    static double f(double[] x) {
        double sum = 0;
        for (int i = 0; i + 1 < x.length; i++) {
            double a = 1 - x[i];
            double b = x[i + 1] - x[i] * x[i];
            sum += a * a + 100 * b * b;
        }
        return sum;
    }

    public static void main(String[] arguments) {
        var derivatives = RosenbrockDerivatives.f();
        System.out.println("gradient at (-1, 2): " + Arrays.toString(derivatives.gradient(new double[] {-1, 2})));
        var x = new double[2];
        var gradient = new double[2];
        for (int i = 0; i < 20_000; i++) {
            derivatives.gradient(x, gradient); // no allocation
            for (int k = 0; k < x.length; k++) {
                x[k] -= 0.002 * gradient[k];
            }
        }
        System.out.printf("minimum at (%.3f, %.3f)%n", x[0], x[1]);
    }
}
