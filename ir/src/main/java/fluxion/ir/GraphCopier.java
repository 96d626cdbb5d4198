package fluxion.ir;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Copies operations from one region into another: the one traversal that graph-to-graph passes use.
public class GraphCopier {
    private final Map<Value, Value> copies = new IdentityHashMap<>();

    /// Creates a copier that has copied nothing.
    public GraphCopier() {}

    /// Makes `to` stand for `from` in all that is copied after.
    public final void bind(Value from, Value to) {
        copies.put(from, to);
    }

    /// What stands for `from`: its copy, or itself if it belongs to an enclosing region.
    public final Value copyOf(Value from) {
        return copies.getOrDefault(from, from);
    }

    /// What stands for each of `from`.
    public final List<Value> copyOf(List<Value> from) {
        var to = new ArrayList<Value>(from.size());
        for (var value : from) {
            to.add(copyOf(value));
        }
        return Collections.unmodifiableList(to);
    }

    /// The copy of a whole graph.
    public final Graph copy(Graph graph) {
        return copy(graph, graph.name());
    }

    /// The copy of a whole graph under another name.
    public final Graph copy(Graph graph, String name) {
        return new Graph(name, copyRegion(graph.region(), new GraphBuilder()));
    }

    /// Copies `body` to the end of `g`.
    public final void copy(List<Region.Node> body, GraphBuilder g) {
        for (var node : copied(body)) {
            copy(node, g);
        }
    }

    /// Which operations of `body` are copied: all of them unless overridden.
    protected List<Region.Node> copied(List<Region.Node> body) {
        return body;
    }

    /// Copies `node` to the end of `g`.
    public final void copy(Region.Node node, GraphBuilder g) {
        g.at(node.position());
        var results = replace(node, OpSchema.map(node.op(), this::copyOf, region -> copyRegion(region, g.nested())), g);
        if (results != node.results()) {
            for (int i = 0; i < results.size(); i++) {
                bind(node.results().get(i), results.get(i));
            }
        }
    }

    /// Copies `region` into the empty builder `g` and ends it.
    public final Region copyRegion(Region region, GraphBuilder g) {
        for (var parameter : region.parameters()) {
            bind(parameter, g.parameter(type(parameter.type()), parameter.position()));
        }
        copy(region.body(), g);
        return g.finish(copyOf(region.yields()));
    }

    /// The type of the copy of a parameter of type `type`: that type unless overridden.
    protected Type type(Type type) {
        return type;
    }

    /// What takes the place of the results of `node`. Appends `op` itself unless overridden.
    ///
    /// @param node the original
    /// @param op its operation, the operands and regions of which are copies already
    /// @param g where to append
    protected List<Value> replace(Region.Node node, Op op, GraphBuilder g) {
        return g.append(op);
    }
}
