package fluxion.compiler.autodiff;

import static fluxion.compiler.autodiff.ElementaryDerivative.number;

import fluxion.ir.CompareFn;
import fluxion.ir.ControlOp;
import fluxion.ir.Dim;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphOp;
import fluxion.ir.ReduceFn;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// The pull-back of every operation: given cotangents of the results, cotangents of the operands.
final class PullBackRules {
    private PullBackRules() {}

    /// Adds to `p` what `node` passes on. One at least of `cotangents` is there; a null is structurally zero.
    static void apply(Region.Node node, List<Cotangent> cotangents, Adjoint p) {
        var g = p.g();
        var ct = cotangents.getFirst().value();
        switch ((GraphOp) node.op()) {
            case ControlOp.If op -> BranchPullBack.apply(node, op, cotangents, p);
            case ControlOp.For op -> LoopPullBack.apply(node, op, cotangents, p);
            case ControlOp.While op -> LoopPullBack.apply(node, op, cotangents, p);
            case ControlOp.Invoke op -> InvokePullBack.apply(node, op, cotangents, p);
            case TensorOp.Unpack(var frame, var contents) -> FramePullBack.unpack(frame, contents, cotangents, p);
            case TensorOp.Map op -> MapExpansion.pullBack(node, op, cotangents, p);
            case TensorOp.Call op -> CallPullBack.apply(node, op, cotangents, p);
            case TensorOp.ListAppend op -> ListPullBack.append(node, op, cotangents.getFirst(), p);
            case GraphOp op -> {
                if (ct != null) {
                    single(
                            op,
                            node.results().getFirst(),
                            ct,
                            cotangents.getFirst().owned(),
                            g,
                            p);
                }
            }
        }
    }

