package fluxion.compiler.autodiff;

import fluxion.ir.ControlOp;
import fluxion.ir.FluxionException;
import fluxion.ir.Region;
import fluxion.ir.TensorOp;
import fluxion.ir.Type;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.List;

/// The batched form of `invoke`. Examples that would nest to different depths are refused: where a condition differs
/// between them both branches are evaluated, and a procedure that always evaluates the branch in which it invokes
/// itself never ends.
final class InvokeBatching {
    private InvokeBatching() {}

    static void apply(Region.Node node, ControlOp.Invoke op, BatchScope s) {
        if (s.mask() != null) {
            throw divergent("a call of the recursive method " + op.procedure().name());
        }
        var flags = new ArrayList<Boolean>();
        op.operands().forEach(x -> flags.add(s.isBatched(x)));
        var batching = s.batching();
        for (var varying = batching.varying(op.procedure(), flags); ; ) {
            // a result that differs needs a batched operand to take the place of
            for (int i = 0; i < varying.size(); i++) {
                int place = op.procedure().inPlace().get(i);
                if (varying.get(i) && place >= 0) {
                    flags.set(place, true);
                }
            }
            var next = batching.varying(op.procedure(), flags);
            if (next.equals(varying)) {
                break;
            }
            varying = next;
        }
        var operands = new ArrayList<Value>();
        for (int i = 0; i < flags.size(); i++) {
            operands.add(s.lift(op.operands().get(i), flags.get(i)));
        }
        var results = s.g().append(new ControlOp.Invoke(
                batching.procedure(op.procedure(), flags), batching.extents(op), operands));
        for (int i = 0; i < results.size(); i++) {
            s.bind(node.results().get(i), results.get(i));
        }
    }

    static void unpack(Region.Node node, Value frame, List<Type> contents, BatchScope s) {
        var lifted = contents.stream().map(s.batching()::lifted).toList();
        var parts = s.g().append(new TensorOp.Unpack(s.in(frame), lifted));
        for (int i = 0; i < parts.size(); i++) {
            s.bind(node.results().get(i), parts.get(i));
        }
    }

    static FluxionException divergent(String what) {
        return new FluxionException(what + " cannot be batched where a condition on batched values decides how deep"
                + " it nests; batch over values that no condition depends on, call it for one example at a time, or"
                + " write the recursion as a loop");
    }
}
