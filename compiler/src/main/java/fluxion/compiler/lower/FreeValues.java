package fluxion.compiler.lower;

import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The values that regions use of the regions around them.
final class FreeValues {
    private final Map<Region, List<Value>> known = new HashMap<>();

    /// The values of enclosing regions that the regions of `op` use, in order of use.
    List<Value> of(Op op) {
        var regions = OpSchema.regions(op);
        if (regions.isEmpty()) {
            return List.of();
        }
        var free = new LinkedHashSet<Value>();
        regions.forEach(region -> free.addAll(of(region)));
        return List.copyOf(free);
    }

    private List<Value> of(Region region) {
        var found = known.get(region);
        if (found != null) {
            return found;
        }
        var bound = new HashSet<Value>(region.parameters());
        var free = new LinkedHashSet<Value>();
        for (var node : region.body()) {
            OpSchema.forEachOperand(node.op(), x -> use(x, bound, free));
            of(node.op()).forEach(x -> use(x, bound, free));
            bound.addAll(node.results());
        }
        region.yields().forEach(x -> use(x, bound, free));
        var list = List.copyOf(free);
        known.put(region, list);
        return list;
    }

    private static void use(Value x, Set<Value> bound, Set<Value> free) {
        if (!bound.contains(x)) {
            free.add(x);
        }
    }
}
