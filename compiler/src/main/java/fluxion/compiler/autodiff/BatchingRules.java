package fluxion.compiler.autodiff;

import fluxion.ir.ControlOp;
import fluxion.ir.Dim;
import fluxion.ir.FluxionException;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphOp;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.List;

/// The batched form of every operation: the same for each example, with a batch axis in front.
final class BatchingRules {
    private BatchingRules() {}

    /// Appends to `s` the batched form of `node`, one of whose values varies or which has an effect under a mask.
    /// A result has the batch axis exactly if it varies.
    static void apply(Region.Node node, BatchScope s) {
        switch ((GraphOp) node.op()) {
            case ControlOp.If op -> BranchBatching.apply(node, op, s);
            case ControlOp.For op -> LoopBatching.apply(node, op, s);
            case ControlOp.While op -> LoopBatching.apply(node, op, s);
            case ControlOp.Invoke op -> InvokeBatching.apply(node, op, s);
            case ControlOp.Extent op -> extent(op, s);
            case TensorOp.Unpack(var frame, var contents) -> InvokeBatching.unpack(node, frame, contents, s);
            case TensorOp.Map op -> map(node, op, s);
            case TensorOp.Call op -> CallBatching.apply(node, op, s);
            case TensorOp.Fail op -> EffectBatching.fail(op, s);
            case TensorOp.RequireEqual op -> s.g().append(op);
            case GraphOp op -> s.bind(node.results().getFirst(), single(op, s, s.g()));
        }
    }

    /// The examples of a batch have one extent.
    private static void extent(ControlOp.Extent op, BatchScope s) {
        if (s.isBatched(op.n())) {
            throw new FluxionException(
                    "an array whose length is computed from batched values cannot be batched;"
                            + " compute its length from what all examples share, or call the function for one example at a time");
        }
        s.g().append(new ControlOp.Extent(op.symbol(), s.in(op.n())));
    }

    private static Value single(GraphOp op, BatchScope s, GraphBuilder g) {
        var n = s.extent();
        return switch (op) {
            case ScalarOp.Constant _, ScalarOp.Size _, TensorOp.Iota _, TensorOp.ListNew _ -> g.add(op);
            case ScalarOp.Unary(var fn, var x) -> g.unary(fn, s.lift(x));
            case ScalarOp.Binary b ->
                b.hasEffect() ? EffectBatching.divide(b, s) : g.binary(b.fn(), s.lift(b.x()), s.lift(b.y()));
            case ScalarOp.Fma(var x, var y, var z) -> g.add(new ScalarOp.Fma(s.lift(x), s.lift(y), s.lift(z)));
            case ScalarOp.JavaMath(var fn, var strict, var xs) ->
                g.add(new ScalarOp.JavaMath(fn, strict, xs.stream().map(s::lift).toList()));
            case ScalarOp.Compare(var fn, var x, var y) -> g.compare(fn, s.lift(x), s.lift(y));
            case ScalarOp.Select(var condition, var x, var y) -> g.select(s.lift(condition), s.lift(x), s.lift(y));
            case ScalarOp.Convert(var x, var dtype) -> g.convert(s.lift(x), dtype);
            case ScalarOp.Bitcast(var x, var dtype) -> g.add(new ScalarOp.Bitcast(s.lift(x), dtype));
            case TensorOp.Elementary(var fn, var xs) ->
                g.elementary(fn, lift(xs, s).toArray(Value[]::new));
            case TensorOp.Broadcast(var x, var shape, var axes) ->
                g.broadcast(s.lift(x), shape.insert(0, n), Axes.withFirst(axes));
            case TensorOp.Reshape(var x, var shape) -> g.reshape(s.lift(x), shape.insert(0, n));
            case TensorOp.Transpose(var x, var permutation) -> g.transpose(s.lift(x), Axes.withFirst(permutation));
            case TensorOp.Slice(var x, var starts, var sizes, var strides) ->
                g.add(new TensorOp.Slice(s.lift(x), before(Dim.ZERO, starts), before(n, sizes), before(1, strides)));
            case TensorOp.Pad op1 -> pad(op1, s, g);
            case TensorOp.Concat(var xs, int axis) -> g.add(new TensorOp.Concat(lift(xs, s), axis + 1));
            case TensorOp.Reverse(var x, var axes) -> g.add(new TensorOp.Reverse(s.lift(x), Axes.behindFirst(axes)));
            case TensorOp.Gather op1 -> IndexBatching.gather(op1, s);
            case TensorOp.ScatterAdd(var x, var indices, var updates, int axis, int batch) -> {
                boolean own = s.isBatched(indices) || batch > 0;
                yield g.add(new TensorOp.ScatterAdd(
                        s.lift(x), s.lift(indices, own), s.lift(updates), axis + 1, own ? batch + 1 : 0));
            }
            case TensorOp.DynamicSlice op1 -> IndexBatching.slice(op1, s);
            case TensorOp.DynamicUpdate op1 -> IndexBatching.update(op1, s);
            case TensorOp.Load op1 -> IndexBatching.load(op1, s);
            case TensorOp.Store op1 -> IndexBatching.store(op1, s);
            case TensorOp.Copy(var x) -> g.add(new TensorOp.Copy(s.lift(x)));
            case TensorOp.Reduce(var fn, var x, var axes) -> g.reduce(fn, s.lift(x), Axes.behindFirst(axes));
            case TensorOp.ArgReduce(var fn, var x, int axis) -> g.add(new TensorOp.ArgReduce(fn, s.lift(x), axis + 1));
            case TensorOp.Cumulative(var fn, var x, int axis, boolean reverse) ->
                g.add(new TensorOp.Cumulative(fn, s.lift(x), axis + 1, reverse));
            case TensorOp.Dot op1 -> dot(op1, s, g);
            case TensorOp.Convolution op1 -> Filtering.batch(op1, s, g);
            case TensorOp.ReduceWindow(var fn, var x, var sizes, var strides, var low, var high) ->
                g.add(new TensorOp.ReduceWindow(
                        fn, s.lift(x), before(1, sizes), before(1, strides), before(0, low), before(0, high)));
            case TensorOp.SelectWindow(var fn, var x, var y, var sizes, var strides, var low, var high) ->
                g.add(new TensorOp.SelectWindow(
                        fn,
                        s.lift(x),
                        s.lift(y),
                        before(1, sizes),
                        before(1, strides),
                        before(0, low),
                        before(0, high)));
            case TensorOp.ScatterWindow(var fn, var x, var updates, var sizes, var strides, var low, var high) ->
                g.add(new TensorOp.ScatterWindow(
                        fn,
                        s.lift(x),
                        s.lift(updates),
                        before(1, sizes),
                        before(1, strides),
                        before(0, low),
                        before(0, high)));
            case TensorOp.RandomBits(var keys, var type) ->
                g.add(new TensorOp.RandomBits(
                        s.lift(keys), type.with(type.shape().insert(0, n))));
            case TensorOp.ListAppend(var list, var element) ->
                g.add(new TensorOp.ListAppend(s.lift(list), s.lift(element)));
            case TensorOp.ListAt(var list, var index) ->
                s.isBatched(index)
                        ? IndexBatching.listAt(list, index, s)
                        : g.add(new TensorOp.ListAt(s.in(list), s.in(index)));
            // batched lists are in step
            case TensorOp.ListLength(var list) -> s.repeat(g.add(new TensorOp.ListLength(s.in(list))));
            case TensorOp.ListAccumulate(var list, var index, var element) ->
                IndexBatching.listAccumulate(list, index, element, s);
            case TensorOp.Pack(var values) -> g.add(new TensorOp.Pack(lift(values, s)));
            case TensorOp.StopGradient(var x) -> g.add(new TensorOp.StopGradient(s.lift(x)));
            case TensorOp.Print(var label, var x) -> g.add(new TensorOp.Print(label, s.in(x)));
            case TensorOp.CheckFinite op1 -> EffectBatching.check(op1, s);
            // these have several results or none and are handled before
            case ControlOp _,
                    TensorOp.Map _,
                    TensorOp.Call _,
                    TensorOp.Unpack _,
                    TensorOp.RequireEqual _,
                    TensorOp.Fail _ -> throw new IllegalStateException(op.toString());
        };
    }

