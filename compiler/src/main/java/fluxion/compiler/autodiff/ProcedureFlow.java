package fluxion.compiler.autodiff;

import fluxion.ir.Procedure;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which results of procedures depend on which of their parameters: the least fixed point over all that invoke each
/// other.
final class ProcedureFlow {
    private final Dependence dependence;
    private final Map<Procedure, List<Set<Integer>>> known = new HashMap<>();

    ProcedureFlow(Dependence dependence) {
        this.dependence = dependence;
    }

    /// For each result of `procedure` the parameters that it depends on.
    List<Set<Integer>> of(Procedure procedure) {
        if (!known.containsKey(procedure)) {
            var group = new ArrayList<Procedure>(List.of(procedure));
            group.addAll(Procedure.in(procedure.body().region()));
            group.removeIf(known::containsKey);
            for (var member : group) {
                var nothing = new ArrayList<Set<Integer>>();
                member.resultTypes().forEach(_ -> nothing.add(new HashSet<>()));
                known.put(member, nothing);
            }
            boolean changed = true;
            while (changed) {
                changed = false;
                for (var member : group) {
                    changed |= follow(member);
                }
            }
        }
        return known.getOrDefault(procedure, List.of());
    }

    private boolean follow(Procedure procedure) {
        var body = procedure.body();
        boolean changed = false;
        for (int i = 0; i < body.parameters().size(); i++) {
            var reached = new HashSet<Value>(List.of(body.parameters().get(i)));
            dependence.forward(body.region().body(), reached, this);
            for (int r = 0; r < body.results().size(); r++) {
                changed |= reached.contains(body.results().get(r))
                        && of(procedure).get(r).add(i);
            }
        }
        return changed;
    }
}