    private static void single(GraphOp op, Value y, Value ct, boolean owned, GraphBuilder g, Adjoint p) {
        switch (op) {
            case ScalarOp.Constant _, ScalarOp.Size _, ScalarOp.Compare _, ScalarOp.Bitcast _ -> {}
            case ScalarOp.Unary(var fn, var x) -> p.multiply(x, ct, t -> ElementwiseDerivative.unary(g, fn, x, y, t));
            case ScalarOp.Binary(var fn, var a, var b) -> {
                p.multiply(a, ct, t -> ElementwiseDerivative.binary(g, fn, 0, a, b, y, t));
                p.multiply(b, ct, t -> ElementwiseDerivative.binary(g, fn, 1, a, b, y, t));
            }
            case ScalarOp.Fma(var a, var b, var c) -> {
                p.multiply(a, ct, t -> ElementwiseDerivative.fma(g, 0, a, b, t));
                p.multiply(b, ct, t -> ElementwiseDerivative.fma(g, 1, a, b, t));
                p.add(c, () -> ct);
            }
            case ScalarOp.JavaMath j -> {
                for (int i = 0; i < j.operands().size(); i++) {
                    int operand = i;
                    p.multiply(j.operands().get(i), ct, t -> JavaDerivative.times(g, j, operand, y, t));
                }
            }
            case ScalarOp.Select(var condition, var a, var b) -> {
                p.add(a, () -> Mask.restrict(g, ct, condition, true));
                p.add(b, () -> Mask.restrict(g, ct, condition, false));
            }
            case ScalarOp.Convert(var x, var _) -> p.multiply(x, ct, t -> g.convert(t, x.dtype()));
            case TensorOp.Elementary(var fn, var xs) -> {
                for (int i = 0; i < xs.size(); i++) {
                    int operand = i;
                    p.multiply(xs.get(i), ct, t -> ElementaryDerivative.times(g, fn, operand, xs, y, t));
                }
            }
            case TensorOp.Broadcast(var x, var shape, var axes) ->
                p.add(x, () -> g.reduce(ReduceFn.SUM, ct, Axes.without(shape.rank(), axes)));
            case TensorOp.Reshape(var x, var _) -> p.add(x, () -> g.reshape(ct, x.shape()));
            case TensorOp.Transpose(var x, var permutation) ->
                p.add(x, () -> g.transpose(ct, Axes.inverse(permutation)));
            case TensorOp.Slice s -> p.add(s.x(), () -> pad(g, s, ct));
            case TensorOp.Pad s -> {
                p.add(s.x(), () -> unpad(g, s, ct));
                p.add(s.fill(), () -> outside(g, s, ct));
            }
            case TensorOp.Concat(var xs, int axis) -> concat(xs, axis, ct, g, p);
            case TensorOp.Reverse(var x, var axes) -> p.add(x, () -> g.add(new TensorOp.Reverse(ct, axes)));
            case TensorOp.Gather(var x, var indices, int axis, int batch) ->
                p.update(x, sum -> g.add(new TensorOp.ScatterAdd(sum, indices, ct, axis, batch)));
            case TensorOp.ScatterAdd(var x, var indices, var updates, int axis, int batch) -> {
                p.add(x, () -> ct);
                p.add(updates, () -> Indexing.gatherOrZero(g, ct, indices, axis, batch));
            }
            case TensorOp.DynamicSlice(var x, var starts, var sizes) ->
                p.update(x, sum -> {
                    var block = g.add(new TensorOp.DynamicSlice(sum, starts, sizes));
                    return g.add(new TensorOp.DynamicUpdate(sum, g.add(block, ct), starts));
                });
            case TensorOp.DynamicUpdate(var x, var update, var starts) -> {
                p.add(
                        update,
                        () -> g.add(new TensorOp.DynamicSlice(
                                ct, starts, update.shape().dims())));
                p.add(x, () -> g.add(new TensorOp.DynamicUpdate(ct, number(g, update, 0), starts)));
            }
            // what the forward has checked is not checked again
            case TensorOp.Load(var x, var indices, var _) ->
                p.updateInPlace(x, sum -> {
                    var element = g.add(new TensorOp.Load(sum, indices, false));
                    return g.add(new TensorOp.Store(sum, indices, g.add(element, ct), false));
                });
            case TensorOp.Store store
            when Accumulation.of(store) instanceof Accumulation(var sign, var term) -> {
                var element = new TensorOp.Load(ct, store.indices(), false);
                p.add(term, () -> sign > 0 ? g.add(element) : g.neg(g.add(element)));
                p.pass(store.x(), ct, owned); // whatever the element is, it stays part of it
            }
            case TensorOp.Store(var x, var indices, var value, var _) -> {
                p.add(value, () -> g.add(new TensorOp.Load(ct, indices, false)));
                if (p.wants(x)) {
                    var array = owned ? ct : g.add(new TensorOp.Copy(ct));
                    p.addOwned(x, g.add(new TensorOp.Store(array, indices, number(g, value, 0), false)));
                }
            }
            case TensorOp.Copy(var x) -> p.add(x, () -> ct);
            case TensorOp.Reduce(var fn, var x, var axes) -> p.add(x, () -> reduce(g, fn, x, axes, y, ct));
            case TensorOp.ArgReduce _, TensorOp.Iota _, TensorOp.RandomBits _ -> {}
            case TensorOp.Cumulative(var fn, var x, int axis, boolean reverse) ->
                p.add(x, () -> Scan.pullBack(g, fn, x, axis, reverse, y, ct));
            case TensorOp.Dot d -> {
                p.add(d.x(), () -> Contraction.pullBackX(g, d, ct));
                p.add(d.y(), () -> Contraction.pullBackY(g, d, ct));
            }
            case TensorOp.Convolution c -> {
                p.add(c.x(), () -> Filtering.pullBackX(g, c, ct));
                p.add(c.filter(), () -> Filtering.pullBackFilter(g, c, ct));
            }
            case TensorOp.ReduceWindow(var fn, var x, var sizes, var strides, var low, var high) ->
                // a sum takes from all, so its places do not depend on the elements
                p.add(x, () -> {
                    var places = fn == ReduceFn.SUM ? number(g, x, 0) : x;
                    return g.add(new TensorOp.ScatterWindow(fn, places, ct, sizes, strides, low, high));
                });
            case TensorOp.SelectWindow(var fn, var x, var z, var sizes, var strides, var low, var high) ->
                p.add(z, () -> g.add(new TensorOp.ScatterWindow(fn, x, ct, sizes, strides, low, high)));
            case TensorOp.ScatterWindow s -> p.add(s.updates(), () -> gathered(g, s, ct));
            case TensorOp.ListNew _, TensorOp.ListLength _ -> {}
            case TensorOp.ListAt(var list, var index) ->
                p.updateInPlace(list, sum -> g.add(new TensorOp.ListAccumulate(sum, index, ct)));
            case TensorOp.ListAccumulate(var list, var index, var element) -> {
                p.add(element, () -> g.add(new TensorOp.ListAt(ct, index)));
                p.pass(list, ct, owned);
            }
            case TensorOp.Pack(var values) -> FramePullBack.pack(values, ct, p);
            case TensorOp.StopGradient _ -> {}
            case TensorOp.Print(var label, var x) ->
                p.add(x, () -> g.add(new TensorOp.Print(label + " (cotangent)", ct)));
            case TensorOp.CheckFinite(var where, var x) ->
                p.add(x, () -> g.add(new TensorOp.CheckFinite(where + " (cotangent)", ct)));
            case TensorOp.RequireEqual _, TensorOp.Fail _ -> {}
            // these change the forward and are handled before
            case ControlOp _, TensorOp.Map _, TensorOp.Call _, TensorOp.Unpack _, TensorOp.ListAppend _ ->
                throw new IllegalStateException(op.toString());
        }
    }

