package fluxion.compiler.jvm;

import fluxion.ir.BufferOp;
import fluxion.ir.ControlOp;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which contractions of the host level are in a loop that leaves their right operand as it is, so that it is packed
/// in the first round and found packed in the others.
///
/// The loop is the outermost such. Extents and strides depend on the program's symbols alone, so they do not change
/// either.
final class KeptOperands {
    private final Map<ControlOp, List<BufferOp.Contract>> byLoop = new IdentityHashMap<>();
    private final Set<BufferOp.Contract> kept = Collections.newSetFromMap(new IdentityHashMap<>());
    /// The loops around what is visited, the outermost first, and the buffers that each makes or writes.
    private final Deque<Loop> loops = new ArrayDeque<>();

    private record Loop(ControlOp op, Set<Value> changed) {}

    private KeptOperands() {}

    static KeptOperands of(Region program) {
        var operands = new KeptOperands();
        operands.region(program);
        return operands;
    }

    /// Of no program, for a method that has no contractions.
    static KeptOperands none() {
        return new KeptOperands();
    }

    /// The contractions whose operand is forgotten when `loop` begins.
    List<BufferOp.Contract> in(ControlOp loop) {
        return byLoop.getOrDefault(loop, List.of());
    }

    boolean contains(BufferOp.Contract contract) {
        return kept.contains(contract);
    }

    private void region(Region region) {
        for (var node : region.body()) {
            switch (node.op()) {
                case BufferOp.Contract contract -> contraction(contract);
                case ControlOp.For loop -> loop(loop);
                case ControlOp.While loop -> loop(loop);
                case ControlOp op -> OpSchema.regions(op).forEach(this::region);
                case Op _ -> {}
            }
        }
    }

    private void loop(ControlOp op) {
        Set<Value> changed = Collections.newSetFromMap(new IdentityHashMap<>());
        OpSchema.regions(op).forEach(region -> changes(region, changed));
        loops.addLast(new Loop(op, changed));
        OpSchema.regions(op).forEach(this::region);
        loops.removeLast();
    }

    private void contraction(BufferOp.Contract contract) {
        if (!contract.c().dtype().isFloat()) {
            return;
        }
        for (var loop : loops) {
            if (!loop.changed.contains(contract.b())) {
                byLoop.computeIfAbsent(loop.op, _ -> new ArrayList<>()).add(contract);
                kept.add(contract);
                return;
            }
        }
    }

    private static void changes(Region region, Set<Value> changed) {
        changed.addAll(region.parameters());
        for (var node : region.body()) {
            changed.addAll(node.results());
            switch (node.op()) {
                case BufferOp.Kernel kernel -> changed.addAll(kernel.writes());
                case BufferOp.Contract contract -> changed.add(contract.c());
                case BufferOp.Convolve convolve -> changed.add(convolve.c());
                case BufferOp.BufferListAppend _ -> {}
                case ControlOp op -> OpSchema.regions(op).forEach(inner -> changes(inner, changed));
                case Op op -> changed.addAll(OpSchema.operands(op)); // some only read what they name
            }
        }
    }
}
