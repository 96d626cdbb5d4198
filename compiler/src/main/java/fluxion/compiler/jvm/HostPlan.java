package fluxion.compiler.jvm;

import fluxion.ir.BufferOp;
import fluxion.ir.ControlOp;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Program;
import fluxion.ir.Region;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// How the host level of a program is cut into methods, and which scalars cross from one to another.
///
/// HotSpot compiles no method of more than 8,000 bytes, and the class file allows none of more than 65,535. So long
/// bodies become a chain of methods, and the regions of large control flow become methods of their own; a scalar used
/// in another method than its own, or in a kernel, is kept in the frame.
final class HostPlan {
    private static final int MOST_BYTES = 5000;

    private final ProgramLayout layout;
    private final Map<Value, Integer> methodOf = new IdentityHashMap<>();
    private final Map<Region, List<List<Region.Node>>> chunks = new IdentityHashMap<>();
    private final Set<Region> outlined = Collections.newSetFromMap(new IdentityHashMap<>());
    private int methods;

    HostPlan(Program program, ProgramLayout layout) {
        this.layout = layout;
        outline(program.graph().region());
    }

    /// Whether `region` is a method of its own.
    boolean isOutlined(Region region) {
        return outlined.contains(region);
    }

    /// The parts of an outlined region, each a method if there is more than one.
    List<List<Region.Node>> chunks(Region region) {
        return Objects.requireNonNull(chunks.get(region));
    }

    private void outline(Region region) {
        outlined.add(region);
        var parts = split(region.body());
        chunks.put(region, parts);
        int own = methods++;
        region.parameters().forEach(p -> methodOf.put(p, -1)); // handed over in the frame
        region.parameters().forEach(layout::spillScalar);
        for (var part : parts) {
            int method = parts.size() == 1 ? own : methods++;
            part.forEach(node -> node(node, method));
        }
        region.yields().forEach(y -> use(y, own));
    }

    private void node(Region.Node node, int method) {
        OpSchema.forEachOperand(node.op(), v -> use(v, method));
        node.results().forEach(r -> methodOf.put(r, method));
        switch (node.op()) {
            case BufferOp.Kernel kernel -> kernelUses(kernel.body());
            case BufferOp.Contract contract -> kernelUses(contract.epilogue());
            case BufferOp.Convolve convolve -> kernelUses(convolve.epilogue());
            case ControlOp op -> {
                boolean large = size(op) > MOST_BYTES / 2;
                for (var region : OpSchema.regions(op)) {
                    if (large) {
                        outline(region);
                        node.results().forEach(layout::spillScalar);
                    } else {
                        region.parameters().forEach(p -> methodOf.put(p, method));
                        region.body().forEach(inner -> node(inner, method));
                        region.yields().forEach(y -> use(y, method));
                    }
                }
            }
            case Op _ -> {}
        }
    }

    private void use(Value value, int method) {
        if (methodOf.getOrDefault(value, method) != method) {
            layout.spillScalar(value);
        }
    }

    private void kernelUses(Region region) {
        for (var node : region.body()) {
            OpSchema.forEachOperand(node.op(), this::kernelUse);
            OpSchema.regions(node.op()).forEach(this::kernelUses);
        }
        region.yields().forEach(this::kernelUse);
    }

    private void kernelUse(Value value) {
        if (methodOf.containsKey(value)) {
            layout.spillScalar(value);
        }
    }

    private static List<List<Region.Node>> split(List<Region.Node> body) {
        var parts = new ArrayList<List<Region.Node>>();
        var part = new ArrayList<Region.Node>();
        int bytes = 0;
        for (var node : body) {
            int size = Math.min(size(node.op()), MOST_BYTES / 2);
            if (bytes + size > MOST_BYTES) {
                parts.add(part);
                part = new ArrayList<>();
                bytes = 0;
            }
            part.add(node);
            bytes += size;
        }
        parts.add(part);
        return parts;
    }

    /// About how many bytes `op` takes at the host level.
    private static int size(Op op) {
        int size = switch (op) {
            case BufferOp.Kernel _ -> 24;
            case BufferOp.Contract _ -> 200;
            case BufferOp.Convolve _ -> 600;
            case Op _ -> 32 + 8 * OpSchema.operands(op).size();
        };
        if (op instanceof ControlOp) {
            for (var region : OpSchema.regions(op)) {
                size += 16 + 16 * region.yields().size();
                for (var node : region.body()) {
                    size += size(node.op());
                }
            }
        }
        return size;
    }
}
