package fluxion.compiler.lower;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Procedure;
import fluxion.ir.ReduceFn;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Rewrites a graph so that fewer forms are left to lower:
///
/// - calls are replaced by what they call, `map` by a loop, `stop-gradient` by its operand;
/// - a `dot` of fewer than 64 elements becomes the multiplication and reduction that it is by definition; where its
///   size is symbolic, an `if` on the size has both;
/// - what a window takes is written out, element by element of the window, and what it scatters unless positions have
///   no elements in common;
/// - a `reduce` over the last axis reduces trailing axes only;
/// - what changes nothing (of rank 0 above all) is dropped;
/// - the mask of a kink, `x > c` after `y = max(x, c)`, asks `y > c`, so that `x` need not be kept beside `y`;
/// - what a region yields, and what a loop starts from, are distinct tensors made for that purpose: a `copy` where need
/// be.
///
/// Equal operations are kept apart: value numbering was done before, and what is still there twice is meant to be (a
/// recomputation).
final class Preparation extends GraphCopier {
    private static final int FEW = 64;

    /// A maximum with a constant, by operands.
    private record Maximum(Value x, Value y) {}

    /// Where a maximum was appended, and as what.
    private record Appended(GraphBuilder g, Value value) {}

    private final Map<Maximum, Appended> maxima = new HashMap<>();

    private Preparation() {}

    static Graph prepare(Graph graph) {
        var region = new Preparation().copyRegion(graph.region(), GraphBuilder.withoutNumbering());
        return new Graph(graph.name(), distinct(region, List.of()));
    }

    /// The body of `procedure`: a result that takes the place of a parameter may be that parameter.
    static Graph prepare(Procedure procedure) {
        var body = procedure.body();
        var region = new Preparation().copyRegion(body.region(), GraphBuilder.withoutNumbering());
        var carried = new ArrayList<@Nullable Value>();
        procedure
                .inPlace()
                .forEach(i -> carried.add(i < 0 ? null : region.parameters().get(i)));
        return new Graph(body.name(), distinct(region, carried));
    }

    @Override
    protected List<Value> replace(Region.Node node, Op op, GraphBuilder g) {
        return switch (op) {
            case TensorOp.Call call -> inline(call, g);
            case ScalarOp.Binary(var fn, var x, var y)
            when fn == BinaryFn.MAX -> {
                var max = g.append(op);
                maxima.put(new Maximum(x, y), new Appended(g, max.getFirst()));
                yield max;
            }
            case ScalarOp.Compare(var fn, var x, var y) when x.rank() > 0 -> List.of(compare(fn, x, y, g));
            case TensorOp.StopGradient(var x) -> List.of(x);
            case TensorOp.Dot dot -> List.of(dot(dot, g));
            case TensorOp.Reduce reduce -> List.of(reduce(reduce, g));
            case TensorOp.ReduceWindow window -> List.of(WindowExpansion.reduce(window, g));
            case TensorOp.SelectWindow window -> List.of(WindowExpansion.select(window, g));
            case TensorOp.ScatterWindow window
            when !SideBySide.fits(window) -> List.of(WindowExpansion.scatter(window, g));
            case TensorOp.Map map -> map(map, g);
            case TensorOp.Reshape(var x, var shape) -> List.of(reshape(x, shape, g));
            case TensorOp.Broadcast(var x, var shape, var axes) -> List.of(g.broadcast(x, shape, axes));
            case TensorOp.Transpose(var x, var permutation) -> List.of(g.transpose(x, permutation));
            case TensorOp.Load(var x, var indices, var _) when indices.isEmpty() -> List.of(x);
            case TensorOp.Store(var _, var indices, var value, var _) when indices.isEmpty() -> List.of(value);
            case TensorOp.DynamicUpdate(var _, var update, var starts) when starts.isEmpty() -> List.of(update);
            case ControlOp.If(var condition, var whenTrue, var whenFalse) ->
                branch(new ControlOp.If(condition, whenTrue, whenFalse), g);
            case ControlOp.For(var count, var initial, var body) ->
                g.append(new ControlOp.For(
                        count,
                        copies(initial, body, 1, g),
                        distinct(
                                body,
                                body.parameters().subList(1, body.parameters().size()))));
            case ControlOp.While(var initial, var condition, var body) ->
                g.append(
                        new ControlOp.While(copies(initial, body, 0, g), condition, distinct(body, body.parameters())));
            case Op other ->
                isIdentity(other) ? List.of(OpSchema.operands(other).getFirst()) : g.append(other);
        };
    }

