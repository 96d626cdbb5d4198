package fluxion.ir.verify;

import fluxion.ir.Graph;
import fluxion.ir.Region;
import fluxion.ir.Value;
import fluxion.ir.text.GraphPrinter;
import fluxion.ir.text.ValueNames;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Collects the errors of one graph. Names are given to its values when the first error needs them.
final class Findings {
    private final Graph graph;
    private final List<Finding> to;
    private @Nullable ValueNames names;

    Findings(Graph graph, List<Finding> to) {
        this.graph = graph;
        this.to = to;
    }

    /// Adds an error of the operation of `node`, or of the graph if that is null.
    void add(Region.@Nullable Node node, String message) {
        if (node == null) {
            to.add(new Finding(graph.name(), null, "", message, null));
            return;
        }
        var position =
                node.results().isEmpty() ? null : node.results().getFirst().position();
        to.add(new Finding(graph.name(), node.op(), line(node), message, position));
    }

    /// The operation of `node` as text.
    String line(Region.Node node) {
        return GraphPrinter.printLine(node, names());
    }

    /// The name of `value`.
    String name(Value value) {
        return names().of(value);
    }

    private ValueNames names() {
        if (names == null) {
            names = new ValueNames(graph.region());
        }
        return names;
    }
}
