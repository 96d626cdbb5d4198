package fluxion.compiler.jvm;

import fluxion.ir.BufferOp;
import fluxion.ir.ControlOp;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.Value;
import java.util.IdentityHashMap;
import java.util.Map;

/// Which scalars of the host level are computed on the operand stack, where their one use is, rather than into a local.
/// That makes methods smaller, so that HotSpot inlines more of them.
final class Inlining {
    /// How high a tree of such scalars may grow.
    private static final int MOST_HEIGHT = 24;

    private final Map<Value, Integer> uses = new IdentityHashMap<>();
    private final Map<Value, Region> places = new IdentityHashMap<>();
    private final Map<Value, Integer> heights = new IdentityHashMap<>();

    Inlining(Region program) {
        count(program);
        choose(program);
    }

    /// Whether `value` is computed where it is used.
    boolean isInlined(Value value) {
        return heights.containsKey(value);
    }

    private void count(Region region) {
        for (var node : region.body()) {
            OpSchema.forEachOperand(node.op(), x -> use(x, region));
            OpSchema.regions(node.op()).forEach(this::count);
        }
        region.yields().forEach(x -> use(x, region));
    }

    private void use(Value value, Region place) {
        uses.merge(value, 1, Integer::sum);
        places.put(value, place);
    }

    private void choose(Region region) {
        for (var node : region.body()) {
            switch (node.op()) {
                case ScalarOp.Constant _ -> {}
                case ScalarOp op -> {
                    var result = node.results().getFirst();
                    var height = new int[1];
                    OpSchema.forEachOperand(
                            op, x -> height[0] = Math.max(height[0], heights.getOrDefault(x, 0) + 1));
                    if (!op.hasEffect()
                            && uses.getOrDefault(result, 0) == 1
                            && places.get(result) == region
                            && height[0] < MOST_HEIGHT) {
                        heights.put(result, height[0]);
                    }
                }
                case ControlOp op -> OpSchema.regions(op).forEach(this::choose);
                // what kernels compute is left to their own emitter
                case BufferOp _ -> {}
                case Op op -> throw new fluxion.ir.IrException(OpSchema.mnemonic(op) + " in a program");
            }
        }
    }
}
