package fluxion.compiler.autodiff;

import fluxion.ir.ControlOp;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Op;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Packs a frame of what one branch gives inside of that branch: a way on which there is nothing to keep, the end of a
/// recursion above all, then keeps the empty frame, which costs nothing.
final class BranchFrames extends GraphCopier {
    private final ControlOp.If branch;
    private final TensorOp.Pack pack;
    private @Nullable Value frame;

    private BranchFrames(ControlOp.If branch, TensorOp.Pack pack) {
        this.branch = branch;
        this.pack = pack;
    }

    /// `region`, the last yield of which is a frame.
    static Region of(Region region) {
        if (region.yields().getLast().def() instanceof TensorOp.Pack pack
                && !pack.values().isEmpty()
                && pack.values().getFirst().def() instanceof ControlOp.If branch
                && pack.values().stream().allMatch(x -> x.def() == branch)
                && region.body().stream().anyMatch(node -> node.op() == branch)) {
            return new BranchFrames(branch, pack).copyRegion(region, new GraphBuilder());
        }
        return region;
    }

    @Override
    protected List<Value> replace(Region.Node node, Op op, GraphBuilder g) {
        if (node.op() == branch && op instanceof ControlOp.If(var condition, var whenTrue, var whenFalse)) {
            var results = g.append(new ControlOp.If(condition, packed(whenTrue), packed(whenFalse)));
            frame = results.getLast();
            return results.subList(0, node.results().size());
        }
        return node.op() == pack && frame != null ? List.of(frame) : g.append(op);
    }

    /// `region`, which yields the frame too.
    private Region packed(Region region) {
        var values =
                pack.values().stream().map(x -> region.yields().get(x.index())).toList();
        var g = GraphBuilder.withoutNumbering();
        var packed = g.add(new TensorOp.Pack(values.stream().allMatch(BranchFrames::isZero) ? List.of() : values));
        var body = new ArrayList<>(region.body());
        body.addAll(g.body());
        var yields = new ArrayList<>(region.yields());
        yields.add(packed);
        return new Region(region.parameters(), body, yields);
    }

    private static boolean isZero(Value value) {
        return switch (value.def()) {
            case TensorOp.ListNew _ -> true;
            case TensorOp.Pack(var values) -> values.isEmpty();
            case ScalarOp.Constant(var _, long bits) -> bits == 0;
            case TensorOp.Broadcast(var x, var _, var _) -> isZero(x);
            case null -> false;
            case Op _ -> false;
        };
    }
}
