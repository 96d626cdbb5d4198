package fluxion.compiler.autodiff;

import static fluxion.compiler.autodiff.ElementaryDerivative.number;
import static fluxion.compiler.autodiff.ElementaryDerivative.uniform;

import fluxion.ir.BinaryFn;
import fluxion.ir.GraphBuilder;
import fluxion.ir.ScalarOp;
import fluxion.ir.UnaryFn;
import fluxion.ir.Value;
import org.jspecify.annotations.Nullable;

/// A cotangent that a `select` has set to zero where `condition` is not `kept`.
///
/// Multiplying the masked cotangent with a derivative would give NaN where the derivative is infinite or NaN,
/// though the element takes no part in the result: the gradient of `where(x > 0, log(x), 0)` at 0 is 0. So the
/// derivative multiplies what is under the mask, and the mask is applied again after: `select(c, t, 0) * d`
/// becomes `select(c, t * d, 0)`, which costs nothing and holds for derivatives of any order.
///
/// @param condition a bool of the shape of the cotangent
/// @param kept the truth value where the cotangent is `under`
/// @param under the cotangent without the mask
record Mask(Value condition, boolean kept, Value under) {
    /// The mask that defines `t`, or null.
    static @Nullable Mask of(Value t) {
        if (t.def() instanceof ScalarOp.Select(var condition, var whenTrue, var whenFalse)) {
            if (isZero(whenFalse)) {
                return new Mask(condition, true, whenTrue);
            }
            if (isZero(whenTrue)) {
                return new Mask(condition, false, whenFalse);
            }
        }
        return null;
    }

    private static boolean isZero(Value x) {
        var constant = uniform(x);
        return constant != null && constant.is(0.0);
    }

    /// `t` under this mask.
    Value apply(GraphBuilder g, Value t) {
        var zero = number(g, t, 0);
        return kept ? g.select(condition, t, zero) : g.select(condition, zero, t);
    }

    /// `t` where `condition` is `kept` and zero elsewhere; a mask of `t` is merged.
    static Value restrict(GraphBuilder g, Value t, Value condition, boolean kept) {
        var mask = of(t);
        if (mask == null) {
            return new Mask(condition, kept, t).apply(g, t);
        }
        if (mask.condition == condition && mask.kept == kept) {
            return t;
        }
        var both = g.binary(BinaryFn.AND, positive(g, mask.condition, mask.kept), positive(g, condition, kept));
        return new Mask(both, true, mask.under).apply(g, mask.under);
    }

    private static Value positive(GraphBuilder g, Value condition, boolean kept) {
        return kept ? condition : g.unary(UnaryFn.NOT, condition);
    }

    /// `x + y`; under the mask if both have the same, one beside the other if they are [Parts].
    static Value sum(GraphBuilder g, Value x, Value y) {
        var left = of(x);
        var right = of(y);
        if (left != null && right != null && left.condition == right.condition && left.kept == right.kept) {
            return left.apply(g, g.add(left.under, right.under));
        }
        var parts = Parts.sum(g, x, y);
        return parts != null ? parts : g.add(x, y);
    }
}
