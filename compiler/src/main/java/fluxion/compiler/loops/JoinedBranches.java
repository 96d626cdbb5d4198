package fluxion.compiler.loops;

import fluxion.ir.ControlOp;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/// A branch that is followed by one on the same condition becomes one with it: as where a loop leaves for its backward
/// what a branch has computed. What is between the two is computed before, so it must not need the first, and have no
/// effect.
public final class JoinedBranches extends GraphCopier {
    private JoinedBranches() {}

    /// `graph` with branches joined.
    public static Graph run(Graph graph) {
        return Regions.none(graph) ? graph : new JoinedBranches().copy(graph);
    }

    @Override
    protected List<Region.Node> copied(List<Region.Node> body) {
        var joined = new ArrayList<Region.Node>();
        for (var node : body) {
            int first = node.op() instanceof ControlOp.If branch ? first(branch, joined) : -1;
            joined.add(first < 0 ? node : join(joined.remove(first), node));
        }
        return joined;
    }

    /// Where the branch is in `before` that `branch` may be joined with; -1 if there is none.
    private static int first(ControlOp.If branch, List<Region.Node> before) {
        var used = new HashSet<Value>();
        for (int k = before.size() - 1; k >= 0; k--) {
            var node = before.get(k);
            if (node.op() instanceof ControlOp.If first && first.condition() == branch.condition()) {
                return node.results().stream().noneMatch(used::contains) ? k : -1;
            }
            if (!OpSchema.regions(node.op()).isEmpty()
                    || node.op().hasEffect()
                    || !node.op().consumes().isEmpty()) {
                return -1;
            }
            OpSchema.forEachOperand(node.op(), used::add);
        }
        return -1;
    }

    private static Region.Node join(Region.Node first, Region.Node second) {
        var one = (ControlOp.If) first.op();
        var other = (ControlOp.If) second.op();
        return new Region.Node(
                new ControlOp.If(
                        one.condition(),
                        join(one.whenTrue(), first.results(), other.whenTrue()),
                        join(one.whenFalse(), first.results(), other.whenFalse())),
                Stream.concat(first.results().stream(), second.results().stream())
                        .toList(),
                second.position());
    }

    /// `first`, then `second`, for which what `first` yields is `results`.
    private static Region join(Region first, List<Value> results, Region second) {
        var copier = new GraphCopier();
        for (int i = 0; i < results.size(); i++) {
            copier.bind(results.get(i), first.yields().get(i));
        }
        var copy = copier.copyRegion(second, GraphBuilder.withoutNumbering());
        var body = new ArrayList<>(first.body());
        body.addAll(copy.body());
        var yields = new ArrayList<>(first.yields());
        yields.addAll(copy.yields());
        return new Region(List.of(), body, yields);
    }
}
