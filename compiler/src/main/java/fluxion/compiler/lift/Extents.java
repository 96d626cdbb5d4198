package fluxion.compiler.lift;

import fluxion.ir.CompareFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The lengths of new arrays as dimensions: polynomials in the lengths of other arrays where they can be read as such.
final class Extents {
    /// The dimension that is the `i32` value `n`, after a check that it is not negative.
    Dim of(Value n, Instructions at) {
        var dim = dim(n);
        if (dim == null) {
            throw at.problems()
                    .stop(
                            "an array whose length is computed from data",
                            "compute the length from lengths of arrays and constants");
        }
        if (!isNonNegative(dim)) {
            var g = at.g();
            var whenTrue = g.nested();
            whenTrue.append(new TensorOp.Fail(
                    NegativeArraySizeException.class.getName(),
                    String.valueOf(fluxion.ir.Failure.PLACE),
                    List.of(n)));
            g.append(new ControlOp.If(
                    g.compare(CompareFn.LT, n, g.constant(DType.I32, 0L)),
                    whenTrue.finish(List.of()),
                    g.nested().finish(List.of())));
        }
        return dim;
    }

    private static boolean isNonNegative(Dim dim) {
        return dim.terms().stream().allMatch(term -> term.coefficient() >= 0);
    }

    private static @Nullable Dim dim(Value n) {
        return switch (n.def()) {
            case ScalarOp.Constant(var _, long bits) -> Dim.of(bits);
            case ScalarOp.Size(var dim) -> dim;
            case ScalarOp.Convert(var x, var _) when x.dtype().isInteger() -> dim(x);
            case ScalarOp.Binary(var fn, var x, var y) -> {
                var left = dim(x);
                var right = dim(y);
                if (left == null || right == null) {
                    yield null;
                }
                yield switch (fn) {
                    case ADD -> left.plus(right);
                    case SUB -> left.minus(right);
                    case MUL -> left.times(right);
                    case DIV -> right.isConstant() && right.constant() > 0 && isNonNegative(left)
                            ? left.floorDiv(right)
                            : null;
                    case SHL -> right.isConstant() && right.constant() >= 0 && right.constant() < 31
                            ? left.times(1L << right.constant())
                            : null;
                    case REM, MIN, MAX, AND, OR, XOR, SHR, USHR -> null;
                };
            }
            case null, default -> null;
        };
    }
}
