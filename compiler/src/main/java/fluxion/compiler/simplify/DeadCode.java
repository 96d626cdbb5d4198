package fluxion.compiler.simplify;

import fluxion.ir.Graph;
import fluxion.ir.GraphCopier;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.Value;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// Removes operations that have no effect and the results of which nothing uses, in all regions.
public final class DeadCode extends GraphCopier {
    private final Set<Region.Node> live = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Value> used = Collections.newSetFromMap(new IdentityHashMap<>());

    private DeadCode() {}

    /// `graph` without dead operations.
    public static Graph run(Graph graph) {
        var pass = new DeadCode();
        pass.mark(graph.region());
        return pass.copy(graph);
    }

    private void mark(Region region) {
        used.addAll(region.yields());
        for (var node : region.body().reversed()) {
            if (node.op().hasEffect() || node.results().stream().anyMatch(used::contains)) {
                live.add(node);
                OpSchema.forEachOperand(node.op(), used::add);
                OpSchema.regions(node.op()).forEach(this::mark);
            }
        }
    }

    @Override
    protected List<Region.Node> copied(List<Region.Node> body) {
        return body.stream().filter(live::contains).toList();
    }
}
