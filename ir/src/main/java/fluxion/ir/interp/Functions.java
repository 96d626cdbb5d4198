package fluxion.ir.interp;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.DType;
import fluxion.ir.EvaluationException;
import fluxion.ir.UnaryFn;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/// The primitive functions on one element. A float travels as a `double` that is exactly that float, an `i32` or a bool
/// as a `long`; each function rounds or wraps to its dtype.
final class Functions {
    private Functions() {}

    /// `fn` of floats.
    static DoubleBinaryOperator ofDoubles(BinaryFn fn, DType dtype) {
        boolean single = dtype == DType.F32;
        return switch (fn) {
            case ADD -> single ? (x, y) -> (float) x + (float) y : (x, y) -> x + y;
            case SUB -> single ? (x, y) -> (float) x - (float) y : (x, y) -> x - y;
            case MUL -> single ? (x, y) -> (float) x * (float) y : (x, y) -> x * y;
            case DIV -> single ? (x, y) -> (float) x / (float) y : (x, y) -> x / y;
            case REM -> single ? (x, y) -> (float) x % (float) y : (x, y) -> x % y;
            case MIN -> (x, y) -> Double.isNaN(y) || y < x ? y : x;
            case MAX -> (x, y) -> Double.isNaN(y) || y > x ? y : x;
            case AND, OR, XOR, SHL, SHR, USHR -> throw new AssertionError(fn + " of " + dtype);
        };
    }

    /// `fn` of integers or bools.
    static LongBinaryOperator ofLongs(BinaryFn fn, DType dtype) {
        boolean narrow = dtype == DType.I32;
        return switch (fn) {
            case ADD -> narrow ? (x, y) -> (int) x + (int) y : (x, y) -> x + y;
            case SUB -> narrow ? (x, y) -> (int) x - (int) y : (x, y) -> x - y;
            case MUL -> narrow ? (x, y) -> (int) (x * y) : (x, y) -> x * y;
            case DIV -> narrow ? (x, y) -> (int) x / (int) divisor(x, "/", y) : (x, y) -> x / divisor(x, "/", y);
            case REM -> narrow ? (x, y) -> (int) x % (int) divisor(x, "%", y) : (x, y) -> x % divisor(x, "%", y);
            case MIN -> Math::min;
            case MAX -> Math::max;
            case AND -> (x, y) -> x & y;
            case OR -> (x, y) -> x | y;
            case XOR -> (x, y) -> x ^ y;
            case SHL -> narrow ? (x, y) -> (int) x << (int) y : (x, y) -> x << y;
            case SHR -> narrow ? (x, y) -> (int) x >> (int) y : (x, y) -> x >> y;
            case USHR -> narrow ? (x, y) -> (int) x >>> (int) y : (x, y) -> x >>> y;
        };
    }

    private static long divisor(long dividend, String operator, long divisor) {
        if (divisor == 0) {
            throw EvaluationException.divisionByZero(dividend, operator);
        }
        return divisor;
    }

    /// `fn` of a float.
    static DoubleUnaryOperator ofDouble(UnaryFn fn, DType dtype) {
        return switch (fn) {
            case NEG -> x -> -x;
            case ABS -> Math::abs;
            // the double root of a float, rounded to float, is the correctly rounded root
            case SQRT -> dtype == DType.F32 ? x -> (float) Math.sqrt(x) : Math::sqrt;
            case NOT -> throw new AssertionError(fn + " of " + dtype);
        };
    }

    /// `fn` of an integer or bool.
    static LongUnaryOperator ofLong(UnaryFn fn, DType dtype) {
        boolean narrow = dtype == DType.I32;
        return switch (fn) {
            case NEG -> narrow ? x -> -(int) x : x -> -x;
            case ABS -> narrow ? x -> Math.abs((int) x) : Math::abs;
            case NOT -> dtype == DType.BOOL ? x -> 1 - x : x -> ~x;
            case SQRT -> throw new AssertionError(fn + " of " + dtype);
        };
    }

    /// A comparison of floats.
    interface DoubleComparison {
        boolean holds(double x, double y);
    }

    /// A comparison of integers or bools.
    interface LongComparison {
        boolean holds(long x, long y);
    }

    static DoubleComparison ofDoubles(CompareFn fn) {
        return switch (fn) {
            case EQ -> (x, y) -> x == y;
            case NE -> (x, y) -> x != y;
            case LT -> (x, y) -> x < y;
            case LE -> (x, y) -> x <= y;
            case GT -> (x, y) -> x > y;
            case GE -> (x, y) -> x >= y;
        };
    }

    static LongComparison ofLongs(CompareFn fn) {
        return switch (fn) {
            case EQ -> (x, y) -> x == y;
            case NE -> (x, y) -> x != y;
            case LT -> (x, y) -> x < y;
            case LE -> (x, y) -> x <= y;
            case GT -> (x, y) -> x > y;
            case GE -> (x, y) -> x >= y;
        };
    }

    /// `x * y + z` with one rounding.
    static double fma(DType dtype, double x, double y, double z) {
        return dtype == DType.F32 ? Math.fma((float) x, (float) y, (float) z) : Math.fma(x, y, z);
    }
}
