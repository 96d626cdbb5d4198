package fluxion.compiler.autodiff;

import fluxion.ir.Function;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Region;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The push-forwards of called functions, each made once for each choice of operands that have tangents.
final class FunctionPushForwards {
    private final Map<Key, Derived> derived = new HashMap<>();
    private final ProcedurePushForwards procedures = new ProcedurePushForwards(this);

    private record Key(Function function, List<Integer> sources) {}

    /// A function with tangents.
    ///
    /// @param function `(operands, tangents of the sources) -> (results, tangents of the targets)`
    /// @param targets the results that have a tangent
    record Derived(Function function, List<Integer> targets) {}

    /// The push-forwards of procedures.
    ProcedurePushForwards procedures() {
        return procedures;
    }

    /// `function` with tangents of the operands numbered `sources`.
    Derived derive(Function function, List<Integer> sources) {
        var key = new Key(function, sources);
        var known = derived.get(key);
        if (known == null) {
            known = make(function, sources);
            derived.put(key, known);
        }
        return known;
    }

    private Derived make(Function function, List<Integer> sources) {
        var primal = function.primal();
        var g = new GraphBuilder();
        var copier = Gradients.parameters(primal, g);
        var inputs = new ArrayList<Value>();
        sources.forEach(i -> inputs.add(g.parameter(primal.parameters().get(i).type())));
        var tangents = run(
                primal.region().body(),
                copier,
                g,
                sources.stream().map(primal.parameters()::get).toList(),
                inputs,
                primal.results(),
                false);
        var results = new ArrayList<>(copier.copyOf(primal.results()));
        var targets = new ArrayList<Integer>();
        for (int i = 0; i < tangents.size(); i++) {
            var tangent = tangents.get(i);
            if (tangent != null) {
                targets.add(i);
                results.add(tangent);
            }
        }
        return new Derived(
                new Function(
                        new Graph(primal.name() + ".jvp", g.finish(results)),
                        Optional.empty(),
                        Optional.empty(),
                        function.recompute()),
                targets);
    }

    List<@Nullable Value> run(
            List<Region.Node> nodes,
            GraphCopier copier,
            GraphBuilder to,
            List<Value> sources,
            List<Value> tangents,
            List<Value> targets,
            boolean visible) {
        return PushForward.run(nodes, copier, to, sources, tangents, targets, visible, this);
    }
}
