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
    /// How high, and how large, a tree of such scalars may grow.
    private static final Tree MOST = new Tree(24, 200);

    /// A scalar with those that are computed on its way.
    private record Tree(int height, int size) {}

    private static final Tree NONE = new Tree(0, 0);

    private final Map<Value, Integer> uses = new IdentityHashMap<>();
    private final Map<Value, Region> places = new IdentityHashMap<>();
    private final Map<Value, Tree> trees = new IdentityHashMap<>();

    Inlining(Region program) {
        count(program);
        choose(program);
    }

    /// Whether `value` is computed where it is used.
    boolean isInlined(Value value) {
        return trees.containsKey(value);
    }

    private void count(Region region) {
        for (var node : region.body()) {
            if (node.op() instanceof BufferOp.AssertInside) {
                continue; // the array is what checks
            }
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
                    int height = 1;
                    int size = 1;
                    for (var operand : OpSchema.operands(op)) {
                        var tree = trees.getOrDefault(operand, NONE);
                        height = Math.max(height, tree.height + 1);
                        size += tree.size;
                    }
                    if (!op.hasEffect()
                            && uses.getOrDefault(result, 0) == 1
                            && places.get(result) == region
                            && height <= MOST.height
                            && size <= MOST.size) {
                        trees.put(result, new Tree(height, size));
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