    /// Whether the result of `op`, a rearrangement, is its first operand because that has rank 0.
    private static boolean isIdentity(Op op) {
        return (op instanceof TensorOp.Slice
                        || op instanceof TensorOp.Pad
                        || op instanceof TensorOp.Reverse
                        || op instanceof TensorOp.DynamicSlice
                        || op instanceof TensorOp.Copy)
                && OpSchema.operands(op).getFirst().rank() == 0;
    }

    private static List<Value> inline(TensorOp.Call call, GraphBuilder g) {
        var body = call.function().primal().region();
        var copier = new Preparation();
        for (int i = 0; i < body.parameters().size(); i++) {
            copier.bind(body.parameters().get(i), call.operands().get(i));
        }
        copier.copy(body.body(), g);
        return copier.copyOf(body.yields());
    }

    /// `x > c` and `c >= x` hold for `max(x, c)` and `max(c, x)` if and only if they hold for `x`, NaN included.
    private Value compare(CompareFn fn, Value x, Value y, GraphBuilder g) {
        var max = maxima.get(new Maximum(x, y));
        if (max != null && max.g == g) {
            if (fn == CompareFn.GT && isConstant(y)) {
                return g.compare(fn, max.value, y);
            }
            if (fn == CompareFn.GE && isConstant(x)) {
                return g.compare(fn, x, max.value);
            }
        }
        return g.compare(fn, x, y);
    }

    private static boolean isConstant(Value x) {
        return x.def() instanceof TensorOp.Broadcast(var scalar, var _, var _) && scalar.constant() != null;
    }

    private static Value reshape(Value x, Shape shape, GraphBuilder g) {
        while (x.def() instanceof TensorOp.Reshape(var inner, var _)) {
            x = inner;
        }
        return g.reshape(x, shape);
    }

    // ---------------------------------------------------------------------------------------- contraction and
    // reduction

    private static Value dot(TensorOp.Dot dot, GraphBuilder g) {
        var type = (TensorType) dot.types().getFirst();
        var size = type.shape().size();
        if (Dims.isZeroOrAtLeast(size, FEW)) {
            return g.add(dot);
        }
        if (size.isConstant()) {
            return multiplyAndReduce(dot, type, g);
        }
        var few = g.compare(CompareFn.LT, g.size(size, DType.I64), g.constant(DType.I64, FEW));
        var small = g.nested();
        var smallResult = multiplyAndReduce(dot, type, small);
        var large = g.nested();
        var largeResult = large.add(dot);
        return g.add(new ControlOp.If(few, small.finish(List.of(smallResult)), large.finish(List.of(largeResult))));
    }

    private static Value multiplyAndReduce(TensorOp.Dot dot, TensorType type, GraphBuilder g) {
        int batch = dot.batchX().size();
        int inner = dot.contractX().size();
        int freeX = dot.x().rank() - batch - inner;
        var dims = new ArrayList<>(type.shape().dims());
        dot.contractX().forEach(axis -> dims.add(dot.x().shape().dim(axis)));
        var products = new Shape(dims);
        var x = spread(dot.x(), dot.batchX(), dot.contractX(), batch, products, g);
        var y = spread(dot.y(), dot.batchY(), dot.contractY(), batch + freeX, products, g);
        var axes = IntStream.range(type.rank(), products.rank()).boxed().toList();
        return g.reduce(ReduceFn.SUM, g.binary(BinaryFn.MUL, x, y), axes);
    }

    /// `x` with its batch axes first, its free axes from axis `free` and its contracted axes last, repeated to
    /// `products`.
    private static Value spread(
            Value x, List<Integer> batch, List<Integer> contracted, int free, Shape products, GraphBuilder g) {
        var order = new ArrayList<>(batch);
        IntStream.range(0, x.rank())
                .filter(axis -> !batch.contains(axis) && !contracted.contains(axis))
                .forEach(order::add);
        order.addAll(contracted);
        int freeCount = x.rank() - batch.size() - contracted.size();
        var axes = new ArrayList<Integer>();
        IntStream.range(0, batch.size()).forEach(axes::add);
        IntStream.range(free, free + freeCount).forEach(axes::add);
        IntStream.range(products.rank() - contracted.size(), products.rank()).forEach(axes::add);
        return g.broadcast(g.transpose(x, order), products, axes);
    }

