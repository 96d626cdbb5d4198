package fluxion.compiler.lift;

import fluxion.ir.CompareFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.Failure;
import fluxion.ir.FluxionException;
import fluxion.ir.GraphBuilder;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The lengths of new arrays as dimensions: polynomials in the lengths of other arrays and in `int` parameters, or
/// symbols that have the value of a number from where that is known.
final class Extents {
    private final Lifting lifting;

    Extents(Lifting lifting) {
        this.lifting = lifting;
    }

    /// The dimension that is the `i32` value `n`, after a check that it is not negative.
    Dim of(Value n, Instructions at) {
        var used = new LinkedHashSet<Value>();
        var dim = dim(n, at.state(), used);
        if (dim == null) {
            return bound(n, at);
        }
        var place = String.valueOf(Failure.PLACE);
        if (!isNonNegative(dim) || !used.isEmpty()) {
            failIfNegative(n, NegativeArraySizeException.class, place, at.g());
        }
        for (var parameter : used) {
            if (parameter != n) {
                // the symbol of a negative parameter is 0, which makes another length of a sum
                failIfNegative(
                        parameter,
                        FluxionException.class,
                        "a length is computed from an int parameter that is negative (" + place + ")",
                        at.g());
            }
            // from here on they are equal, and what is known of lengths is known of the parameter
            at.state().replace(parameter, at.g().size(lifting.extent(parameter).orElseThrow(), DType.I32));
        }
        return dim;
    }

    /// A new symbol for `n`.
    private Dim bound(Value n, Instructions at) {
        failIfNegative(n, NegativeArraySizeException.class, String.valueOf(Failure.PLACE), at.g());
        var symbol = lifting.symbol();
        at.g().append(new ControlOp.Extent(symbol, at.g().convert(n, DType.I64)));
        at.state().bind(n, symbol);
        at.state().replace(n, at.g().size(symbol, DType.I32));
        return symbol;
    }

    /// Fails where a state that leaves `region` has an array of a length that is bound in it: its type cannot.
    static void checkLeaving(GraphBuilder region, Collection<Layout.Taken> leaving, Problems problems) {
        var bound = new HashSet<String>();
        for (var node : region.body()) {
            if (node.op() instanceof ControlOp.Extent extent) {
                bound.add(extent.name());
            }
        }
        if (!bound.isEmpty()
                && leaving.stream()
                        .flatMap(taken -> taken.values().stream())
                        .anyMatch(value -> value.type().symbols().stream().anyMatch(bound::contains))) {
            throw problems.stop(
                    "an array of a length computed from data that is made in a branch or loop and used after it",
                    "make it before the branch or loop, or of a length that does not depend on data");
        }
    }

    private static void failIfNegative(Value n, Class<?> exception, String message, GraphBuilder g) {
        var whenTrue = g.nested();
        whenTrue.append(new TensorOp.Fail(exception.getName(), message, List.of(n)));
        g.append(new ControlOp.If(
                g.compare(CompareFn.LT, n, g.constant(DType.I32, 0L)),
                whenTrue.finish(List.of()),
                g.nested().finish(List.of())));
    }

    private static boolean isNonNegative(Dim dim) {
        return dim.terms().stream().allMatch(term -> term.coefficient() >= 0);
    }

    /// @param used takes the parameters that occur
    private @Nullable Dim dim(Value n, State state, Set<Value> used) {
        var known = state.extent(n);
        if (known.isPresent()) {
            return known.get();
        }
        var op = n.def();
        if (op == null) {
            var dim = lifting.extent(n);
            dim.ifPresent(_ -> used.add(n));
            return dim.orElse(null);
        }
        return op instanceof ScalarOp scalar ? dim(scalar, state, used) : null;
    }

    private @Nullable Dim dim(ScalarOp op, State state, Set<Value> used) {
        return switch (op) {
            case ScalarOp.Constant(var _, long bits) -> Dim.of(bits);
            case ScalarOp.Size(var dim) -> dim;
            case ScalarOp.Convert(var x, var _) when x.dtype().isInteger() -> dim(x, state, used);
            case ScalarOp.Binary(var fn, var x, var y) -> {
                var left = dim(x, state, used);
                var right = dim(y, state, used);
                if (left == null || right == null) {
                    yield null;
                }
                yield switch (fn) {
                    case ADD -> left.plus(right);
                    case SUB -> left.minus(right);
                    case MUL -> left.times(right);
                    case DIV ->
                        right.isConstant() && right.constant() > 0 && isNonNegative(left) ? left.floorDiv(right) : null;
                    case SHL ->
                        right.isConstant() && right.constant() >= 0 && right.constant() < 31
                                ? left.times(1L << right.constant())
                                : null;
                    case REM, MIN, MAX, AND, OR, XOR, SHR, USHR -> null;
                };
            }
            case ScalarOp.Convert _,
                    ScalarOp.Unary _,
                    ScalarOp.Fma _,
                    ScalarOp.JavaMath _,
                    ScalarOp.Compare _,
                    ScalarOp.Select _,
                    ScalarOp.Bitcast _ -> null;
        };
    }
}
