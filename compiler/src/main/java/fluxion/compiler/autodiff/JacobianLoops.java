package fluxion.compiler.autodiff;

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
import fluxion.ir.Region;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.HashSet;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Jacobians and Hessians as one matrix, a row or column after the other: for each unit vector the backward, or the
/// push-forward, is evaluated anew. It needs the memory of one evaluation, where [Jacobians] needs that of all. What
/// it gives is written into the matrix as it is.
///
/// A matrix has a row for each element of the results that have derivatives, a column for each element of the
/// parameters in question, in order; it is given as a flat array, row by row, of f64 where a result or parameter is.
public final class JacobianLoops {
    /// How many columns of a Jacobian are computed at once, and how many rows have code of their own each.
    private static final int LANES = 4;
    /// The operations of the largest function of which that many are.
    private static final int MOST_WITH_LANES = 400;
    /// The most elements that are written one by one.
    private static final int MOST_APART = 32;

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
        var matrix = loops.zeros();
        var row = Dim.ZERO;
        for (var target : loops.targets) {
            var rows = target.shape().size();
            boolean few = isFew(rows) && mayHaveLanes(f);
            var pullBack = new PullBack(
                    f.region().body(), List.of(target), loops.sources, List.of(), functions, checkpointing, false);
            pullBack.forward(copier, g);
            matrix = loops.inBlocks(
                    matrix,
                    new Band(target.tensorType(), row, loops.sources, false),
                    few ? LANES : 1,
                    (seeds, body) -> seeds.stream()
                            .map(seed -> pullBack.backward(copier, body, List.of(seed)))
                            .toList());
            row = row.plus(rows);
        }
        return loops.graph(f, matrix);
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
        // a loop over columns without lists is one of which a back end runs several at once, with vectors
        boolean hasLists = hasAny(f.region(), TensorOp.ListNew.class);
        var matrix = loops.zeros();
        var column = Dim.ZERO;
        for (var source : loops.sources) {
            var band = new Band(source.tensorType(), column, loops.targets, true);
            boolean isSideBySide = (hasLists || isFew(source.shape().size())) && mayHaveLanes(f);
            int most = isSideBySide ? LANES : 1;
            matrix = loops.inBlocks(matrix, band, most, (tangents, body) -> {
                var own = new GraphCopier();
                for (var x : f.parameters()) {
                    var outer = copier.copyOf(x);
                    own.bind(x, consumed.contains(x) ? body.add(new TensorOp.Copy(outer)) : outer);
                }
                var lanes = tangents.stream().map(List::of).toList();
                return PushForward.copyInLanes(f.region().body(), own, body, List.of(source), lanes, loops.targets);
            });
            column = column.plus(source.shape().size());
        }
        return loops.graph(f, matrix);
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

    private Value zeros() {
        return g.add(new TensorOp.Copy(g.full(new TensorType(dtype, Shape.of(size(targets), size(sources))), 0)));
    }

    private static Dim size(List<Value> values) {
        return values.stream().map(x -> x.shape().size()).reduce(Dim.ZERO, Dim::plus);
    }

    private static boolean isFew(Dim n) {
        return n.isConstant() && n.constant() <= LANES;
    }

    /// Whether the derivatives of `f` may go side by side: a procedure has one, and what is large already grows no
    /// more.
    private static boolean mayHaveLanes(Graph f) {
        return size(f.region()) <= MOST_WITH_LANES && !hasAny(f.region(), ControlOp.Invoke.class);
    }

    private static boolean hasAny(Region region, Class<? extends Op> type) {
        return region.body().stream()
                .anyMatch(node -> type.isInstance(node.op())
                        || OpSchema.regions(node.op()).stream().anyMatch(inner -> hasAny(inner, type)));
    }

    /// The operations of `region`.
    private static int size(Region region) {
        return region.body().stream()
                .mapToInt(node -> 1
                        + OpSchema.regions(node.op()).stream()
                                .mapToInt(JacobianLoops::size)
                                .sum())
                .sum();
    }

    /// Rows or columns of the matrix that belong together.
    ///
    /// @param type the type of which there is one for each unit vector
    /// @param first the number of the first
    /// @param parts what the derivatives in one of them are of
    private record Band(TensorType type, Dim first, List<Value> parts, boolean columns) {}

