package fluxion.compiler.autodiff;

import static fluxion.compiler.autodiff.ElementaryDerivative.number;

import fluxion.ir.CompareFn;
import fluxion.ir.GraphBuilder;
import fluxion.ir.JavaFn;
import fluxion.ir.ScalarOp;
import fluxion.ir.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The derivatives of the functions of `java.lang.Math`, made of functions of `java.lang.Math`.
final class JavaDerivative {
    private JavaDerivative() {}

    /// `t` times the partial derivative of `y = op` in operand `i`; null where that is zero everywhere. A tie of
    /// `max` and `min` belongs to the left operand; the slope of `hypot` at the origin is 0.
    static @Nullable Value times(GraphBuilder g, ScalarOp.JavaMath op, int i, Value y, Value t) {
        var xs = op.operands();
        var x = xs.getFirst();
        return switch (op.fn()) {
            case LOG10 -> g.div(t, g.mul(x, number(g, x, Math.log(10))));
            case CBRT -> g.div(t, g.mul(number(g, y, 3), g.mul(y, y)));
            case HYPOT -> hypot(g, xs.get(i), y, t);
            case MAX -> ElementwiseDerivative.choice(g, g.compare(CompareFn.GE, x, xs.get(1)), i == 0, t);
            case MIN -> ElementwiseDerivative.choice(g, g.compare(CompareFn.LE, x, xs.get(1)), i == 0, t);
            case SIN,
                    COS,
                    TAN,
                    ASIN,
                    ACOS,
                    ATAN,
                    ATAN2,
                    SINH,
                    COSH,
                    TANH,
                    EXP,
                    EXPM1,
                    LOG,
                    LOG1P,
                    POW,
                    FLOOR,
                    CEIL,
                    RINT ->
                ElementaryDerivative.times(
                        g,
                        (fn, operands) -> g.add(new ScalarOp.JavaMath(JavaFn.of(fn), op.strict(), List.of(operands))),
                        op.fn().elementary().orElseThrow(),
                        i,
                        xs,
                        y,
                        t);
        };
    }

    private static Value hypot(GraphBuilder g, Value x, Value y, Value t) {
        var zero = number(g, y, 0);
        var origin = g.compare(CompareFn.EQ, y, zero);
        return g.mul(t, g.select(origin, zero, g.div(x, g.select(origin, number(g, y, 1), y))));
    }
}
