package fluxion.compiler.autodiff;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Jacobians and Hessians as one matrix, a row or column after the other: for each unit vector the backward, or the
/// push-forward, is evaluated anew. It needs the memory of one evaluation, where [Jacobians] needs that of all.
///
/// A matrix has a row for each element of the results that have derivatives, a column for each element of the
/// parameters in question, in order; it is given as a flat array, row by row, of f64 where a result or parameter is.
public final class JacobianLoops {
    /// How many columns of a Jacobian are computed at once.
    private static final int LANES = 4;
    /// The operations of the largest function of which that many are.
    private static final int MOST_WITH_LANES = 400;

    private final List<Value> sources;
    private final List<Value> targets;
    private final DType dtype;
    private final GraphBuilder g = new GraphBuilder();

    private JacobianLoops(Graph f, List<Integer> wrt) {
        this.sources = Gradients.sources(f, wrt);
        this.targets = f.results().stream()
                .filter(y -> Differentiability.hasDerivative(y.type()))
                .toList();
        boolean wide = Stream.concat(sources.stream(), targets.stream()).anyMatch(x -> x.dtype() == DType.F64);
        this.dtype = wide ? DType.F64 : DType.F32;
    }

    /// The Jacobian by reverse mode: the forward is evaluated once, the backward once a row.
    ///
    /// @param f a graph
    /// @param wrt the numbers of the parameters to differentiate for
    /// @return `parameters -> matrix`
    /// @throws fluxion.ir.FluxionException if a parameter of `wrt` has no derivative
    public static Graph reverse(Graph f, List<Integer> wrt, Checkpointing checkpointing) {
        var loops = new JacobianLoops(f, wrt);
        var g = loops.g;
        var copier = Gradients.parameters(f, g);
        var functions = new FunctionPullBacks();
        var bands = new ArrayList<Value>();
        for (var target : loops.targets) {
            var pullBack = new PullBack(
                    f.region().body(), List.of(target), loops.sources, List.of(), functions, checkpointing);
            pullBack.forward(copier, g);
            bands.add(loops.each(
                    target.tensorType(),
                    (seed, body) -> loops.joined(pullBack.backward(copier, body, List.of(seed)), loops.sources, body)));
        }
        return loops.graph(f, loops.stacked(bands));
    }

    /// The Jacobian by forward mode: the function is evaluated for a few columns at a time, with the derivatives
    /// for those.
    ///
    /// @param f a graph
    /// @param wrt the numbers of the parameters to differentiate for
    /// @return `parameters -> matrix`
    /// @throws fluxion.ir.FluxionException if a parameter of `wrt` has no derivative
    public static Graph forward(Graph f, List<Integer> wrt) {
        var loops = new JacobianLoops(f, wrt);
        var g = loops.g;
        var copier = Gradients.parameters(f, g);
        var consumed = new HashSet<Value>();
        Reverse.findConsumed(f.region().body(), consumed);
        var bands = new ArrayList<Value>();
        int most = mayHaveLanes(f) ? LANES : 1;
        for (var source : loops.sources) {
            bands.add(loops.inBlocks(source.tensorType(), most, (tangents, body) -> {
                var own = new GraphCopier();
                for (var x : f.parameters()) {
                    var outer = copier.copyOf(x);
                    own.bind(x, consumed.contains(x) ? body.add(new TensorOp.Copy(outer)) : outer);
                }
                var lanes = tangents.stream().map(List::of).toList();
                return PushForward.copyInLanes(f.region().body(), own, body, List.of(source), lanes, loops.targets)
                        .stream()
                        .map(derivatives -> loops.joined(derivatives, loops.targets, body))
                        .toList();
            }));
        }
        return loops.graph(f, g.transpose(loops.stacked(bands), List.of(1, 0)));
    }

    /// The Hessian of a scalar function: the forward-mode Jacobian of its gradient.
    ///
    /// @param f a graph whose first result is a float scalar
    /// @param wrt the numbers of the parameters to differentiate for
    /// @return `parameters -> matrix`
    /// @throws fluxion.ir.FluxionException if the first result is no float scalar, or a parameter has no derivative
    public static Graph hessian(Graph f, List<Integer> wrt, Checkpointing checkpointing) {
        return forward(Gradients.gradient(f, wrt, checkpointing).graph(), wrt);
    }

    private Graph graph(Graph f, Value matrix) {
        var flat = g.reshape(matrix, new Shape(List.of(matrix.shape().size())));
        return new Graph(f.name() + ".jacobian", g.finish(List.of(flat)));
    }

