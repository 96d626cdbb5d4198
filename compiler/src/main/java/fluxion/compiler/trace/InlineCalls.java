package fluxion.compiler.trace;

import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Op;
import fluxion.ir.Region;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import java.util.List;

/// Copies operations, those of a function in place of a call of it.
final class InlineCalls extends GraphCopier {
    @Override
    protected List<Value> replace(Region.Node node, Op op, GraphBuilder g) {
        if (!(op instanceof TensorOp.Call call)) {
            return g.append(op);
        }
        var body = call.function().primal().region();
        var inner = new InlineCalls();
        for (int i = 0; i < body.parameters().size(); i++) {
            inner.bind(body.parameters().get(i), call.operands().get(i));
        }
        inner.copy(body.body(), g);
        return inner.copyOf(body.yields());
    }
}
