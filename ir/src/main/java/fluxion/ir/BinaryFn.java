package fluxion.ir;

/// Primitive functions of two operands of one dtype.
///
/// Integer arithmetic wraps. Integer `div` and `rem` truncate towards zero and fail on a zero divisor.
public enum BinaryFn {
    /// `x + y`
    ADD,
    /// `x - y`
    SUB,
    /// `x * y`
    MUL,
    /// `x / y`
    DIV,
    /// `x % y` as Java has it: the sign is that of `x`.
    REM,
    /// `y` if `y` is NaN or `y < x`, else `x`: NaN if either is, and the left operand of a tie (so `min(0, -0)` is
    /// `0`).
    MIN,
    /// `y` if `y` is NaN or `y > x`, else `x`: NaN if either is, and the left operand of a tie.
    MAX,
    /// Conjunction of bools, bitwise for integers.
    AND,
    /// Disjunction of bools, bitwise for integers.
    OR,
    /// Exclusive disjunction of bools, bitwise for integers.
    XOR,
    /// `x << y` for integers; the distance is taken modulo the width.
    SHL,
    /// `x >> y` with sign extension; the distance is taken modulo the width.
    SHR,
    /// `x >>> y` without sign extension; the distance is taken modulo the width.
    USHR;

    /// Whether the function is defined for bool, integers and floats respectively.
    boolean accepts(DType dtype) {
        return switch (this) {
            case ADD, SUB, MUL, DIV, REM, MIN, MAX -> dtype != DType.BOOL;
            case AND, OR, XOR -> !dtype.isFloat();
            case SHL, SHR, USHR -> dtype.isInteger();
        };
    }

    /// Whether `fn(x, y)` and `fn(y, x)` are one value. A minimum of 0 and -0 is not: it is the left one.
    boolean isCommutative() {
        return switch (this) {
            case ADD, MUL, AND, OR, XOR -> true;
            case SUB, DIV, REM, MIN, MAX, SHL, SHR, USHR -> false;
        };
    }
}
