package fluxion.ir;

/// The elementary functions of float operands. Each is *defined* as a straight-line composition of primitive operations
/// (`fluxion.ir.math`), so that every evaluator gives the same bits; accuracy and special cases are stated there.
public enum ElementaryFn {
    /// e to the x.
    EXP,
    /// `exp(x) - 1`.
    EXPM1,
    /// Natural logarithm; NaN below zero, minus infinity at zero.
    LOG,
    /// `log(1 + x)`.
    LOG1P,
    /// Sine of x radians.
    SIN,
    /// Cosine of x radians.
    COS,
    /// Tangent of x radians.
    TAN,
    /// Inverse sine, in [-pi/2, pi/2]; NaN outside [-1, 1].
    ASIN,
    /// Inverse cosine, in [0, pi]; NaN outside [-1, 1].
    ACOS,
    /// Inverse tangent, in [-pi/2, pi/2].
    ATAN,
    /// `atan2(y, x)`: the angle of the point (x, y), in [-pi, pi].
    ATAN2,
    /// Hyperbolic sine.
    SINH,
    /// Hyperbolic cosine.
    COSH,
    /// Hyperbolic tangent.
    TANH,
    /// `1 / (1 + exp(-x))`.
    SIGMOID,
    /// The error function.
    ERF,
    /// The logarithm of the absolute value of the gamma function.
    LGAMMA,
    /// The derivative of [#LGAMMA].
    DIGAMMA,
    /// `polygamma(n, x)`: the n-th derivative of [#DIGAMMA] at x, for integer n >= 1 given as a float.
    POLYGAMMA,
    /// `pow(x, y)` as `java.lang.Math` defines its special cases.
    POW,
    /// The largest integral float not above x.
    FLOOR,
    /// The smallest integral float not below x.
    CEIL,
    /// The integral float nearest to x, ties to even.
    ROUND;

    /// The number of operands.
    public int arity() {
        return switch (this) {
            case EXP,
                    EXPM1,
                    LOG,
                    LOG1P,
                    SIN,
                    COS,
                    TAN,
                    ASIN,
                    ACOS,
                    ATAN,
                    SINH,
                    COSH,
                    TANH,
                    SIGMOID,
                    ERF,
                    LGAMMA,
                    DIGAMMA,
                    FLOOR,
                    CEIL,
                    ROUND -> 1;
            case ATAN2, POLYGAMMA, POW -> 2;
        };
    }
}
