package fluxion.compiler.trace;

import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.Value;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.Set;

/// Which values an operation uses: its operands, and what its regions take from around them.
public final class Free {
    private final SequencedSet<Value> used = new LinkedHashSet<>();
    private final Set<Value> defined = Collections.newSetFromMap(new IdentityHashMap<>());

    private Free() {}

    /// The values that `op` uses, each once, in order of first use.
    public static List<Value> values(Op op) {
        var free = new Free();
        free.visit(op);
        return List.copyOf(free.used);
    }

    private void visit(Op op) {
        OpSchema.forEachOperand(op, this::use);
        OpSchema.regions(op).forEach(this::visit);
    }

    private void visit(Region region) {
        defined.addAll(region.parameters());
        for (var node : region.body()) {
            visit(node.op());
            defined.addAll(node.results());
        }
        region.yields().forEach(this::use);
    }

    private void use(Value value) {
        if (!defined.contains(value)) {
            used.add(value);
        }
    }
}
