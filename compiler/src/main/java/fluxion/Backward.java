package fluxion;

import fluxion.compiler.autodiff.PullBack;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.ListType;
import fluxion.ir.Region;
import fluxion.ir.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Appends the reverse of operations that have been recorded already.
final class Backward {
    private Backward() {}

    /// The cotangents of `sources`, null where they are structurally zero. Where lists flow between the operations,
    /// as the derivative of a loop has them, the operations are evaluated again: those that exist have consumed
    /// their lists.
    static List<@Nullable Value> append(
            List<Region.Node> nodes, List<Value> targets, List<Value> sources, GraphBuilder to, List<Value> seeds) {
        var pullBack = new PullBack(nodes, targets, sources);
        if (nodes.stream().noneMatch(Backward::hasList)) {
            return pullBack.backward(to, seeds);
        }
        var copier = new GraphCopier();
        pullBack.forward(copier, to);
        return pullBack.backward(copier, to, seeds);
    }

    private static boolean hasList(Region.Node node) {
        return node.results().stream().anyMatch(result -> result.type() instanceof ListType);
    }
}