    /// For each position of the window the sum of what `ct` has in the places that the scatter added to.
    private static Value gathered(GraphBuilder g, TensorOp.ScatterWindow s, Value ct) {
        return g.add(
                s.fn() == ReduceFn.SUM
                        ? new TensorOp.ReduceWindow(s.fn(), ct, s.sizes(), s.strides(), s.low(), s.high())
                        : new TensorOp.SelectWindow(s.fn(), s.x(), ct, s.sizes(), s.strides(), s.low(), s.high()));
    }

    private static Value pad(GraphBuilder g, TensorOp.Slice s, Value ct) {
        var high = new ArrayList<Dim>();
        var interior = new ArrayList<Integer>();
        for (int i = 0; i < s.starts().size(); i++) {
            int stride = s.strides().get(i);
            var size = s.sizes().get(i);
            var span = size.is(0) ? Dim.ZERO : size.plus(-1).times(stride).plus(1);
            high.add(s.x().shape().dim(i).minus(s.starts().get(i)).minus(span));
            interior.add(stride - 1);
        }
        return g.add(new TensorOp.Pad(ct, g.constant(ct.dtype(), 0.0), s.starts(), high, interior));
    }

    /// The elements of `ct` that came from `x`.
    static Value unpad(GraphBuilder g, TensorOp.Pad s, Value ct) {
        var strides = s.interior().stream().map(n -> n + 1).toList();
        return g.add(new TensorOp.Slice(ct, s.low(), s.x().shape().dims(), strides));
    }

    /// The sum of the elements of `ct` that came from the fill.
    private static Value outside(GraphBuilder g, TensorOp.Pad s, Value ct) {
        var inside = Indexing.paddedMask(g, s);
        return g.reduce(
                ReduceFn.SUM,
                g.select(inside, number(g, ct, 0), ct),
                IntStream.range(0, ct.rank()).boxed().toList());
    }

    private static void concat(List<Value> xs, int axis, Value ct, GraphBuilder g, Adjoint p) {
        int rank = ct.rank();
        var start = Dim.ZERO;
        for (var x : xs) {
            var starts = new ArrayList<Dim>(Collections.nCopies(rank, Dim.ZERO));
            starts.set(axis, start);
            p.add(x, () -> g.add(new TensorOp.Slice(ct, starts, x.shape().dims(), Collections.nCopies(rank, 1))));
            start = start.plus(x.shape().dim(axis));
        }
    }

    private static Value reduce(GraphBuilder g, ReduceFn fn, Value x, List<Integer> axes, Value y, Value ct) {
        var kept = Axes.without(x.rank(), axes);
        return switch (fn) {
            case SUM -> g.broadcast(ct, x.shape(), kept);
            case PROD -> g.mul(g.broadcast(ct, x.shape(), kept), Scan.productOfOthers(g, x, axes));
            case MAX, MIN -> {
                var extreme = extremes(g, x, axes, y);
                var share = g.div(ct, countOf(g, extreme, axes, ct.tensorType()));
                yield g.select(extreme, g.broadcast(share, x.shape(), kept), number(g, x, 0));
            }
            case ALL, ANY -> number(g, x, 0);
        };
    }

    /// Where `x` is the maximum or minimum `y` over `axes`.
    static Value extremes(GraphBuilder g, Value x, List<Integer> axes, Value y) {
        return g.compare(CompareFn.EQ, x, g.broadcast(y, x.shape(), Axes.without(x.rank(), axes)));
    }

    /// How often `extreme` holds along `axes`, as `type`.
    static Value countOf(GraphBuilder g, Value extreme, List<Integer> axes, TensorType type) {
        return g.reduce(ReduceFn.SUM, g.convert(extreme, type.dtype()), axes);
    }
}