    private Value stacked(List<Value> bands) {
        return bands.size() == 1 ? bands.getFirst() : g.add(new TensorOp.Concat(bands, 0));
    }

    /// What `derivative` gives for each unit vector of `type`, one after another, along a new first axis.
    private Value each(TensorType type, BiFunction<Value, GraphBuilder, Value> derivative) {
        var n = type.shape().size();
        var body = g.nested();
        var at = body.parameter(TensorType.scalar(DType.I64));
        var row = derivative.apply(unitVector(at, type, body), body);
        return g.append(new TensorOp.Map(n, body.finish(List.of(row)))).getFirst();
    }

    /// Whether the tangents of `f` may go side by side: a procedure has one, and what is large already grows no
    /// more.
    private static boolean mayHaveLanes(Graph f) {
        return size(f.region()) <= MOST_WITH_LANES;
    }

    /// The operations of `region`, as many as no region has if one invokes a procedure.
    private static int size(Region region) {
        int size = 0;
        for (var node : region.body()) {
            size += node.op() instanceof ControlOp.Invoke ? MOST_WITH_LANES + 1 : 1;
            for (var inner : OpSchema.regions(node.op())) {
                size += size(inner);
            }
        }
        return size;
    }

    /// What `derivatives` gives for each unit vector of `type`, along a new first axis: for up to `most` of them at
    /// once, one block after another. The last block may have vectors without a one. What these give is written
    /// first, to the place that the last unit vector overwrites.
    private Value inBlocks(TensorType type, int most, BiFunction<List<Value>, GraphBuilder, List<Value>> derivatives) {
        var n = type.shape().size();
        int lanes = n.isConstant() ? (int) Math.min(most, n.constant()) : most;
        if (lanes <= 1) {
            return each(
                    type,
                    (vector, body) -> derivatives.apply(List.of(vector), body).getFirst());
        }
        var all = Dim.ZERO;
        for (var target : targets) {
            all = all.plus(target.shape().size());
        }
        var size = g.size(n, DType.I64);
        var blocks = g.binary(
                BinaryFn.DIV, g.add(size, g.constant(DType.I64, lanes - 1L)), g.constant(DType.I64, (long) lanes));
        var matrix = g.add(new TensorOp.Copy(g.full(new TensorType(dtype, Shape.of(n, all)), 0)));
        var body = g.nested();
        var block = body.parameter(size.type());
        Value rows = body.parameter(matrix.type());
        var first = body.mul(block, body.constant(DType.I64, (long) lanes));
        var places = IntStream.range(0, lanes)
                .mapToObj(lane -> body.add(first, body.constant(DType.I64, (long) lane)))
                .toList();
        var vectors = places.stream().map(at -> unitVector(at, type, body)).toList();
        var derived = derivatives.apply(vectors, body);
        for (int lane = lanes - 1; lane >= 0; lane--) {
            var row = body.reshape(derived.get(lane), Shape.of(Dim.ONE, all));
            var at = List.of(places.get(lane), body.constant(DType.I64, 0L));
            rows = body.add(new TensorOp.DynamicUpdate(rows, row, at));
        }
        return g.append(new ControlOp.For(blocks, List.of(matrix), body.finish(List.of(rows))))
                .getFirst();
    }

    /// The vector of `type` with a one at `at`, in row-major order.
    private static Value unitVector(Value at, TensorType type, GraphBuilder body) {
        if (type.rank() == 0) {
            return body.constant(type.dtype(), 1.0);
        }
        var flat = new Shape(List.of(type.shape().size()));
        var places = body.add(new TensorOp.Iota(new TensorType(DType.I64, flat), 0));
        var isThere = body.compare(CompareFn.EQ, places, body.broadcast(at, flat));
        return body.reshape(body.convert(isThere, type.dtype()), type.shape());
    }

    /// Derivatives of the types of `values` as one vector; absent ones are zero.
    private Value joined(List<@Nullable Value> derivatives, List<Value> values, GraphBuilder body) {
        var parts = new ArrayList<Value>();
        for (int i = 0; i < values.size(); i++) {
            var type = values.get(i).tensorType();
            var flat = new Shape(List.of(type.shape().size()));
            var derivative = derivatives.get(i);
            parts.add(
                    derivative == null
                            ? body.full(new TensorType(dtype, flat), 0)
                            : body.convert(body.reshape(derivative, flat), dtype));
        }
        return parts.size() == 1 ? parts.getFirst() : body.add(new TensorOp.Concat(parts, 0));
    }
}
