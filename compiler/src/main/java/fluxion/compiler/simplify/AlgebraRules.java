package fluxion.compiler.simplify;

import fluxion.ir.BinaryFn;
import fluxion.ir.DType;
import fluxion.ir.GraphBuilder;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorOp;
import fluxion.ir.UnaryFn;
import fluxion.ir.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rules on elementwise operations.
final class AlgebraRules {
    static final List<Rule> RULES = List.of(
            new Rule("fold-constants", "fn(c, ...) = its value", (op, g) -> ConstantFolding.fold(op, g)),
            new Rule("add-nothing", "x + -0 = x", (op, _) -> binary(op, BinaryFn.ADD, -0.0, 0)),
            new Rule("nothing-plus", "-0 + x = x", (op, _) -> swapped(op, BinaryFn.ADD, -0.0, 0)),
            new Rule("subtract-nothing", "x - 0 = x", (op, _) -> binary(op, BinaryFn.SUB, 0.0, 0)),
            new Rule("multiply-by-one", "x * 1 = x", (op, _) -> binary(op, BinaryFn.MUL, 1, 1)),
            new Rule("one-multiplied", "1 * x = x", (op, _) -> swapped(op, BinaryFn.MUL, 1, 1)),
            new Rule("divide-by-one", "x / 1 = x", (op, _) -> binary(op, BinaryFn.DIV, 1, 1)),
            new Rule("and-true", "x & true = x", (op, _) -> logical(op, BinaryFn.AND, true)),
            new Rule("or-false", "x | false = x", (op, _) -> logical(op, BinaryFn.OR, false)),
            new Rule(
                    "undo-twice",
                    "-(-x) = x, !!x = x",
                    (op, _) -> op instanceof ScalarOp.Unary(var fn, var x)
                                    && (fn == UnaryFn.NEG || fn == UnaryFn.NOT)
                                    && x.def() instanceof ScalarOp.Unary(var inner, var y)
                                    && inner == fn
                            ? y
                            : null),
            new Rule(
                    "subtract-negative",
                    "x - -y = x + y",
                    (op, g) -> op instanceof ScalarOp.Binary(var fn, var x, var y)
                                    && fn == BinaryFn.SUB
                                    && y.def() instanceof ScalarOp.Unary(var inner, var z)
                                    && inner == UnaryFn.NEG
                            ? g.add(x, z)
                            : null),
            new Rule(
                    "add-negative",
                    "x + -y = x - y",
                    (op, g) -> op instanceof ScalarOp.Binary(var fn, var x, var y)
                                    && fn == BinaryFn.ADD
                                    && y.def() instanceof ScalarOp.Unary(var inner, var z)
                                    && inner == UnaryFn.NEG
                            ? g.sub(x, z)
                            : null),
            new Rule(
                    "select-same",
                    "c ? x : x = x",
                    (op, _) -> op instanceof ScalarOp.Select(var _, var t, var f) && t == f ? t : null),
            new Rule(
                    "select-known",
                    "true ? x : y = x",
                    (op, _) -> op instanceof ScalarOp.Select select ? known(select) : null),
            new Rule(
                    "convert-nothing",
                    "x as its own dtype = x",
                    (op, _) -> op instanceof ScalarOp.Convert(var x, var dtype) && x.dtype() == dtype ? x : null),
            new Rule(
                    "convert-back",
                    "(x as f64) as f32 = x, for x an f32",
                    (op, _) -> op instanceof ScalarOp.Convert(var x, var dtype)
                                    && x.def() instanceof ScalarOp.Convert(var y, var wide)
                                    && y.dtype() == dtype
                                    && holds(wide, dtype)
                            ? y
                            : null),
            new Rule(
                    "bitcast-back",
                    "the bits of the bits of x = x",
                    (op, _) -> op instanceof ScalarOp.Bitcast(var x, var dtype)
                                    && x.def() instanceof ScalarOp.Bitcast(var y, var _)
                                    && y.dtype() == dtype
                            ? y
                            : null),
            new Rule(
                    "broadcast-late",
                    "fn(broadcast x, broadcast y) = broadcast fn(x, y), for scalars",
                    AlgebraRules::broadcastLate));

    private AlgebraRules() {}

    /// Whether `wide` holds every value of `narrow`.
    private static boolean holds(DType wide, DType narrow) {
        return switch (narrow) {
            case BOOL -> true;
            case I32 -> wide == DType.I64 || wide == DType.F64;
            case F32 -> wide == DType.F64;
            case I64, F64 -> false;
        };
    }

    /// The scalar constant that each element of `value` is, or null.
    static ScalarOp.@Nullable Constant splat(Value value) {
        return value.def() instanceof TensorOp.Broadcast(var x, var _, var _) ? x.constant() : value.constant();
    }

    private static boolean isSplat(Value value, double real, long integer) {
        var c = splat(value);
        return c != null
                && c.equals(
                        c.dtype().isFloat()
                                ? ScalarOp.Constant.of(c.dtype(), real)
                                : ScalarOp.Constant.of(c.dtype(), integer));
    }

    private static @Nullable Value known(ScalarOp.Select select) {
        var condition = splat(select.condition());
        return condition == null ? null : condition.bits() != 0 ? select.whenTrue() : select.whenFalse();
    }

    private static @Nullable Value binary(Op op, BinaryFn of, double real, long integer) {
        return op instanceof ScalarOp.Binary(var fn, var x, var y) && fn == of && isSplat(y, real, integer) ? x : null;
    }

    private static @Nullable Value swapped(Op op, BinaryFn of, double real, long integer) {
        return op instanceof ScalarOp.Binary(var fn, var x, var y) && fn == of && isSplat(x, real, integer) ? y : null;
    }

    private static @Nullable Value logical(Op op, BinaryFn of, boolean neutral) {
        if (op instanceof ScalarOp.Binary(var fn, var x, var y) && fn == of && x.dtype() == DType.BOOL) {
            var c = ScalarOp.Constant.of(neutral);
            return c.equals(splat(y)) ? x : c.equals(splat(x)) ? y : null;
        }
        return null;
    }

    private static @Nullable Value broadcastLate(Op op, GraphBuilder g) {
        if (!(op instanceof ScalarOp || op instanceof TensorOp.Elementary) || op.hasEffect()) {
            return null;
        }
        TensorOp.Broadcast broadcast = null;
        for (var operand : OpSchema.operands(op)) {
            if (operand.def() instanceof TensorOp.Broadcast b && b.x().rank() == 0) {
                broadcast = b;
            } else {
                return null;
            }
        }
        if (broadcast == null) {
            return null;
        }
        var scalar =
                g.add(OpSchema.map(op, v -> v.def() instanceof TensorOp.Broadcast b ? b.x() : v, region -> region));
        return g.broadcast(scalar, broadcast.shape());
    }
}
