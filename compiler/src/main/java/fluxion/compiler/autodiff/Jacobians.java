package fluxion.compiler.autodiff;

import fluxion.ir.CompareFn;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Jacobians and Hessians: the two modes, batched over the unit vectors.
public final class Jacobians {
    private Jacobians() {}

    /// The Jacobians of a function by reverse mode: the forward is evaluated once, the backward alone is batched.
    /// For functions with no more results than parameters.
    ///
    /// @param f a graph
    /// @param wrt the numbers of the parameters to differentiate for
    /// @return `parameters -> ` for each float result of shape S, for each of wrt of shape T, the Jacobian of
    ///     shape S + T; which are connected
    /// @throws fluxion.ir.FluxionException if a parameter of `wrt` has no derivative
    public static Gradients.Derived reverse(Graph f, List<Integer> wrt) {
        return reverse(f, wrt, Checkpointing.NONE);
    }

    /// The same with a say in what loops keep for their backward.
    public static Gradients.Derived reverse(Graph f, List<Integer> wrt, Checkpointing checkpointing) {
        var g = new GraphBuilder();
        var copier = Gradients.parameters(f, g);
        var sources = Gradients.sources(f, wrt);
        var results = new ArrayList<Value>();
        var connected = new ArrayList<Boolean>();
        var functions = new FunctionPullBacks();
        for (var target : f.results()) {
            if (!Differentiability.hasDerivative(target.type())) {
                continue;
            }
            var type = target.tensorType();
            var pullBack = new PullBack(
                    f.region().body(), List.of(target), sources, List.of(), functions, checkpointing, false);
            pullBack.forward(copier, g);
            var batch = type.shape().size();
            var basis = basis(g, type);
            var rows = pullBack.batchedBackward(copier, g, List.of(basis), batch);
            for (int i = 0; i < sources.size(); i++) {
                var shape = new Shape(concat(type.shape(), sources.get(i).shape()));
                var row = rows.get(i);
                connected.add(row != null);
                results.add(
                        row == null ? g.full(new TensorType(sources.get(i).dtype(), shape), 0) : g.reshape(row, shape));
            }
        }
        return new Gradients.Derived(new Graph(f.name() + ".jacobian", g.finish(results)), connected);
    }

    /// The Jacobians of a function by forward mode, batched. For functions with fewer parameters than results.
    ///
    /// @param f a graph
    /// @param wrt the numbers of the parameters to differentiate for
    /// @return as [#reverse]
    /// @throws fluxion.ir.FluxionException if a parameter of `wrt` has no derivative
    public static Gradients.Derived forward(Graph f, List<Integer> wrt) {
        var g = new GraphBuilder();
        var copier = Gradients.parameters(f, g);
        var sources = Gradients.sources(f, wrt);
        var targets = f.results().stream()
                .filter(y -> Differentiability.hasDerivative(y.type()))
                .toList();
        var columns = new ArrayList<List<Value>>();
        var flags = new ArrayList<List<Boolean>>();
        for (int k = 0; k < wrt.size(); k++) {
            var type = sources.get(k).tensorType();
            var jvp = Forward.jvp(f, List.of(wrt.get(k)));
            var arguments = new ArrayList<>(copier.copyOf(f.parameters()));
            arguments.add(basis(g, type));
            var batched =
                    new ArrayList<Boolean>(Collections.nCopies(f.parameters().size(), false));
            batched.add(true);
            var all = new Batching(type.shape().size()).inline(jvp.graph().region(), arguments, batched, g);
            columns.add(all.subList(f.results().size(), all.size()));
            flags.add(jvp.connected());
        }
        var results = new ArrayList<Value>();
        var connected = new ArrayList<Boolean>();
        for (int i = 0; i < targets.size(); i++) {
            for (int k = 0; k < sources.size(); k++) {
                var column = columns.get(k).get(i);
                var last = g.transpose(column, Axes.move(column.rank(), 0, column.rank() - 1));
                results.add(g.reshape(
                        last,
                        new Shape(concat(targets.get(i).shape(), sources.get(k).shape()))));
                connected.add(flags.get(k).get(i));
            }
        }
        return new Gradients.Derived(new Graph(f.name() + ".jacobian", g.finish(results)), connected);
    }

