package fluxion.compiler.autodiff;

import fluxion.ir.FluxionException;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reverse mode of whole graphs.
public final class Gradients {
    private Gradients() {}

    /// A graph with derivatives among its results.
    ///
    /// @param graph the graph
    /// @param connected for each derivative, whether it depends on anything: where not, it is a zero that was
    ///     filled in
    public record Derived(Graph graph, List<Boolean> connected) {
        /// Copies the list.
        public Derived {
            connected = List.copyOf(connected);
        }
    }

    /// The value and the gradient of a function.
    ///
    /// @param f a graph whose first result is a float scalar
    /// @param wrt the numbers of the parameters to differentiate for
    /// @return `parameters -> (results of f, gradient of the first result for each of wrt)`
    /// @throws FluxionException if the first result is no float scalar, or a parameter has no derivative
    public static Derived valueAndGradient(Graph f, List<Integer> wrt) {
        return gradient(f, wrt, true, Checkpointing.NONE);
    }

    /// The same with a say in what loops keep for their backward.
    public static Derived valueAndGradient(Graph f, List<Integer> wrt, Checkpointing checkpointing) {
        return gradient(f, wrt, true, checkpointing);
    }

    /// The gradient of a function alone: `parameters -> gradient of the first result for each of wrt`.
    ///
    /// @throws FluxionException if the first result is no float scalar, or a parameter has no derivative
    public static Derived gradient(Graph f, List<Integer> wrt) {
        return gradient(f, wrt, false, Checkpointing.NONE);
    }

    /// The same with a say in what loops keep for their backward.
    public static Derived gradient(Graph f, List<Integer> wrt, Checkpointing checkpointing) {
        return gradient(f, wrt, false, checkpointing);
    }

    private static Derived gradient(Graph f, List<Integer> wrt, boolean withValue, Checkpointing checkpointing) {
        var type = f.results().isEmpty() ? null : f.results().getFirst().type();
        if (!(type instanceof TensorType(var dtype, var shape)) || shape.rank() != 0 || !dtype.isFloat()) {
            throw new FluxionException("the gradient of '" + f.name() + "' needs a float scalar as the result, found "
                    + type + "; reduce it (sum, mean), or use vjp or jacobian");
        }
        var target = f.results().getFirst();
        var g = new GraphBuilder();
        var copier = parameters(f, g);
        var pullBack = new PullBack(f.region().body(), List.of(target), sources(f, wrt), checkpointing);
        pullBack.forward(copier, g);
        var results = new ArrayList<Value>();
        if (withValue) {
            results.addAll(copier.copyOf(f.results()));
        }
        var one = g.constant(dtype, 1.0);
        results.addAll(filled(pullBack.backward(copier, g, List.of(one)), f, wrt, g));
        return new Derived(new Graph(f.name() + ".grad", g.finish(results)), pullBack.connected());
    }

    /// The vector-Jacobian product of a function.
    ///
    /// @param f a graph
    /// @param wrt the numbers of the parameters to differentiate for
    /// @return `(parameters, cotangents of the float results) -> (results of f, cotangents of wrt)`
    /// @throws FluxionException if a parameter of `wrt` has no derivative
    public static Derived vjp(Graph f, List<Integer> wrt) {
        return vjp(f, wrt, Checkpointing.NONE);
    }

    /// The same with a say in what loops keep for their backward.
    public static Derived vjp(Graph f, List<Integer> wrt, Checkpointing checkpointing) {
        var targets = f.results().stream()
                .filter(y -> Differentiability.hasDerivative(y.type()))
                .toList();
        var g = new GraphBuilder();
        var copier = parameters(f, g);
        var seeds = new ArrayList<Value>();
        targets.forEach(y -> seeds.add(g.parameter(y.type(), y.position())));
        var pullBack = new PullBack(f.region().body(), targets, sources(f, wrt), checkpointing);
        pullBack.forward(copier, g);
        var results = new ArrayList<>(copier.copyOf(f.results()));
        results.addAll(filled(pullBack.backward(copier, g, seeds), f, wrt, g));
        return new Derived(new Graph(f.name() + ".vjp", g.finish(results)), pullBack.connected());
    }

    /// A copier that knows the parameters of `f`, added to `g`.
    static GraphCopier parameters(Graph f, GraphBuilder g) {
        var copier = new GraphCopier();
        f.parameters().forEach(x -> copier.bind(x, g.parameter(x.type(), x.position())));
        return copier;
    }

    /// The parameters of `f` that `wrt` numbers.
    static List<Value> sources(Graph f, List<Integer> wrt) {
        var seen = new HashSet<Integer>();
        for (int i : wrt) {
            if (i < 0 || i >= f.parameters().size()) {
                throw new FluxionException("'" + f.name() + "' has no parameter " + i + " to differentiate for; it has "
                        + f.parameters().size());
            }
            var x = f.parameters().get(i);
            if (!Differentiability.hasDerivative(x.type())) {
                throw new FluxionException("parameter " + i + " of '" + f.name() + "' has type " + x.type()
                        + "; only f32 and f64 have derivatives");
            }
            if (!seen.add(i)) {
                throw new FluxionException(
                        "parameter " + i + " of '" + f.name() + "' is named twice to differentiate for");
            }
        }
        return wrt.stream().map(f.parameters()::get).toList();
    }

    private static List<Value> filled(List<@Nullable Value> cotangents, Graph f, List<Integer> wrt, GraphBuilder g) {
        var filled = new ArrayList<Value>();
        for (int i = 0; i < wrt.size(); i++) {
            var cotangent = cotangents.get(i);
            filled.add(cotangent == null ? g.zero(f.parameters().get(wrt.get(i)).type()) : cotangent);
        }
        return filled;
    }
}