    /// `matrix` with what `derivatives` gives for each unit vector in `band`: for up to `most` vectors at once, one
    /// block after another. The last block may have vectors without a one. What these give is written first, to the
    /// place that the last unit vector overwrites.
    private Value inBlocks(
            Value matrix,
            Band band,
            int most,
            BiFunction<List<Value>, GraphBuilder, List<List<@Nullable Value>>> derivatives) {
        var n = band.type.shape().size();
        if (n.is(0)) {
            return matrix;
        }
        if (n.isConstant() && n.constant() <= most) {
            var places = LongStream.range(0, n.constant())
                    .mapToObj(place -> g.constant(DType.I64, place))
                    .toList();
            return written(matrix, band, places, derivatives, g);
        }
        long lanes = n.isConstant() ? Math.max(1, Math.min(most, n.constant())) : most;
        var size = g.size(n, DType.I64);
        var blocks = lanes == 1
                ? size
                : g.binary(BinaryFn.DIV, g.add(size, g.constant(DType.I64, lanes - 1)), g.constant(DType.I64, lanes));
        var body = g.nested();
        var block = body.parameter(size.type());
        var before = body.parameter(matrix.type());
        var first = lanes == 1 ? block : body.mul(block, body.constant(DType.I64, lanes));
        var places = LongStream.range(0, lanes)
                .mapToObj(lane -> lane == 0 ? first : body.add(first, body.constant(DType.I64, lane)))
                .toList();
        var after = written(before, band, places, derivatives, body);
        return g.append(new ControlOp.For(blocks, List.of(matrix), body.finish(List.of(after))))
                .getFirst();
    }

    /// `matrix` with the derivatives for the unit vectors with ones at `places`. Where there are none it has zeros.
    private Value written(
            Value matrix,
            Band band,
            List<Value> places,
            BiFunction<List<Value>, GraphBuilder, List<List<@Nullable Value>>> derivatives,
            GraphBuilder body) {
        var vectors = places.stream().map(at -> unitVector(at, band.type, body)).toList();
        var derived = derivatives.apply(vectors, body);
        var last = body.add(body.size(band.type.shape().size(), DType.I64), body.constant(DType.I64, -1L));
        for (int lane = places.size() - 1; lane >= 0; lane--) {
            var own = places.size() == 1 ? places.getFirst() : body.binary(BinaryFn.MIN, places.get(lane), last);
            var at = band.first.is(0) ? own : body.add(own, body.size(band.first, DType.I64));
            var from = Dim.ZERO;
            for (int i = 0; i < band.parts.size(); i++) {
                var part = derived.get(lane).get(i);
                var length = band.parts.get(i).shape().size();
                if (part != null) {
                    matrix = stored(matrix, part, from, at, band.columns, body);
                }
                from = from.plus(length);
            }
        }
        return matrix;
    }

    /// `matrix` with the elements of `part` from element `start` of column or row `at` on.
    private Value stored(Value matrix, Value part, Dim start, Value at, boolean isColumn, GraphBuilder body) {
        var length = part.shape().size();
        var flat = body.convert(part.rank() == 0 ? part : body.reshape(part, new Shape(List.of(length))), dtype);
        var first = body.size(start, DType.I64);
        if (part.rank() == 0) {
            return stored(matrix, flat, first, at, isColumn, body);
        }
        if (length.isConstant() && length.constant() <= MOST_APART) {
            // at constant indices, so that the elements of a small array are but numbers
            for (long k = 0; k < length.constant(); k++) {
                var i = body.constant(DType.I64, k);
                var element = body.add(new TensorOp.Load(flat, List.of(i), false));
                matrix = stored(matrix, element, body.add(first, i), at, isColumn, body);
            }
            return matrix;
        }
        var each = body.nested();
        var i = each.parameter(first.type());
        var before = each.parameter(matrix.type());
        var element = each.add(new TensorOp.Load(flat, List.of(i), false));
        var after = stored(before, element, each.add(first, i), at, isColumn, each);
        return body.append(
                        new ControlOp.For(body.size(length, DType.I64), List.of(matrix), each.finish(List.of(after))))
                .getFirst();
    }

    private static Value stored(
            Value matrix, Value element, Value place, Value at, boolean isColumn, GraphBuilder body) {
        return body.add(new TensorOp.Store(matrix, isColumn ? List.of(place, at) : List.of(at, place), element, false));
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
}