    private static List<Value> lift(List<Value> xs, BatchScope s) {
        return xs.stream().map(s::lift).toList();
    }

    static <T> List<T> before(T first, List<T> rest) {
        var all = new ArrayList<T>();
        all.add(first);
        all.addAll(rest);
        return all;
    }

    private static Value pad(TensorOp.Pad op, BatchScope s, GraphBuilder g) {
        boolean sameFill = !s.isBatched(op.fill());
        var low = before(Dim.ZERO, op.low());
        var high = before(Dim.ZERO, op.high());
        var interior = before(0, op.interior());
        var fill = sameFill ? s.in(op.fill()) : g.zero(op.fill().type());
        var padded = new TensorOp.Pad(s.lift(op.x()), fill, low, high, interior);
        var result = g.add(padded);
        return sameFill
                ? result
                : g.select(
                        Indexing.paddedMask(g, padded),
                        result,
                        g.broadcast(s.in(op.fill()), result.shape(), List.of(0)));
    }

    /// Where both operands vary the batch axis is a batch axis of the contraction; else it is a free axis, moved
    /// to the front.
    private static Value dot(TensorOp.Dot op, BatchScope s, GraphBuilder g) {
        boolean left = s.isBatched(op.x());
        boolean right = s.isBatched(op.y());
        var x = s.in(op.x());
        var y = s.in(op.y());
        if (left && right) {
            return g.add(new TensorOp.Dot(
                    x,
                    y,
                    Axes.withFirst(op.batchX()),
                    Axes.withFirst(op.batchY()),
                    Axes.behindFirst(op.contractX()),
                    Axes.behindFirst(op.contractY())));
        }
        int batch = op.batchX().size();
        var product = left
                ? g.add(new TensorOp.Dot(
                        x,
                        y,
                        Axes.behindFirst(op.batchX()),
                        op.batchY(),
                        Axes.behindFirst(op.contractX()),
                        op.contractY()))
                : g.add(new TensorOp.Dot(
                        x,
                        y,
                        op.batchX(),
                        Axes.behindFirst(op.batchY()),
                        op.contractX(),
                        Axes.behindFirst(op.contractY())));
        int at = left ? batch : op.x().rank() - op.contractX().size();
        return g.transpose(product, Axes.move(product.rank(), at, 0));
    }

    private static void map(Region.Node node, TensorOp.Map op, BatchScope s) {
        var body = s.g().nested();
        var index = op.body().parameters().getFirst();
        s.bind(index, body.parameter(index.type()));
        var inner = s.in(body);
        inner.run(op.body().body());
        var yields = new ArrayList<Value>();
        for (int i = 0; i < node.results().size(); i++) {
            yields.add(inner.lift(
                    op.body().yields().get(i), s.isBatched(node.results().get(i))));
        }
        var results = s.g().append(new TensorOp.Map(op.extent(), body.finish(yields)));
        for (int i = 0; i < results.size(); i++) {
            var result = results.get(i);
            s.bind(
                    node.results().get(i),
                    s.isBatched(node.results().get(i))
                            ? s.g().transpose(result, Axes.move(result.rank(), 1, 0))
                            : result);
        }
    }
}
