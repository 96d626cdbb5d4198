package fluxion.compiler.simplify;

import fluxion.ir.ControlOp;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Op;
import fluxion.ir.Region;
import fluxion.ir.Value;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Applies the rules to each operation once, operands first, until none matches, and numbers values on the way.
///
/// ```
/// %2 = binary{fn=MUL} %0, %1     with %1 = constant{dtype=f64, value=1.0}
/// ```
/// becomes `%0`.
public final class Simplify extends GraphCopier {
    /// All rules, in the order in which they are tried.
    public static final List<Rule> RULES = Stream.concat(AlgebraRules.RULES.stream(), ShapeRules.RULES.stream())
            .toList();

    private static final int MOST_STEPS = 16;

    private Simplify() {}

    /// The simplified `graph`.
    public static Graph run(Graph graph) {
        return new Simplify().copy(graph);
    }

    @Override
    protected List<Value> replace(Region.Node node, Op op, GraphBuilder g) {
        var inlined = inline(op, g);
        if (inlined != null) {
            return inlined;
        }
        if (node.results().size() != 1) {
            return g.append(op);
        }
        var value = first(op, g);
        if (value == null) {
            return g.append(op);
        }
        for (int step = 0; step < MOST_STEPS && value.def() != null; step++) {
            var better = value.def().types().size() == 1 ? first(value.def(), g) : null;
            if (better == null || better == value) {
                break;
            }
            value = better;
        }
        return List.of(value);
    }

    private static @Nullable Value first(Op op, GraphBuilder g) {
        for (var rule : RULES) {
            var better = rule.rewrite().apply(op, g);
            if (better != null) {
                return better;
            }
        }
        return null;
    }

    /// The results of an `if` of which the condition is known: those of one region.
    private static @Nullable List<Value> inline(Op op, GraphBuilder g) {
        if (op instanceof ControlOp.If(var condition, var whenTrue, var whenFalse)) {
            var constant = condition.constant();
            if (constant != null) {
                var region = constant.bits() != 0 ? whenTrue : whenFalse;
                var copier = new GraphCopier();
                copier.copy(region.body(), g);
                return copier.copyOf(region.yields());
            }
        }
        return null;
    }
}
