package fluxion.compiler.companion;

import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Op;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.Value;
import java.util.List;

/// A lifted graph with Fluxion's own elementary functions in place of those of `java.lang.Math`: they use vectors, and
/// may differ in the last bits.
final class Relaxed extends GraphCopier {
    private Relaxed() {}

    static Graph of(Graph graph) {
        return new Relaxed().copy(graph);
    }

    @Override
    protected List<Value> replace(Region.Node node, Op op, GraphBuilder to) {
        if (op instanceof ScalarOp.JavaMath(var fn, var _, var operands)
                && fn.elementary().isPresent()) {
            return List.of(to.elementary(fn.elementary().orElseThrow(), operands.toArray(Value[]::new)));
        }
        return super.replace(node, op, to);
    }
}
