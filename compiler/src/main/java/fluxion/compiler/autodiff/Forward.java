package fluxion.compiler.autodiff;

import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.List;

/// Forward mode of whole graphs.
public final class Forward {
    private Forward() {}

    /// The Jacobian-vector product of a function.
    ///
    /// @param f a graph
    /// @param wrt the numbers of the parameters to differentiate for
    /// @return `(parameters, tangents of wrt) -> (results of f, tangents of the float results)`; which of the
    ///     tangents are connected
    /// @throws fluxion.ir.FluxionException if a parameter of `wrt` has no derivative
    public static Gradients.Derived jvp(Graph f, List<Integer> wrt) {
        var g = new GraphBuilder();
        var copier = Gradients.parameters(f, g);
        var sources = Gradients.sources(f, wrt);
        var inputs = new ArrayList<Value>();
        sources.forEach(x -> inputs.add(g.parameter(x.type(), x.position())));
        var targets = f.results().stream()
                .filter(y -> Differentiability.hasDerivative(y.type()))
                .toList();
        var tangents = PushForward.copy(f.region().body(), copier, g, sources, inputs, targets);
        var results = new ArrayList<>(copier.copyOf(f.results()));
        var connected = new ArrayList<Boolean>();
        for (int i = 0; i < targets.size(); i++) {
            var tangent = tangents.get(i);
            connected.add(tangent != null);
            results.add(tangent == null ? g.zero(targets.get(i).type()) : tangent);
        }
        return new Gradients.Derived(new Graph(f.name() + ".jvp", g.finish(results)), connected);
    }
}
