package fluxion.compiler.autodiff;

import static fluxion.compiler.autodiff.ElementaryDerivative.number;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.ElementaryFn;
import fluxion.ir.GraphBuilder;
import fluxion.ir.UnaryFn;
import fluxion.ir.Value;
import org.jspecify.annotations.Nullable;

/// The derivatives of the primitive functions: what both modes multiply with. All are linear in `t`.
final class ElementwiseDerivative {
    /// Of the powers of two by which a quotient is multiplied, so that none is far from 1.
    private static final int MOST_EXPONENT = 10;

    private ElementwiseDerivative() {}

    /// `t` times the derivative of `y = fn(x)`; null where that is zero everywhere. `abs` has slope 0 at 0.
    static @Nullable Value unary(GraphBuilder g, UnaryFn fn, Value x, Value y, Value t) {
        return switch (fn) {
            case NEG -> g.neg(t);
            case ABS -> {
                var zero = number(g, x, 0);
                var left = g.select(g.compare(CompareFn.LT, x, zero), g.neg(t), zero);
                yield g.select(g.compare(CompareFn.GT, x, zero), t, left);
            }
            // one division, whatever the number of tangents
            case SQRT -> g.mul(t, g.div(number(g, y, 0.5), y));
            case NOT -> null;
        };
    }

    /// `t` times the partial derivative of `z = fn(x, y)` in `x` (operand 0) or `y` (operand 1); null where that is
    /// zero everywhere. A tie of `min` and `max` belongs to `x`.
    static @Nullable Value binary(GraphBuilder g, BinaryFn fn, int i, Value x, Value y, Value z, Value t) {
        boolean left = i == 0;
        return switch (fn) {
            case ADD -> t;
            case SUB -> left ? t : g.neg(t);
            case MUL -> g.mul(t, left ? y : x);
            case DIV -> left ? g.div(t, y) : g.neg(g.mul(overDivisor(g, x, y, z, t), z));
            // z = x - y * n with the integer n = (x - z) / y
            case REM -> left ? t : g.neg(g.mul(t, g.elementary(ElementaryFn.ROUND, g.div(g.sub(x, z), y))));
            case MIN -> choice(g, g.compare(CompareFn.LE, x, y), left, t);
            case MAX -> choice(g, g.compare(CompareFn.GE, x, y), left, t);
            case AND, OR, XOR, SHL, SHR, USHR -> null;
        };
    }

    /// `t / y`, where `z = x / y`: without a division where `x` is a power of two.
    private static Value overDivisor(GraphBuilder g, Value x, Value y, Value z, Value t) {
        var constant = ElementaryDerivative.uniform(x);
        double dividend = constant == null ? 0 : constant.toDouble();
        if (Math.abs(Math.getExponent(dividend)) > MOST_EXPONENT
                || Math.abs(dividend) != Math.scalb(1.0, Math.getExponent(dividend))) {
            return g.div(t, y);
        }
        var product = g.mul(t, z);
        return dividend == 1 ? product : g.mul(product, number(g, z, 1 / dividend));
    }

    /// `t` where `first` holds, if `left`, or where it does not.
    static Value choice(GraphBuilder g, Value first, boolean left, Value t) {
        return Mask.restrict(g, t, first, left);
    }

    /// `t` times the partial derivative of `x * y + z` in operand `i`.
    static Value fma(GraphBuilder g, int i, Value x, Value y, Value t) {
        return switch (i) {
            case 0 -> g.mul(t, y);
            case 1 -> g.mul(t, x);
            default -> t;
        };
    }
}
