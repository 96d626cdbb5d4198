package fluxion.cli.gradbench.problem;

/// `hello`: the square of a number.
public final class Hello {
    private Hello() {}

    /// `x^2`
    public static double square(double x) {
        return x * x;
    }
}
