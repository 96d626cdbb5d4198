package fluxion.ir;

/// Primitive functions of one operand, exact or correctly rounded everywhere.
public enum UnaryFn {
    /// `-x`: flips the sign bit of a float, wraps for integers.
    NEG,
    /// `|x|`: clears the sign bit of a float, wraps for the smallest integer.
    ABS,
    /// The square root of a float, correctly rounded; NaN below zero, `-0` at `-0`.
    SQRT,
    /// `!x` for bool, the bitwise complement for integers.
    NOT
}
