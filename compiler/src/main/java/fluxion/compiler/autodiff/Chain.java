package fluxion.compiler.autodiff;

import fluxion.ir.ControlOp;
import fluxion.ir.FrameType;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What the backward of one branch in a loop needs, where that invokes a procedure: a chain of frames, each with those
/// values of one round and the frame before it. The loop carries the last; its backward takes one off in each round
/// that goes the same way. Rounds that go the other way leave nothing, where a list has an element for each round.
///
/// @param condition what decides about the branch
/// @param whenTrue whether it is the branch where that holds
/// @param values scalars and frames that nothing else in the backward needs
record Chain(Value condition, boolean whenTrue, List<Value> values) {
    /// The chain of a loop; null if it is to have none.
    ///
    /// @param saved what the backward of a round needs of the forward
    /// @param live the backward of a round, which yields `yields`
    /// @param recomputed operations that the backward repeats
    static @Nullable Chain find(
            List<Value> saved,
            List<Region.Node> live,
            List<Value> yields,
            List<Region.Node> recomputed,
            Reverse reverse) {
        if (saved.stream().noneMatch(x -> x.type() instanceof FrameType)) {
            return null;
        }
        for (var node : live) {
            if (node.op() instanceof ControlOp.If branch) {
                for (boolean whenTrue : new boolean[] {true, false}) {
                    var used = new HashSet<Value>();
                    use(yields, used, reverse);
                    recomputed.forEach(again -> use(OpSchema.operands(again.op()), used, reverse));
                    live.forEach(other -> useOutside(other, branch.condition(), whenTrue, used, reverse));
                    var values = saved.stream()
                            .filter(x -> !used.contains(x) && isSmall(x))
                            .toList();
                    if (values.stream().anyMatch(x -> x.type() instanceof FrameType)) {
                        return new Chain(branch.condition(), whenTrue, values);
                    }
                }
            }
        }
        return null;
    }

    private static boolean isSmall(Value x) {
        return x.type() instanceof FrameType || (x.type() instanceof TensorType type && type.rank() == 0);
    }

    private static void use(Iterable<Value> values, HashSet<Value> used, Reverse reverse) {
        values.forEach(x -> used.add(reverse.standIn(x)));
    }

    /// Adds what `node` uses, the branch in question aside.
    private static void useOutside(
            Region.Node node, Value condition, boolean whenTrue, HashSet<Value> used, Reverse reverse) {
        if (node.op() instanceof ControlOp.If branch && branch.condition() == condition) {
            var other = whenTrue ? branch.whenFalse() : branch.whenTrue();
            use(List.of(condition), used, reverse);
            use(Liveness.free(other.body(), other.yields()), used, reverse);
        } else {
            use(Liveness.free(List.of(node), List.of()), used, reverse);
        }
    }

    /// The type of what a loop carries.
    Type type() {
        return new FrameType();
    }

    /// Appends what a round of the forward makes of the chain `before` it.
    ///
    /// @param kept the copy of each of the values
    Value push(Value before, Value condition, UnaryOperator<Value> kept, GraphBuilder g) {
        var link = g.nested();
        var frame = new ArrayList<>(List.of(before));
        values.forEach(x -> frame.add(kept.apply(x)));
        var linked = link.finish(List.of(link.add(new TensorOp.Pack(frame))));
        var same = g.nested().finish(List.of(before));
        return g.append(new ControlOp.If(condition, whenTrue ? linked : same, whenTrue ? same : linked))
                .getFirst();
    }

    /// Appends the beginning of a round of the backward: takes the last frame off `chain`, if the round goes that
    /// way, and tells `copier` where the values are.
    ///
    /// @return what is left of the chain
    Value pop(Value chain, Value condition, GraphCopier copier, GraphBuilder g) {
        var types = new ArrayList<Type>(List.of(type()));
        values.forEach(x -> types.add(x.type()));
        var unlink = g.nested();
        var unlinked = unlink.finish(unlink.append(new TensorOp.Unpack(chain, types)));
        var none = g.nested();
        var nothing = new ArrayList<>(List.of(chain));
        values.forEach(x -> nothing.add(none.zero(x.type())));
        var same = none.finish(nothing);
        var results = g.append(new ControlOp.If(condition, whenTrue ? unlinked : same, whenTrue ? same : unlinked));
        for (int i = 0; i < values.size(); i++) {
            copier.bind(values.get(i), results.get(1 + i));
        }
        return results.getFirst();
    }
}
