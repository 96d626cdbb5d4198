package fluxion.compiler.autodiff;

import fluxion.ir.CompareFn;
import fluxion.ir.DType;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Jacobians and Hessians as one matrix, a row or column after the other: for each unit vector the backward, or the
/// push-forward, is evaluated anew. It needs the memory of one evaluation, where [Jacobians] needs that of all.
///
/// A matrix has a row for each element of the results that have derivatives, a column for each element of the
/// parameters in question, in order; it is given as a flat array, row by row, of f64 where a result or parameter is.
public final class JacobianLoops {
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

    /// The Jacobian by forward mode: the function is evaluated once a column, with the derivative for that column.
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
        for (var source : loops.sources) {
            bands.add(loops.each(source.tensorType(), (tangent, body) -> {
                var own = new GraphCopier();
                for (var x : f.parameters()) {
                    var outer = copier.copyOf(x);
                    own.bind(x, consumed.contains(x) ? body.add(new TensorOp.Copy(outer)) : outer);
                }
                var tangents = PushForward.copy(
                        f.region().body(), own, body, List.of(source), List.of(tangent), loops.targets);
                return loops.joined(tangents, loops.targets, body);
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
