package fluxion.compiler.autodiff;

import fluxion.ir.GraphBuilder;
import fluxion.ir.Region;
import fluxion.ir.TensorOp;
import java.util.List;

/// The pull-back of [TensorOp.ListAppend].
final class ListPullBack {
    private ListPullBack() {}

    /// The cotangent of the element is where the element went; that index is noted in the forward, as the list is
    /// consumed.
    static void append(Region.Node node, TensorOp.ListAppend op, Cotangent cotangent, Adjoint p) {
        var list = cotangent.value();
        if (list == null) {
            return;
        }
        if (p.wants(op.element())) {
            var forward = new GraphBuilder();
            var index = forward.add(new TensorOp.ListLength(op.list()));
            var appended = forward.add(op);
            p.reverse().replace(node, new Replacement(forward.body(), List.of(appended)), p);
            p.add(op.element(), () -> p.g().add(new TensorOp.ListAt(list, index)));
        }
        p.pass(op.list(), list, cotangent.owned());
    }
}