    /// The Hessian of a scalar function: the forward-mode Jacobian of its gradient.
    ///
    /// @param f a graph whose first result is a float scalar
    /// @param wrt the numbers of the parameters to differentiate for
    /// @return `parameters -> ` for each of wrt of shape S, for each of wrt of shape T, the second derivatives
    ///     of shape S + T; which are connected
    /// @throws fluxion.ir.FluxionException if the first result is no float scalar, or a parameter has no derivative
    public static Gradients.Derived hessian(Graph f, List<Integer> wrt) {
        return hessian(f, wrt, Checkpointing.NONE);
    }

    /// The same with a say in what loops keep for their backward.
    public static Gradients.Derived hessian(Graph f, List<Integer> wrt, Checkpointing checkpointing) {
        return forward(Gradients.gradient(f, wrt, checkpointing).graph(), wrt);
    }

    /// Blocks of derivatives as one matrix: a row for each element of the targets, a column for each element of the
    /// sources, in order, as a flat array row by row. It is f64 where a block is.
    ///
    /// @param derived the result of [#reverse], [#forward] or [#hessian]
    /// @param f the graph whose derivatives these are, before any differentiation
    /// @param rows the types of the targets
    /// @param wrt the numbers of the parameters that it was differentiated for
    /// @return `parameters -> matrix`
    public static Graph matrix(Gradients.Derived derived, Graph f, List<TensorType> rows, List<Integer> wrt) {
        var blocks = derived.graph();
        var g = new GraphBuilder();
        var copier = Gradients.parameters(blocks, g);
        copier.copy(blocks.region().body(), g);
        boolean wide = blocks.results().stream().anyMatch(block -> block.dtype() == DType.F64);
        var dtype = wide ? DType.F64 : DType.F32;
        var sources = Gradients.sources(f, wrt);
        var bands = new ArrayList<Value>();
        int next = 0;
        for (var row : rows) {
            var parts = new ArrayList<Value>();
            for (var source : sources) {
                var block = g.convert(copier.copyOf(blocks.results().get(next++)), dtype);
                parts.add(g.reshape(
                        block,
                        new Shape(List.of(row.shape().size(), source.shape().size()))));
            }
            bands.add(parts.size() == 1 ? parts.getFirst() : g.add(new TensorOp.Concat(parts, 1)));
        }
        var matrix = bands.size() == 1 ? bands.getFirst() : g.add(new TensorOp.Concat(bands, 0));
        var flat = g.reshape(matrix, new Shape(List.of(matrix.shape().size())));
        return new Graph(blocks.name(), g.finish(List.of(flat)));
    }

    /// The product of the Hessian of a scalar function with a vector, without the Hessian: the tangent of the
    /// gradient.
    ///
    /// @param f a graph whose first result is a float scalar
    /// @param wrt the numbers of the parameters to differentiate for
    /// @return `(parameters, vectors of the shapes of wrt) -> (gradients, products)` for each of wrt; which
    /// products are connected
    /// @throws fluxion.ir.FluxionException if the first result is no float scalar, or a parameter has no derivative
    public static Gradients.Derived hvp(Graph f, List<Integer> wrt) {
        return hvp(f, wrt, Checkpointing.NONE);
    }

    /// The same with a say in what loops keep for their backward.
    public static Gradients.Derived hvp(Graph f, List<Integer> wrt, Checkpointing checkpointing) {
        return Forward.jvp(Gradients.gradient(f, wrt, checkpointing).graph(), wrt);
    }

    private static List<Dim> concat(Shape first, Shape second) {
        var dims = new ArrayList<>(first.dims());
        dims.addAll(second.dims());
        return dims;
    }

    /// The unit vectors of `type`, one for each element, along a new first axis.
    private static Value basis(GraphBuilder g, TensorType type) {
        var n = type.shape().size();
        var square = new TensorType(DType.I64, Shape.of(n, n));
        var diagonal =
                g.compare(CompareFn.EQ, g.add(new TensorOp.Iota(square, 0)), g.add(new TensorOp.Iota(square, 1)));
        return g.reshape(g.convert(diagonal, type.dtype()), type.shape().insert(0, n));
    }
}
