package fluxion.compiler.autodiff;

import fluxion.ir.GraphBuilder;
import fluxion.ir.Procedure;
import fluxion.ir.Type;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The push-forwards of procedures, each made once for each choice of operands that have tangents.
final class ProcedurePushForwards {
    private final FunctionPushForwards functions;
    private final Map<Key, Procedure> derived = new HashMap<>();

    ProcedurePushForwards(FunctionPushForwards functions) {
        this.functions = functions;
    }

    private record Key(Procedure procedure, List<Integer> sources) {}

    /// The results of `procedure` that have a tangent.
    static List<Integer> targets(Procedure procedure) {
        return Axes.range(0, procedure.resultTypes().size()).stream()
                .filter(i ->
                        Differentiability.hasDerivative(procedure.resultTypes().get(i)))
                .toList();
    }

    /// `(operands, tangents of the sources) -> (results, tangents of the targets)`
    Procedure derive(Procedure procedure, List<Integer> sources) {
        var key = new Key(procedure, sources);
        var known = derived.get(key);
        if (known == null) {
            known = declare(procedure, sources);
            derived.put(key, known);
            define(procedure, sources, known);
        }
        return known;
    }

    private static Procedure declare(Procedure procedure, List<Integer> sources) {
        var parameters = new ArrayList<Type>(procedure.parameterTypes());
        sources.forEach(i -> parameters.add(procedure.parameterTypes().get(i)));
        var results = new ArrayList<Type>(procedure.resultTypes());
        targets(procedure).forEach(i -> results.add(procedure.resultTypes().get(i)));
        var inPlace = new ArrayList<>(procedure.inPlace());
        inPlace.addAll(Collections.nCopies(results.size() - inPlace.size(), -1));
        return Procedure.declare(procedure.name() + ".jvp", procedure.symbols(), parameters, results, inPlace);
    }

    private void define(Procedure procedure, List<Integer> sources, Procedure pushForward) {
        var primal = procedure.body();
        var g = new GraphBuilder();
        var copier = Gradients.parameters(primal, g);
        var inputs = new ArrayList<Value>();
        sources.forEach(i -> inputs.add(g.parameter(primal.parameters().get(i).type())));
        var targets = targets(procedure).stream().map(primal.results()::get).toList();
        var tangents = functions.run(
                primal.region().body(),
                copier,
                g,
                sources.stream().map(primal.parameters()::get).toList(),
                inputs,
                targets,
                false);
        var results = new ArrayList<>(copier.copyOf(primal.results()));
        for (int k = 0; k < targets.size(); k++) {
            var tangent = tangents.get(k);
            results.add(tangent == null ? g.zero(targets.get(k).type()) : tangent);
        }
        pushForward.define(g.finish(results));
    }
}
