package fluxion.ir.text;

import fluxion.ir.Dim;
import fluxion.ir.Graph;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Procedure;
import fluxion.ir.Program;
import fluxion.ir.Region;
import fluxion.ir.Shape;
import fluxion.ir.Value;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes graphs and programs in the text form. Equal graphs give equal text. Never throws, broken graphs included.
public final class GraphPrinter {
    /// The text of a graph or program, with the line at which each operation stands.
    ///
    /// @param text the text
    /// @param lines the line of each operation of the printed graph (not of the functions that it calls), counted
    /// from 1;
    ///     operations are keys by identity
    public record Listing(String text, Map<Op, Integer> lines) {}

    private final StringBuilder out = new StringBuilder();
    private final Map<Op, Integer> lines = new IdentityHashMap<>();
    private final FunctionNames functions;
    private final boolean positions;
    private ValueNames names;
    /// The values defined so far in the regions around the current line; null where scopes do not matter.
    private @Nullable Set<Value> visible = new HashSet<>();

    private int line = 1;

    private GraphPrinter(Graph graph, ValueNames names, boolean positions) {
        this.functions = new FunctionNames(graph);
        this.names = names;
        this.positions = positions;
    }

    /// The text of `graph`, after that of the functions that it calls.
    public static String print(Graph graph) {
        return list(graph).text();
    }

    /// The text of `program`.
    public static String print(Program program) {
        return list(program).text();
    }

    /// The text of `graph` with the Java line that made each value as a comment.
    public static String printWithPositions(Graph graph) {
        return new GraphPrinter(graph, new ValueNames(graph.region()), true)
                .file("", graph)
                .text();
    }

    /// The text of `graph` and where in it its operations stand.
    public static Listing list(Graph graph) {
        return new GraphPrinter(graph, new ValueNames(graph.region()), false).file("", graph);
    }

    /// The text of `program` and where in it its operations stand.
    public static Listing list(Program program) {
        var header = new LinkedHashMap<String, String>();
        header.put("arguments", Attributes.print(program.arguments()));
        header.put("results", Attributes.print(program.results()));
        header.put("inPlace", Attributes.print(program.inPlace()));
        return new GraphPrinter(program.graph(), new ValueNames(program.graph().region()), false)
                .file("program" + Attributes.print(header), program.graph());
    }

    /// One operation as it stands in the text, on one line, without its regions.
    public static String printLine(Region.Node node, ValueNames names) {
        var nothing = new Graph("", new Region(List.of(), List.of(), List.of()));
        var printer = new GraphPrinter(nothing, names, false);
        printer.visible = null;
        printer.head(node);
        return printer.out.toString();
    }

    private Listing file(String header, Graph graph) {
        var main = names;
        for (var procedure : functions.procedures()) {
            declaration(procedure);
        }
        for (var function : functions.functions()) {
            names = new ValueNames(function.primal().region());
            graph(functions.of(function) + functions.attributes(function), function.primal());
        }
        for (var procedure : functions.procedures()) {
            if (procedure.isDefined()) {
                names = new ValueNames(procedure.body().region());
                graph(functions.of(procedure), procedure.body());
            }
        }
        names = main;
        lines.clear();
        if (!header.isEmpty()) {
            out.append(header);
            newLine();
        }
        graph(FunctionNames.symbol(graph.name()), graph);
        return new Listing(out.toString(), lines);
    }

    private void declaration(Procedure procedure) {
        out.append("declare ")
                .append(functions.of(procedure))
                .append("{symbols=")
                .append(new Shape(procedure.symbols().stream().map(Dim::symbol).toList()))
                .append(", parameters=")
                .append(Attributes.print(procedure.parameterTypes()))
                .append(", results=")
                .append(Attributes.print(procedure.resultTypes()))
                .append(", inPlace=")
                .append(Attributes.print(procedure.inPlace()))
                .append('}');
        newLine();
    }

    private void graph(String header, Graph graph) {
        out.append("graph ").append(header);
        parameters(graph.parameters());
        block(graph.region(), "");
        newLine();
    }

    private void parameters(List<Value> parameters) {
        define(parameters);
        out.append(parameters.stream()
                .map(p -> names.of(p) + ": " + p.type())
                .collect(Collectors.joining(", ", "(", ") ")));
    }

    private void block(Region region, String indent) {
        out.append("{");
        newLine();
        var inner = indent + "  ";
        for (var node : region.body()) {
            lines.put(node.op(), line);
            out.append(inner);
            head(node);
            for (var nested : OpSchema.regions(node.op())) {
                out.append(' ');
                if (!nested.parameters().isEmpty()) {
                    parameters(nested.parameters());
                }
                block(nested, inner);
            }
            position(node.results());
            newLine();
            define(node.results());
        }
        if (!region.yields().isEmpty()) {
            out.append(inner).append("yield ").append(names(region.yields()));
            newLine();
        }
        out.append(indent).append("}");
        if (visible != null) {
            region.parameters().forEach(visible::remove);
            region.body().forEach(node -> node.results().forEach(visible::remove));
        }
    }

    private void head(Region.Node node) {
        if (!node.results().isEmpty()) {
            out.append(node.results().stream().map(names::of).collect(Collectors.joining(", ")))
                    .append(" = ");
        }
        out.append(OpSchema.mnemonic(node.op())).append(Attributes.print(node.op(), functions));
        var separator = " ";
        var parts = OpSchema.of(node.op()).parts();
        var components = OpSchema.components(node.op());
        for (int i = 0; i < parts.size(); i++) {
            var kind = parts.get(i).kind();
            if (kind == OpSchema.Kind.OPERAND || kind == OpSchema.Kind.OPERANDS) {
                out.append(separator);
                operands(components.get(i));
                separator = ", ";
            }
        }
    }

    /// Writes a [Value], or a list of them in brackets.
    private void operands(Object component) {
        if (component instanceof List<?> values) {
            out.append(values.stream().map(v -> name((Value) v)).collect(Collectors.joining(", ", "[", "]")));
        } else {
            out.append(name((Value) component));
        }
    }

    private void position(List<Value> results) {
        var position = results.isEmpty() ? null : results.getFirst().position();
        if (positions && position != null) {
            out.append("  // ").append(position.toString().replaceAll("\\R", " "));
        }
    }

    private void newLine() {
        out.append('\n');
        line++;
    }

    private void define(List<Value> values) {
        if (visible != null) {
            visible.addAll(values);
        }
    }

    private String names(List<Value> values) {
        return values.stream().map(this::name).collect(Collectors.joining(", "));
    }

    private String name(Value value) {
        return visible == null || visible.contains(value) ? names.of(value) : "%?";
    }
}
