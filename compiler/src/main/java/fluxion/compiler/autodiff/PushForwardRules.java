package fluxion.compiler.autodiff;

import static fluxion.compiler.autodiff.ElementaryDerivative.number;

import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphOp;
import fluxion.ir.ReduceFn;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// The push-forward of every operation without regions: given tangents of the operands, the tangent of the result.
final class PushForwardRules {
    private PushForwardRules() {}

    /// The tangent of `y`, the result of `op`; null if it is structurally zero.
    static @Nullable Value apply(GraphOp op, Value y, Tangents t) {
        var g = t.g();
        return switch (op) {
            case ScalarOp.Constant _, ScalarOp.Size _, ScalarOp.Compare _, ScalarOp.Bitcast _ -> null;
            case ScalarOp.Unary(var fn, var x) -> t.map(x, dx -> ElementwiseDerivative.unary(g, fn, x, y, dx));
            case ScalarOp.Binary(var fn, var a, var b) ->
                sum(List.of(a, b), t, (i, d) -> ElementwiseDerivative.binary(g, fn, i, a, b, y, d));
            case ScalarOp.Fma(var a, var b, var c) ->
                sum(List.of(a, b, c), t, (i, d) -> ElementwiseDerivative.fma(g, i, a, b, d));
            case ScalarOp.JavaMath j -> sum(j.operands(), t, (i, d) -> JavaDerivative.times(g, j, i, y, d));
            case ScalarOp.Select(var condition, var a, var b) -> t.both(a, b, (da, db) -> g.select(condition, da, db));
            case ScalarOp.Convert(var _, var dtype) when !dtype.isFloat() -> null;
            case ScalarOp.Convert(var x, var dtype) -> t.map(x, dx -> g.convert(dx, dtype));
            case TensorOp.Elementary(var fn, var xs) ->
                sum(xs, t, (i, d) -> ElementaryDerivative.times(g, fn, i, xs, y, d));
            case TensorOp.Broadcast(var x, var shape, var axes) -> t.map(x, dx -> g.broadcast(dx, shape, axes));
            case TensorOp.Reshape(var x, var shape) -> t.map(x, dx -> g.reshape(dx, shape));
            case TensorOp.Transpose(var x, var permutation) -> t.map(x, dx -> g.transpose(dx, permutation));
            case TensorOp.Slice(var x, var starts, var sizes, var strides) ->
                t.map(x, dx -> g.add(new TensorOp.Slice(dx, starts, sizes, strides)));
            case TensorOp.Pad(var x, var fill, var low, var high, var interior) ->
                t.both(x, fill, (dx, dfill) -> g.add(new TensorOp.Pad(dx, dfill, low, high, interior)));
            case TensorOp.Concat(var xs, int axis) -> t.all(xs, dxs -> g.add(new TensorOp.Concat(dxs, axis)));
            case TensorOp.Reverse(var x, var axes) -> t.map(x, dx -> g.add(new TensorOp.Reverse(dx, axes)));
            case TensorOp.Gather(var x, var indices, int axis, int batch) ->
                // a NaN that stands for an index outside does not depend on x
                t.map(x, dx -> Indexing.gatherOrZero(g, dx, indices, axis, batch));
            case TensorOp.ScatterAdd(var x, var indices, var updates, int axis, int batch) ->
                t.both(x, updates, (dx, du) -> g.add(new TensorOp.ScatterAdd(dx, indices, du, axis, batch)));
            case TensorOp.DynamicSlice(var x, var starts, var sizes) ->
                t.map(x, dx -> g.add(new TensorOp.DynamicSlice(dx, starts, sizes)));
            case TensorOp.DynamicUpdate(var x, var update, var starts) ->
                t.both(x, update, (dx, du) -> g.add(new TensorOp.DynamicUpdate(dx, du, starts)));
            // what the primal has checked is not checked again
            case TensorOp.Load(var x, var indices, var _) ->
                t.map(x, dx -> g.add(new TensorOp.Load(dx, indices, false)));
            case TensorOp.Store(var x, var indices, var value, var _) ->
                t.either(x, value)
                        ? t.own(g.add(new TensorOp.Store(t.owned(x), indices, t.orZero(value), false)))
                        : null;
            case TensorOp.Copy(var x) -> t.map(x, dx -> t.own(g.add(new TensorOp.Copy(dx))));
            case TensorOp.Reduce(var fn, var x, var axes) -> t.map(x, dx -> reduce(g, fn, x, axes, y, dx));
            case TensorOp.ArgReduce _, TensorOp.Iota _, TensorOp.RandomBits _ -> null;
            case TensorOp.Cumulative(var fn, var x, int axis, boolean reverse) ->
                t.map(x, dx -> Scan.pushForward(g, fn, x, axis, reverse, y, dx));
            case TensorOp.Dot d ->
                sum(
                        List.of(d.x(), d.y()),
                        t,
                        (i, dx) -> g.add(new TensorOp.Dot(
                                i == 0 ? dx : d.x(),
                                i == 0 ? d.y() : dx,
                                d.batchX(),
                                d.batchY(),
                                d.contractX(),
                                d.contractY())));
            case TensorOp.Convolution c ->
                sum(
                        List.of(c.x(), c.filter()),
                        t,
                        (i, dx) -> g.add(new TensorOp.Convolution(
                                i == 0 ? dx : c.x(),
                                i == 0 ? c.filter() : dx,
                                c.groups(),
                                c.strides(),
                                c.low(),
                                c.high(),
                                c.dilationX(),
                                c.dilationFilter(),
                                c.overBatch())));
            case TensorOp.ReduceWindow(var fn, var x, var sizes, var strides, var low, var high) ->
                t.map(
                        x,
                        dx -> g.add(
                                fn == ReduceFn.SUM
                                        ? new TensorOp.ReduceWindow(fn, dx, sizes, strides, low, high)
                                        : new TensorOp.SelectWindow(fn, x, dx, sizes, strides, low, high)));
            case TensorOp.SelectWindow(var fn, var x, var z, var sizes, var strides, var low, var high) ->
                t.map(z, dz -> g.add(new TensorOp.SelectWindow(fn, x, dz, sizes, strides, low, high)));
            case TensorOp.ScatterWindow(var fn, var x, var updates, var sizes, var strides, var low, var high) ->
                t.map(updates, du -> g.add(new TensorOp.ScatterWindow(fn, x, du, sizes, strides, low, high)));
            case TensorOp.ListNew _, TensorOp.ListLength _ -> null;
            case TensorOp.ListAppend(var list, var element) -> {
                var dlist = t.of(list);
                // a list without a tangent reads as zeros up to the new element
                yield dlist != null
                        ? g.add(new TensorOp.ListAppend(dlist, t.orZero(element)))
                        : t.map(element, d -> {
                            var length = g.add(new TensorOp.ListLength(y));
                            var last = g.sub(length, g.constant(DType.I64, 1L));
                            return g.add(new TensorOp.ListAccumulate(g.zero(y.type()), last, d));
                        });
            }
            case TensorOp.ListAt(var list, var index) -> t.map(list, d -> g.add(new TensorOp.ListAt(d, index)));
            case TensorOp.ListAccumulate(var list, var index, var element) -> {
                var d = t.of(element);
                yield d == null ? t.of(list) : g.add(new TensorOp.ListAccumulate(t.orZero(list), index, d));
            }
            case TensorOp.Pack(var values) -> t.all(values, parts -> g.add(new TensorOp.Pack(parts)));
            case TensorOp.StopGradient _ -> null;
            case TensorOp.Print(var label, var x) ->
                t.map(x, dx -> g.add(new TensorOp.Print(label + " (tangent)", dx)));
            case TensorOp.CheckFinite(var where, var x) ->
                t.map(x, dx -> g.add(new TensorOp.CheckFinite(where + " (tangent)", dx)));
            case TensorOp.RequireEqual _, TensorOp.Fail _ -> null;
            // these have regions or functions and are handled before
            case ControlOp _, TensorOp.Map _, TensorOp.Call _, TensorOp.Unpack _ ->
                throw new IllegalStateException(op.toString());
        };
    }

    private static @Nullable Value sum(
            List<Value> operands, Tangents t, BiFunction<Integer, Value, @Nullable Value> times) {
        Value sum = null;
        for (int i = 0; i < operands.size(); i++) {
            var d = t.of(operands.get(i));
            var term = d == null ? null : times.apply(i, d);
            if (term != null) {
                sum = sum == null ? term : t.g().add(sum, term);
            }
        }
        return sum;
    }

    private static Value reduce(GraphBuilder g, ReduceFn fn, Value x, List<Integer> axes, Value y, Value dx) {
        return switch (fn) {
            case SUM -> g.reduce(ReduceFn.SUM, dx, axes);
            case PROD -> g.reduce(ReduceFn.SUM, g.mul(dx, Scan.productOfOthers(g, x, axes)), axes);
            case MAX, MIN -> {
                var extreme = PullBackRules.extremes(g, x, axes, y);
                var sum = g.reduce(ReduceFn.SUM, g.select(extreme, dx, number(g, x, 0)), axes);
                yield g.div(sum, PullBackRules.countOf(g, extreme, axes, y.tensorType()));
            }
            case ALL, ANY -> number(g, y, 0);
        };
    }
}
