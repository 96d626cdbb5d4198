package fluxion.compiler.pipeline;

import fluxion.ir.ControlOp;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.GraphOp;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.ProgramOp;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.SourcePosition;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Puts a check behind each operation that can make a NaN or an infinity, so that a program stops at the first one and
/// names the operation and the line of Java: what `-Dfluxion.check=nan` asks for.
///
/// Constants may be infinite, and so may what only moves elements: a mask of negative infinities is meant.
final class FiniteChecks extends GraphCopier {
    private FiniteChecks() {}

    /// `graph` with its checks; each value is what it was.
    static Graph run(Graph graph) {
        return new FiniteChecks().copy(graph);
    }

    @Override
    protected List<Value> replace(Region.Node node, Op op, GraphBuilder g) {
        if (op instanceof TensorOp.Call call) {
            return inline(call, g);
        }
        var results = g.append(op);
        if (!makesNumbers(op)) {
            return results;
        }
        var checked = new ArrayList<Value>();
        for (var result : results) {
            checked.add(
                    result.type() instanceof TensorType type && type.dtype().isFloat()
                            ? g.add(new TensorOp.CheckFinite(where(op, type, result.position()), result))
                            : result);
        }
        return checked;
    }

    /// A call is replaced by what it calls, so that an operation inside is named and not the call.
    private static List<Value> inline(TensorOp.Call call, GraphBuilder g) {
        var body = call.function().primal().region();
        var copier = new FiniteChecks();
        for (int i = 0; i < body.parameters().size(); i++) {
            copier.bind(body.parameters().get(i), call.operands().get(i));
        }
        copier.copy(body.body(), g);
        return copier.copyOf(body.yields());
    }

    private static String where(Op op, TensorType type, @Nullable SourcePosition position) {
        var name = switch (op) {
            case TensorOp.Elementary(var fn, var _) -> fn.name().toLowerCase(Locale.ROOT);
            case ScalarOp.Binary(var fn, var _, var _) -> fn.name().toLowerCase(Locale.ROOT);
            case GraphOp other -> OpSchema.mnemonic(other);
            case ProgramOp other -> OpSchema.mnemonic(other);
        };
        return name + " of type " + type + (position == null ? "" : " at " + position);
    }

    private static boolean makesNumbers(Op op) {
        return switch (op) {
            case ScalarOp.Binary _,
                    ScalarOp.Fma _,
                    ScalarOp.Convert _,
                    TensorOp.Elementary _,
                    TensorOp.Gather _,
                    TensorOp.ScatterAdd _,
                    TensorOp.Reduce _,
                    TensorOp.Cumulative _,
                    TensorOp.Dot _,
                    TensorOp.Convolution _,
                    TensorOp.ReduceWindow _,
                    TensorOp.ScatterWindow _ -> true;
            case ScalarOp _, ControlOp _, TensorOp _, ProgramOp _ -> false;
        };
    }
}
