package fluxion.ir.interp;

import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which values of a region no later operation of it uses, nested regions included.
final class Liveness {
    private final List<List<Value>> dying = new ArrayList<>();

    Liveness(Region region) {
        var waiting = new HashSet<Value>(region.parameters());
        region.body().forEach(node -> waiting.addAll(node.results()));
        region.yields().forEach(waiting::remove);
        for (var node : region.body().reversed()) {
            var dead = new ArrayList<Value>(1);
            node.results().stream().filter(waiting::remove).forEach(dead::add);
            collect(node.op(), waiting, dead);
            dying.add(dead.isEmpty() ? List.of() : dead);
        }
    }

    private static void collect(Op op, Set<Value> waiting, List<Value> dead) {
        OpSchema.forEachOperand(op, operand -> take(operand, waiting, dead));
        for (var region : OpSchema.regions(op)) {
            region.body().forEach(node -> collect(node.op(), waiting, dead));
            region.yields().forEach(y -> take(y, waiting, dead));
        }
    }

    private static void take(Value value, Set<Value> waiting, List<Value> dead) {
        if (waiting.remove(value)) {
            dead.add(value);
        }
    }

    /// The values that are not used after operation `node`.
    List<Value> after(int node) {
        return dying.get(dying.size() - 1 - node);
    }
}
