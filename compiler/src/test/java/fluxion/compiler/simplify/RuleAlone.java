package fluxion.compiler.simplify;

import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Op;
import fluxion.ir.Region;
import fluxion.ir.Value;
import java.util.List;

/// Applies one rule where it matches, and no other.
public final class RuleAlone extends GraphCopier {
    private final Rule rule;
    private int matches;

    private RuleAlone(Rule rule) {
        this.rule = rule;
    }

    /// `graph` with `rule` applied once to each operation.
    public static Graph apply(Rule rule, Graph graph) {
        return new RuleAlone(rule).copy(graph);
    }

    /// How many operations of `graph` the rule matches.
    static int matches(Rule rule, Graph graph) {
        var alone = new RuleAlone(rule);
        alone.copy(graph);
        return alone.matches;
    }

    @Override
    protected List<Value> replace(Region.Node node, Op op, GraphBuilder g) {
        var better = node.results().size() == 1 ? rule.rewrite().apply(op, g) : null;
        if (better == null) {
            return g.append(op);
        }
        matches++;
        return List.of(better);
    }
}