    private static Value reduce(TensorOp.Reduce reduce, GraphBuilder g) {
        int rank = reduce.x().rank();
        var axes = reduce.axes().stream().sorted().toList();
        if (axes.isEmpty()) {
            return reduce.x();
        }
        if (axes.getLast() != rank - 1 || axes.getFirst() == rank - axes.size()) {
            return g.reduce(reduce.fn(), reduce.x(), axes);
        }
        var order = new ArrayList<>(
                IntStream.range(0, rank).filter(a -> !axes.contains(a)).boxed().toList());
        order.addAll(axes);
        return g.reduce(
                reduce.fn(),
                g.transpose(reduce.x(), order),
                IntStream.range(rank - axes.size(), rank).boxed().toList());
    }

    // ------------------------------------------------------------------------------------------------------------
    // loops

    /// A loop that writes what iteration i yields to element i of each result.
    private static List<Value> map(TensorOp.Map map, GraphBuilder g) {
        var types = map.types();
        var initial = types.stream().map(g::zero).toList();
        if (map.extent().is(0)) {
            return initial; // a body that writes to no element would be ill-typed
        }
        var body = g.nested();
        var i = body.parameter(TensorType.scalar(DType.I64));
        var carried = types.stream().map(body::parameter).toList();
        var copier = new GraphCopier();
        copier.bind(map.body().parameters().getFirst(), i);
        copier.copy(map.body().body(), body);
        var zero = body.constant(DType.I64, 0);
        var yields = new ArrayList<Value>();
        for (int r = 0; r < types.size(); r++) {
            var element = copier.copyOf(map.body().yields().get(r));
            var starts = new ArrayList<Value>(java.util.Collections.nCopies(element.rank() + 1, zero));
            starts.set(0, i);
            var axes = IntStream.range(1, element.rank() + 1).boxed().toList();
            var row = body.broadcast(element, element.shape().insert(0, Dim.ONE), axes);
            yields.add(body.add(new TensorOp.DynamicUpdate(carried.get(r), row, starts)));
        }
        var round = body.finish(yields);
        return g.append(new ControlOp.For(
                g.size(map.extent(), DType.I64), copies(initial, round, 1, g), distinct(round, carried)));
    }

    /// A branch that yields what is around it only where that is changed in place.
    private static List<Value> branch(ControlOp.If op, GraphBuilder g) {
        var changed = new ArrayList<@Nullable Value>();
        for (int i = 0; i < op.whenTrue().yields().size(); i++) {
            changed.add(Changes.changed(op, i));
        }
        return g.append(
                new ControlOp.If(op.condition(), distinct(op.whenTrue(), changed), distinct(op.whenFalse(), changed)));
    }

    /// Copies of what a loop begins with, but for what it changes in place, which is needed no more.
    private static List<Value> copies(List<Value> initial, Region body, int first, GraphBuilder g) {
        var copies = new ArrayList<Value>();
        for (int i = 0; i < initial.size(); i++) {
            var x = initial.get(i);
            boolean own = !isTensor(x.type()) || Changes.isChanged(body, first, i);
            copies.add(own ? x : g.add(new TensorOp.Copy(x)));
        }
        return copies;
    }

    /// The region with copies of those tensors it yields that it does not itself make, or yields before.
    ///
    /// @param carried what is in the place of what is yielded; the same one again in its own place needs no
    /// copy
    private static Region distinct(Region region, List<? extends @Nullable Value> carried) {
        var made = new HashSet<Value>();
        for (var node : region.body()) {
            // print and check-finite hand their operand on
            if (!(node.op() instanceof TensorOp.Print || node.op() instanceof TensorOp.CheckFinite)) {
                made.addAll(node.results());
            }
        }
        var g = GraphBuilder.withoutNumbering();
        var yields = new ArrayList<Value>();
        for (int i = 0; i < region.yields().size(); i++) {
            var y = region.yields().get(i);
            boolean unchanged = i < carried.size() && carried.get(i) == y;
            boolean fresh = made.remove(y);
            yields.add(fresh || unchanged || !isTensor(y.type()) ? y : g.add(new TensorOp.Copy(y)));
        }
        var body = new ArrayList<>(region.body());
        body.addAll(g.body());
        return new Region(region.parameters(), body, yields);
    }

    private static boolean isTensor(Type type) {
        return type instanceof TensorType tensor && tensor.rank() > 0;
    }
}
