package fluxion.compiler.autodiff;

import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.Set;

/// Which operations of a region are needed, and what a region uses of those around it.
final class Liveness {
    private Liveness() {}

    /// Those of `nodes` that have an effect or that `results` depend on.
    static List<Region.Node> live(List<Region.Node> nodes, Collection<Value> results) {
        var used = new HashSet<>(results);
        var live = new ArrayList<Region.Node>();
        for (int k = nodes.size() - 1; k >= 0; k--) {
            var node = nodes.get(k);
            if (node.op().hasEffect() || node.results().stream().anyMatch(used::contains)) {
                live.add(node);
                collect(node, new HashSet<>(), used);
            }
        }
        Collections.reverse(live);
        return live;
    }

    /// The values that `nodes` and `results` use and `nodes` do not define, in order of first use.
    static SequencedSet<Value> free(List<Region.Node> nodes, Collection<Value> results) {
        var defined = new HashSet<Value>();
        var free = new LinkedHashSet<Value>();
        for (var node : nodes) {
            collect(node, defined, free);
            defined.addAll(node.results());
        }
        results.stream().filter(result -> !defined.contains(result)).forEach(free::add);
        return free;
    }

    /// Adds what `node` uses to `used`, except what is in `defined` or its own regions define.
    private static void collect(Region.Node node, Set<Value> defined, Set<Value> used) {
        OpSchema.forEachOperand(node.op(), x -> {
            if (!defined.contains(x)) {
                used.add(x);
            }
        });
        for (var region : OpSchema.regions(node.op())) {
            defined.addAll(region.parameters());
            for (var inner : region.body()) {
                collect(inner, defined, used);
                defined.addAll(inner.results());
            }
            for (var y : region.yields()) {
                if (!defined.contains(y)) {
                    used.add(y);
                }
            }
        }
    }
}
