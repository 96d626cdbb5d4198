package fluxion.compiler.loops;

import fluxion.ir.ControlOp;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where the values of a graph are defined and used.
final class Uses {
    /// An operation that has a value as an operand, and the region that it is in.
    record Use(Region.Node node, Region region) {}

    private final Map<Value, List<Use>> uses = new IdentityHashMap<>();
    private final Map<Value, Region.Node> definitions = new IdentityHashMap<>();
    private final Map<Region.Node, Region> regions = new IdentityHashMap<>();
    private final Map<Region, Region.Node> around = new IdentityHashMap<>();
    private final Set<Value> yielded = new HashSet<>();
    private final Set<Value> consumed = new HashSet<>();

    Uses(Region region) {
        scan(region);
    }

    private void scan(Region region) {
        yielded.addAll(region.yields());
        for (var node : region.body()) {
            regions.put(node, region);
            node.results().forEach(result -> definitions.put(result, node));
            OpSchema.forEachOperand(
                    node.op(),
                    x -> uses.computeIfAbsent(x, _ -> new ArrayList<>()).add(new Use(node, region)));
            consumed.addAll(node.op().consumes());
            switch (node.op()) {
                case ControlOp.For loop -> consumed.addAll(loop.initial());
                case ControlOp.While loop -> consumed.addAll(loop.initial());
                case fluxion.ir.Op _ -> {}
            }
            for (var inner : OpSchema.regions(node.op())) {
                around.put(inner, node);
                scan(inner);
            }
        }
    }

    /// The operations that have `x` as an operand; what yields it is not among them.
    List<Use> of(Value x) {
        return uses.getOrDefault(x, List.of());
    }

    /// The operation with the result `x`.
    Region.Node definition(Value x) {
        return Objects.requireNonNull(definitions.get(x));
    }

    /// Whether a region yields `x`.
    boolean isYielded(Value x) {
        return yielded.contains(x);
    }

    /// Whether an operation consumes `x`, or a loop carries it, which may.
    boolean mayBeConsumed(Value x) {
        return consumed.contains(x);
    }

    /// The region that `node` is in.
    Region region(Region.Node node) {
        return Objects.requireNonNull(regions.get(node));
    }

    /// The operation that `region` belongs to; null if it is that of the graph.
    Region.@Nullable Node node(Region region) {
        return around.get(region);
    }

    /// The values that `region` uses and does not define.
    Set<Value> outside(Region region) {
        var used = new HashSet<Value>();
        var defined = new HashSet<Value>();
        collect(region, used, defined);
        used.removeAll(defined);
        return used;
    }

    private static void collect(Region region, Set<Value> used, Set<Value> defined) {
        defined.addAll(region.parameters());
        used.addAll(region.yields());
        for (var node : region.body()) {
            OpSchema.forEachOperand(node.op(), used::add);
            defined.addAll(node.results());
            OpSchema.regions(node.op()).forEach(inner -> collect(inner, used, defined));
        }
    }
}
