package fluxion.tests.compose;

/// A function of two numbers, and its derivatives along the direction ([#ALONG_X], [#ALONG_Y]) by finite differences.
interface Numbers {
    double ALONG_X = 0.6;
    double ALONG_Y = -0.8;

    double at(double... x);

    private static double along(Numbers f, double[] x, double t) {
        return f.at(x[0] + t * ALONG_X, x[1] + t * ALONG_Y);
    }

    /// The first derivative, up to the fourth power of the step.
    static double slope(Numbers f, double[] x) {
        double h = 1e-3;
        return (8 * (along(f, x, h) - along(f, x, -h)) - (along(f, x, 2 * h) - along(f, x, -2 * h))) / (12 * h);
    }

    /// The second derivative, up to the fourth power of the step.
    static double curvature(Numbers f, double[] x) {
        double h = 2e-3;
        double near = along(f, x, h) + along(f, x, -h);
        double far = along(f, x, 2 * h) + along(f, x, -2 * h);
        return (16 * near - far - 30 * f.at(x)) / (12 * h * h);
    }
}
