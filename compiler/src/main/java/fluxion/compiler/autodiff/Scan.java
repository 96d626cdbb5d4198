package fluxion.compiler.autodiff;

import static fluxion.compiler.autodiff.ElementaryDerivative.number;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.GraphBuilder;
import fluxion.ir.ReduceFn;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The derivatives of [TensorOp.Cumulative], and of products.
final class Scan {
    private Scan() {}

    /// The cotangent of `x` for `y`, the scan of `x` along `axis`.
    static Value pullBack(GraphBuilder g, ReduceFn fn, Value x, int axis, boolean reverse, Value y, Value ct) {
        return switch (fn) {
            case SUM -> g.add(new TensorOp.Cumulative(ReduceFn.SUM, ct, axis, !reverse));
            // the product of all before, times s[k] = ct[k] + x[k+1] * s[k+1]: right where elements are 0
            case PROD ->
                g.mul(
                        Indexing.shift(g, y, axis, reverse, 1),
                        recurrence(g, Indexing.shift(g, x, axis, !reverse, 0), ct, axis, !reverse));
            case MAX, MIN -> {
                int last = x.rank() - 1;
                var there = Axes.move(x.rank(), axis, last);
                var source = g.transpose(source(g, fn, x, axis, reverse, y), there);
                var updates = g.transpose(ct, there);
                var sum = g.add(new TensorOp.ScatterAdd(number(g, updates, 0), source, updates, last, last));
                yield g.transpose(sum, Axes.inverse(there));
            }
            case ALL, ANY -> number(g, ct, 0);
        };
    }

    /// The tangent of `y`, the scan of `x` along `axis`, for the tangent `t` of `x`.
    static Value pushForward(GraphBuilder g, ReduceFn fn, Value x, int axis, boolean reverse, Value y, Value t) {
        return switch (fn) {
            case SUM -> g.add(new TensorOp.Cumulative(ReduceFn.SUM, t, axis, reverse));
            case PROD -> recurrence(g, x, g.mul(Indexing.shift(g, y, axis, reverse, 1), t), axis, reverse);
            case MAX, MIN -> {
                int last = x.rank() - 1;
                var there = Axes.move(x.rank(), axis, last);
                var source = g.transpose(source(g, fn, x, axis, reverse, y), there);
                var picked = g.add(new TensorOp.Gather(g.transpose(t, there), source, last, last));
                yield g.transpose(picked, Axes.inverse(there));
            }
            case ALL, ANY -> number(g, t, 0);
        };
    }

    /// For each element of a running maximum or minimum `y` of `x`, where along `axis` it was first seen.
    private static Value source(GraphBuilder g, ReduceFn fn, Value x, int axis, boolean reverse, Value y) {
        boolean max = fn == ReduceFn.MAX;
        var before = Indexing.shift(g, y, axis, reverse, max ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
        var better = g.compare(max ? CompareFn.GT : CompareFn.LT, x, before);
        var record = g.binary(BinaryFn.OR, better, g.compare(CompareFn.NE, x, x));
        var place = Indexing.iota(g, x.tensorType(), axis);
        // where nothing was ever better than the identity, the first element is the source
        var none =
                reverse ? g.broadcast(g.size(x.shape().dim(axis).plus(-1), DType.I64), x.shape()) : number(g, place, 0);
        return g.add(new TensorOp.Cumulative(
                reverse ? ReduceFn.MIN : ReduceFn.MAX, g.select(record, place, none), axis, reverse));
    }

    /// `s` with `s[i] = b[i] + a[i] * s[i-1]` along `axis`, where s before the first is 0; from the other end if
    /// `reverse`. A loop over the axis, so that it has derivatives of every order.
    private static Value recurrence(GraphBuilder g, Value a, Value b, int axis, boolean reverse) {
        var n = a.shape().dim(axis);
        if (n.is(0)) {
            return number(g, a, 0); // there is no row that the body of a loop could speak of
        }
        var row = a.tensorType().with(a.shape().with(axis, Dim.ONE));
        var count = g.size(n, DType.I64);
        var body = g.nested();
        var i = body.parameter(count.type());
        var previous = body.parameter(row);
        var sums = body.parameter(a.type());
        var place = reverse ? body.sub(body.sub(count, body.constant(DType.I64, 1L)), i) : i;
        var starts = new ArrayList<>(Collections.nCopies(a.rank(), body.constant(DType.I64, 0L)));
        starts.set(axis, place);
        var sizes = row.shape().dims();
        var factor = body.add(new TensorOp.DynamicSlice(a, starts, sizes));
        var term = body.add(new TensorOp.DynamicSlice(b, starts, sizes));
        var next = body.add(term, body.mul(factor, previous));
        var updated = body.add(new TensorOp.DynamicUpdate(sums, next, starts));
        var region = body.finish(List.of(next, updated));
        return g.append(new ControlOp.For(count, List.of(g.full(row, 0), number(g, a, 0)), region))
                .get(1);
    }

    /// For each element of `x` the product of all others along `axes`: the product of those before times that of
    /// those after, so that zeros do no harm.
    static Value productOfOthers(GraphBuilder g, Value x, List<Integer> axes) {
        var kept = Axes.without(x.rank(), axes);
        var order = new ArrayList<>(kept);
        order.addAll(axes.stream().sorted().toList());
        var moved = g.transpose(x, order);
        var flat = new ArrayList<>(moved.shape().dims().subList(0, kept.size()));
        var n = Dim.ONE;
        for (var dim : moved.shape().dims().subList(kept.size(), x.rank())) {
            n = n.times(dim);
        }
        flat.add(n);
        var row = g.reshape(moved, new Shape(flat));
        int axis = kept.size();
        var before = Indexing.shift(g, g.add(new TensorOp.Cumulative(ReduceFn.PROD, row, axis, false)), axis, false, 1);
        var after = Indexing.shift(g, g.add(new TensorOp.Cumulative(ReduceFn.PROD, row, axis, true)), axis, true, 1);
        return g.transpose(g.reshape(g.mul(before, after), moved.shape()), Axes.inverse(order));
    }
}
