package fluxion.compiler.autodiff;

import static fluxion.compiler.autodiff.ElementaryDerivative.number;

import fluxion.ir.BinaryFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.GraphBuilder;
import fluxion.ir.ReduceFn;
import fluxion.ir.ScalarOp;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The batched forms of operations that may fail: they fail if an example fails that is under way.
final class EffectBatching {
    private EffectBatching() {}

    static void fail(TensorOp.Fail op, BatchScope s) {
        var any = s.any();
        if (any == null) {
            append(op, s, s.g());
        } else {
            var whenTrue = s.g().nested();
            append(op, s, whenTrue);
            branch(any, whenTrue, s.g());
        }
    }

    /// Appends the failure of the first example that is under way.
    private static void append(TensorOp.Fail op, BatchScope s, GraphBuilder g) {
        var mask = s.mask();
        var first = mask == null
                ? g.constant(DType.I64, 0L)
                : g.add(new TensorOp.ArgReduce(ReduceFn.MAX, g.convert(mask, DType.I32), 0));
        var values = op.values().stream()
                .map(value -> s.isBatched(value)
                        ? g.reshape(
                                g.add(new TensorOp.DynamicSlice(s.in(value), List.of(first), List.of(Dim.ONE))),
                                Shape.SCALAR)
                        : s.in(value))
                .toList();
        g.append(new TensorOp.Fail(op.exception(), op.message(), values));
    }

    private static void failIf(Value condition, TensorOp.Fail fail, GraphBuilder g) {
        var whenTrue = g.nested();
        whenTrue.append(fail);
        branch(condition, whenTrue, g);
    }

    private static void branch(Value condition, GraphBuilder whenTrue, GraphBuilder g) {
        g.append(new ControlOp.If(
                condition, whenTrue.finish(List.of()), g.nested().finish(List.of())));
    }

    /// An integer quotient; the divisor of examples that are not under way counts as 1.
    static Value divide(ScalarOp.Binary op, BatchScope s) {
        var g = s.g();
        boolean batched = s.isBatched(op.x()) || s.isBatched(op.y());
        var y = s.lift(op.y(), batched);
        var taken = taken(batched, s);
        var divisor = taken == null
                ? y
                : g.select(g.broadcast(taken, y.shape(), batched ? List.of(0) : List.of()), y, number(g, y, 1));
        return g.binary(op.fn(), s.lift(op.x(), batched), divisor);
    }

    /// The mask for a value that is batched, or whether any example is under way for one that is not.
    private static @Nullable Value taken(boolean batched, BatchScope s) {
        return batched ? s.mask() : s.any();
    }

    static Value check(TensorOp.CheckFinite op, BatchScope s) {
        var g = s.g();
        boolean batched = s.isBatched(op.x());
        var x = s.in(op.x());
        var taken = taken(batched, s);
        if (taken == null) {
            return g.add(new TensorOp.CheckFinite(op.where(), x));
        }
        var condition = g.broadcast(taken, x.shape(), batched ? List.of(0) : List.of());
        g.add(new TensorOp.CheckFinite(op.where(), g.select(condition, x, number(g, x, 0))));
        return x;
    }

    /// Fails unless all `indices` are inside `x`.
    static void requireInside(Value x, List<Value> indices, BatchScope s) {
        if (indices.isEmpty()) {
            return;
        }
        var g = s.g();
        var outside = IndexBatching.outside(x, indices, s);
        boolean batched = s.anyBatched(indices);
        var taken = taken(batched, s);
        var wrong = taken == null ? outside : g.binary(BinaryFn.AND, outside, taken);
        var any = batched ? g.reduce(ReduceFn.ANY, wrong, List.of(0)) : wrong;
        failIf(
                any,
                new TensorOp.Fail(
                        IndexOutOfBoundsException.class.getName(),
                        "index outside an array of type " + x.type() + " in one of the examples of a batch",
                        List.of()),
                g);
    }
}
