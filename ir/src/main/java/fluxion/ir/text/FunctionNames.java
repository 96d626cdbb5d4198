package fluxion.ir.text;

import fluxion.ir.Function;
import fluxion.ir.Graph;
import fluxion.ir.OpSchema;
import fluxion.ir.Procedure;
import fluxion.ir.Region;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The functions that a graph calls, directly or not, each after those that it needs itself, and the procedures that it
/// invokes, with names that differ.
final class FunctionNames {
    private final Map<Function, String> names = new LinkedHashMap<>();
    private final Map<Procedure, String> procedures = new LinkedHashMap<>();
    private final Set<String> taken = new HashSet<>();

    FunctionNames(Graph graph) {
        taken.add(graph.name());
        collect(graph.region());
    }

    private void collect(Region region) {
        for (var node : region.body()) {
            for (var component : OpSchema.components(node.op())) {
                if (component instanceof Function function) {
                    collect(function);
                } else if (component instanceof Procedure procedure) {
                    collect(procedure);
                } else if (component instanceof Region nested) {
                    collect(nested);
                }
            }
        }
    }

    private void collect(Function function) {
        if (names.containsKey(function)) {
            return;
        }
        collect(function.primal().region());
        function.pullBack().ifPresent(graph -> collect(Function.of(graph)));
        function.pushForward().ifPresent(graph -> collect(Function.of(graph)));
        names.put(function, symbol(free(function.name())));
    }

    private void collect(Procedure procedure) {
        if (!procedures.containsKey(procedure)) {
            procedures.put(procedure, symbol(free(procedure.name())));
            if (procedure.isDefined()) {
                collect(procedure.body().region());
            }
        }
    }

    private String free(String wanted) {
        var name = wanted;
        for (int i = 1; !taken.add(name); i++) {
            name = wanted + "_" + i;
        }
        return name;
    }

    /// The functions in the order in which they are printed.
    List<Function> functions() {
        return List.copyOf(names.keySet());
    }

    /// The symbol of `function`.
    String of(Function function) {
        return names.getOrDefault(function, symbol(function.name()));
    }

    /// The procedures in the order in which they are printed.
    List<Procedure> procedures() {
        return List.copyOf(procedures.keySet());
    }

    /// The symbol of `procedure`.
    String of(Procedure procedure) {
        return procedures.getOrDefault(procedure, symbol(procedure.name()));
    }

    /// The attributes of the printed graph of `function`.
    String attributes(Function function) {
        var attributes = new LinkedHashMap<String, String>();
        function.pullBack().ifPresent(graph -> attributes.put("pullBack", of(Function.of(graph))));
        function.pushForward().ifPresent(graph -> attributes.put("pushForward", of(Function.of(graph))));
        if (function.recompute()) {
            attributes.put("recompute", "true");
        }
        return Attributes.print(attributes);
    }

    /// The name `name` as a symbol.
    static String symbol(String name) {
        return "@" + (name.matches("[A-Za-z0-9_.$-]+") ? name : Attributes.quote(name));
    }
}
