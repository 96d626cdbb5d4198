package fluxion.ir.verify;

import fluxion.ir.BufferType;
import fluxion.ir.ControlOp;
import fluxion.ir.Dim;
import fluxion.ir.FrameType;
import fluxion.ir.Graph;
import fluxion.ir.IrException;
import fluxion.ir.ListType;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.Shape;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.ir.Value;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What holds at both levels: scopes, types, symbols, vocabulary.
final class Structure {
    private final Graph graph;
    private final Level level;
    private final Findings findings;
    private final Set<String> symbols;
    private final Set<String> parameters;
    private final Set<Value> defined = new HashSet<>();
    private final Set<Value> visible = new HashSet<>();
    private boolean sound = true;

    Structure(Graph graph, Level level, Collection<String> symbols, Findings findings) {
        this.graph = graph;
        this.level = level;
        this.findings = findings;
        this.symbols = new LinkedHashSet<>(symbols);
        this.parameters = Set.copyOf(symbols);
    }

    /// Checks everything; whether nothing was wrong.
    boolean check() {
        region(graph.region(), null);
        return sound;
    }

    private void report(Region.@Nullable Node node, String message) {
        sound = false;
        findings.add(node, message);
    }

    /// Checks a region of `owner`, or the whole graph if that is null.
    private void region(Region region, Region.@Nullable Node owner) {
        var around = Set.copyOf(symbols);
        for (var parameter : region.parameters()) {
            define(parameter, owner);
            symbols(parameter.type(), owner);
        }
        for (var node : region.body()) {
            node(node);
        }
        for (var y : region.yields()) {
            use(y, owner, "yields ");
        }
        symbols.retainAll(around);
        if (owner == null) {
            region.yields().forEach(y -> symbols(y.type(), null));
        }
        region.parameters().forEach(visible::remove);
        region.body().forEach(node -> node.results().forEach(visible::remove));
    }

    private void node(Region.Node node) {
        var op = node.op();
        if (!level.has(op)) {
            report(node, "an operation that does not belong in a " + level);
        }
        OpSchema.forEachOperand(op, operand -> use(operand, node, "uses "));
        for (var nested : OpSchema.regions(op)) {
            region(nested, node);
        }
        if (op instanceof ControlOp.Extent(var symbol, var _)) {
            extent(symbol, node);
        }
        for (var component : OpSchema.components(op)) {
            symbols(component, node);
        }
        types(node);
        if (!OpSchema.regions(op).isEmpty()) {
            node.results().forEach(result -> symbols(result.type(), node));
        }
        for (int i = 0; i < node.results().size(); i++) {
            var result = node.results().get(i);
            if (result.def() != op || result.index() != i) {
                report(node, findings.name(result) + " is not result " + i + " of this operation");
            }
            define(result, node);
        }
    }

    private void types(Region.Node node) {
        List<Type> types;
        try {
            types = node.op().types();
        } catch (IrException e) {
            report(node, String.valueOf(e.getMessage()));
            return;
        } catch (RuntimeException e) {
            // a type rule may trip over what its operands are before it can say so
            report(node, "the type rule fails: " + e);
            return;
        }
        var found = node.results().stream().map(Value::type).toList();
        if (!found.equals(types)) {
            report(node, "results of type " + found + ", the type rule gives " + types);
        }
    }

    private void define(Value value, Region.@Nullable Node owner) {
        if (!defined.add(value)) {
            report(owner, findings.name(value) + " is defined twice");
        }
        visible.add(value);
        if (!level.has(value.type())) {
            report(owner, findings.name(value) + " has type " + value.type() + ", which does not belong in a " + level);
        }
    }

    private void use(Value value, Region.@Nullable Node node, String how) {
        if (!visible.contains(value)) {
            var name = findings.name(value);
            report(
                    node,
                    how
                            + name
                            + (defined.contains(value)
                                    ? ", which is defined in a region that does not enclose it"
                                    : name.equals("%?")
                                            ? ", a value that this graph does not define"
                                            : " before its definition"));
        }
    }

    // ---------------------------------------------------------------- symbols

    /// Binds what `node` does.
    private void extent(Dim symbol, Region.Node node) {
        if (symbol.symbols().stream().anyMatch(parameters::contains)) {
            report(node, "binds " + symbol + ", which the type of a parameter of the graph names");
        }
        symbols.addAll(symbol.symbols());
    }

    private void symbols(Object component, Region.@Nullable Node node) {
        if (component instanceof Dim dim) {
            symbols(dim, node);
        } else if (component instanceof Shape shape) {
            shape.dims().forEach(dim -> symbols(dim, node));
        } else if (component instanceof Type type) {
            symbols(type, node);
        } else if (component instanceof List<?> list
                && !list.isEmpty()
                && (list.getFirst() instanceof Dim || list.getFirst() instanceof Type)) {
            list.forEach(item -> symbols(item, node));
        }
    }

    private void symbols(Type type, Region.@Nullable Node node) {
        switch (type) {
            case TensorType(var _, var shape) -> shape.dims().forEach(dim -> symbols(dim, node));
            case BufferType(var _, var size) -> symbols(size, node);
            case ListType(var element) -> symbols(element, node);
            case FrameType _ -> {}
        }
    }

    private void symbols(Dim dim, Region.@Nullable Node node) {
        if (!dim.isConstant() && !symbols.containsAll(dim.symbols())) {
            var unbound = dim.symbols();
            unbound.removeAll(symbols);
            report(
                    node,
                    "dimension " + dim + " names " + String.join(", ", unbound)
                            + ", which neither the type of a parameter of the graph nor an extent around binds");
        }
    }
}
