package fluxion.ir.text;

import fluxion.ir.Graph;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.Value;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Writes graphs in the language of Graphviz: a node for each parameter, operation and list of yields, an edge from
/// what defines a value to what uses it, and a cluster for each region. Equal graphs give equal text.
public final class DotPrinter {
    private final StringBuilder out = new StringBuilder();
    private final FunctionNames functions;
    private final Map<Value, String> nodes = new IdentityHashMap<>();
    private int nextNode;
    private int nextCluster;

    private DotPrinter(Graph graph) {
        this.functions = new FunctionNames(graph);
    }

    /// The picture of `graph`, with those of the functions that it calls beside it.
    public static String print(Graph graph) {
        var printer = new DotPrinter(graph);
        printer.file(graph);
        return printer.out.toString();
    }

    private void file(Graph graph) {
        out.append("digraph ").append(quote(graph.name())).append(" {\n");
        out.append("  node [shape=box, fontname=\"monospace\", fontsize=10];\n");
        for (var function : functions.functions()) {
            cluster(functions.of(function), function.primal().region(), "  ");
        }
        region(graph.region(), "  ");
        out.append("}\n");
    }

    /// Writes a region in a frame; gives the node of what it yields.
    private String cluster(String label, Region region, String indent) {
        out.append(indent).append("subgraph cluster").append(nextCluster++).append(" {\n");
        out.append(indent).append("  label=").append(quote(label)).append(";\n");
        var yields = region(region, indent + "  ");
        out.append(indent).append("}\n");
        return yields;
    }

    private String region(Region region, String indent) {
        for (int i = 0; i < region.parameters().size(); i++) {
            var parameter = region.parameters().get(i);
            nodes.put(parameter, node("parameter " + i + "\n" + parameter.type(), ", shape=ellipse", indent));
        }
        for (var node : region.body()) {
            operation(node, indent);
        }
        var yields = node("yield", ", shape=ellipse", indent);
        edges(region.yields(), yields, indent);
        return yields;
    }

    private void operation(Region.Node node, String indent) {
        var regions = OpSchema.regions(node.op());
        var mnemonic = OpSchema.mnemonic(node.op());
        var yields = regions.stream()
                .map(region -> cluster(mnemonic, region, indent))
                .toList();
        var types =
                node.results().stream().map(value -> value.type().toString()).collect(Collectors.joining(", "));
        var label = mnemonic + Attributes.print(node.op(), functions) + (types.isEmpty() ? "" : "\n" + types);
        var name = node(label, "", indent);
        node.results().forEach(value -> nodes.put(value, name));
        edges(OpSchema.operands(node.op()), name, indent);
        for (var yield : yields) {
            edge(yield, name, " [style=dashed]", indent);
        }
    }

    private String node(String label, String attributes, String indent) {
        var name = "n" + nextNode++;
        out.append(indent)
                .append(name)
                .append(" [label=")
                .append(quote(label))
                .append(attributes)
                .append("];\n");
        return name;
    }

    private void edges(List<Value> from, String to, String indent) {
        // a value of a broken graph may have no definition
        from.forEach(value -> edge(nodes.getOrDefault(value, "undefined"), to, "", indent));
    }

    private void edge(String from, String to, String attributes, String indent) {
        out.append(indent)
                .append(from)
                .append(" -> ")
                .append(to)
                .append(attributes)
                .append(";\n");
    }

    /// A string of Graphviz, in which only the quote ends it and a backslash begins an escape.
    private static String quote(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\R", "\\\\n") + "\"";
    }
}
