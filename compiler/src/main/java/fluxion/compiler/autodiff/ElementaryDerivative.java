package fluxion.compiler.autodiff;

import static fluxion.ir.ElementaryFn.COS;
import static fluxion.ir.ElementaryFn.COSH;
import static fluxion.ir.ElementaryFn.DIGAMMA;
import static fluxion.ir.ElementaryFn.EXP;
import static fluxion.ir.ElementaryFn.LOG;
import static fluxion.ir.ElementaryFn.POLYGAMMA;
import static fluxion.ir.ElementaryFn.POW;
import static fluxion.ir.ElementaryFn.SIN;
import static fluxion.ir.ElementaryFn.SINH;

import fluxion.ir.CompareFn;
import fluxion.ir.ElementaryFn;
import fluxion.ir.GraphBuilder;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorOp;
import fluxion.ir.UnaryFn;
import fluxion.ir.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The derivatives of the elementary functions: what both modes multiply with.
final class ElementaryDerivative {
    private ElementaryDerivative() {}

    /// `t` times the partial derivative of `y = fn(operands)` with respect to operand `i`; null where that is zero
    /// everywhere.
    static @Nullable Value times(GraphBuilder g, ElementaryFn fn, int i, List<Value> operands, Value y, Value t) {
        return times(g, g::elementary, fn, i, operands, y, t);
    }

    /// What evaluates the functions that occur in derivatives.
    @FunctionalInterface
    interface Library {
        Value apply(ElementaryFn fn, Value... operands);
    }

    /// The same for a function of `library`, whose derivatives are made of functions of that library too.
    static @Nullable Value times(
            GraphBuilder g, Library library, ElementaryFn fn, int i, List<Value> operands, Value y, Value t) {
        var x = operands.getFirst();
        return switch (fn) {
            case EXP -> g.mul(t, y);
            case EXPM1 -> g.mul(t, g.add(y, number(g, y, 1)));
            case LOG -> g.div(t, x);
            case LOG1P -> g.div(t, g.add(x, number(g, x, 1)));
            case SIN -> g.mul(t, library.apply(COS, x));
            case COS -> g.neg(g.mul(t, library.apply(SIN, x)));
            case TAN -> g.mul(t, g.add(g.mul(y, y), number(g, y, 1)));
            case ASIN -> g.div(t, rootOfOneMinusSquare(g, x));
            case ACOS -> g.neg(g.div(t, rootOfOneMinusSquare(g, x)));
            case ATAN -> g.div(t, g.add(g.mul(x, x), number(g, x, 1)));
            case ATAN2 -> atan2(g, i, x, operands.get(1), t);
            case SINH -> g.mul(t, library.apply(COSH, x));
            case COSH -> g.mul(t, library.apply(SINH, x));
            case TANH -> g.mul(t, g.sub(number(g, y, 1), g.mul(y, y)));
            case SIGMOID -> g.mul(t, g.mul(y, g.sub(number(g, y, 1), y)));
            case ERF -> g.mul(t, g.mul(number(g, x, 2 / Math.sqrt(Math.PI)), library.apply(EXP, g.neg(g.mul(x, x)))));
            case LGAMMA -> g.mul(t, library.apply(DIGAMMA, x));
            case DIGAMMA -> g.mul(t, library.apply(POLYGAMMA, number(g, x, 1), x));
            // the order is an integer: polygamma has no derivative in it
            case POLYGAMMA ->
                i == 0 ? null : g.mul(t, library.apply(POLYGAMMA, g.add(x, number(g, x, 1)), operands.get(1)));
            case POW ->
                i == 0
                        ? powerInBase(g, library, x, operands.get(1), t)
                        : powerInExponent(g, library, x, operands.get(1), y, t);
            case FLOOR, CEIL, ROUND -> null;
        };
    }

    /// `1 - x * x` as a product, which keeps its digits near x = 1.
    private static Value rootOfOneMinusSquare(GraphBuilder g, Value x) {
        var one = number(g, x, 1);
        return g.unary(UnaryFn.SQRT, g.mul(g.sub(one, x), g.add(one, x)));
    }

    /// With `r2 = x*x + y*y`: x / r2 in the first operand y, -y / r2 in the second operand x.
    private static Value atan2(GraphBuilder g, int i, Value y, Value x, Value t) {
        var r2 = g.add(g.mul(x, x), g.mul(y, y));
        return i == 0 ? g.mul(t, g.div(x, r2)) : g.neg(g.mul(t, g.div(y, r2)));
    }

    /// `y * pow(x, y - 1)`, which is 0 for y = 0 even where the power is infinite. A constant exponent is
    /// unrolled, so that derivatives of polynomials end.
    private static @Nullable Value powerInBase(GraphBuilder g, Library library, Value x, Value y, Value t) {
        var exponent = uniform(y);
        if (exponent != null) {
            double c = exponent.toDouble();
            if (c == 0) {
                return null;
            }
            if (c == 1) {
                return t;
            }
            return g.mul(t, g.mul(number(g, x, c), c == 2 ? x : library.apply(POW, x, number(g, x, c - 1))));
        }
        var zero = number(g, y, 0);
        var slope = g.mul(y, library.apply(POW, x, g.sub(y, number(g, y, 1))));
        return g.mul(t, g.select(g.compare(CompareFn.EQ, y, zero), zero, slope));
    }

    /// `pow(x, y) * log(x)`, which is 0 at x = 0 for y >= 0, and NaN for x < 0, where the power is no smooth
    /// function of y.
    private static Value powerInExponent(GraphBuilder g, Library library, Value x, Value y, Value power, Value t) {
        var zero = number(g, x, 0);
        var nonZero = g.select(g.compare(CompareFn.EQ, x, zero), number(g, x, 1), x);
        var finite = g.compare(CompareFn.GE, y, zero);
        // at x = 0 and y < 0 the power is infinite and its slope is minus infinity
        var log = g.select(
                g.compare(CompareFn.EQ, x, zero),
                g.select(finite, zero, number(g, x, Double.NEGATIVE_INFINITY)),
                library.apply(LOG, nonZero));
        return g.mul(t, g.mul(power, log));
    }

    /// The constant that every element of `x` is, if its definition shows one.
    static ScalarOp.@Nullable Constant uniform(Value x) {
        return x.def() instanceof TensorOp.Broadcast(var scalar, var _, var _) ? scalar.constant() : x.constant();
    }

    /// A tensor like `x` with all elements `value`.
    static Value number(GraphBuilder g, Value x, double value) {
        return g.full(x.tensorType(), value);
    }
}
