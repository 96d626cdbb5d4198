package fluxion.compiler.companion;

import fluxion.ir.BinaryFn;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Op;
import fluxion.ir.Procedure;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A lifted graph with Fluxion's own elementary functions in place of those of `java.lang.Math`, which use vectors, and
/// with one rounding for a product and the sum or difference that it goes into: results may differ in the last bits.
///
/// This comes before differentiation, so that whatever computes a value again computes the same one.
final class Relaxed extends GraphCopier {
    private Relaxed() {}

    static Graph of(Graph graph) {
        return Procedure.map(graph, body -> new Relaxed().copy(body));
    }

    @Override
    protected List<Value> replace(Region.Node node, Op op, GraphBuilder to) {
        if (op instanceof ScalarOp.JavaMath(var fn, var _, var operands)
                && fn.elementary().isPresent()) {
            return List.of(to.elementary(fn.elementary().orElseThrow(), operands.toArray(Value[]::new)));
        }
        if (op instanceof ScalarOp.Binary(var fn, var x, var y) && x.dtype().isFloat()) {
            var fused = switch (fn) {
                case ADD -> sum(x, y);
                case SUB -> difference(x, y, to);
                case MUL, DIV, REM, MIN, MAX, AND, OR, XOR, SHL, SHR, USHR -> null;
            };
            if (fused != null) {
                return List.of(to.add(fused));
            }
        }
        return super.replace(node, op, to);
    }

    private static ScalarOp.@Nullable Fma sum(Value x, Value y) {
        if (x.def() instanceof ScalarOp.Binary(var fn, var a, var b) && fn == BinaryFn.MUL) {
            return new ScalarOp.Fma(a, b, y);
        }
        return y.def() instanceof ScalarOp.Binary(var fn, var _, var _) && fn == BinaryFn.MUL ? sum(y, x) : null;
    }

    private static ScalarOp.@Nullable Fma difference(Value x, Value y, GraphBuilder to) {
        if (x.def() instanceof ScalarOp.Binary(var fn, var a, var b) && fn == BinaryFn.MUL) {
            return new ScalarOp.Fma(a, b, to.neg(y));
        }
        return y.def() instanceof ScalarOp.Binary(var fn, var a, var b) && fn == BinaryFn.MUL
                ? new ScalarOp.Fma(to.neg(a), b, x)
                : null;
    }
}
