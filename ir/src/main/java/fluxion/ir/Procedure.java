package fluxion.ir;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A closed graph that may invoke itself, directly or by way of others. Its signature is declared before its body is
/// defined, once; after that it never changes. Two procedures are the same if they are the same object.
///
/// A [Function] is a part of the graph that calls it, and is inlined when that is lowered; a procedure stays one. Its
/// types name symbols of its own, to which each [ControlOp.Invoke] gives values, so that an array may have another
/// length in each evaluation.
public final class Procedure {
    private final String name;
    private final List<String> symbols;
    private final List<Type> parameterTypes;
    private final List<Type> resultTypes;
    private final List<Integer> inPlace;
    private @Nullable Graph body;

    private Procedure(
            String name,
            List<String> symbols,
            List<Type> parameterTypes,
            List<Type> resultTypes,
            List<Integer> inPlace) {
        this.name = name;
        this.symbols = List.copyOf(symbols);
        this.parameterTypes = List.copyOf(parameterTypes);
        this.resultTypes = List.copyOf(resultTypes);
        this.inPlace = List.copyOf(inPlace);
    }

    /// A procedure without a body, the symbols of which are those that its types name.
    ///
    /// @param name what the text form and generated code call it
    /// @param parameterTypes the types of the parameters; none is a list
    /// @param resultTypes the types of the results; none is a list
    /// @param inPlace for each result the parameter that it takes the place of, or -1
    /// @throws IrException if that does not fit together
    public static Procedure declare(
            String name, List<Type> parameterTypes, List<Type> resultTypes, List<Integer> inPlace) {
        return declare(name, symbols(parameterTypes, resultTypes), parameterTypes, resultTypes, inPlace);
    }

    private static List<String> symbols(List<Type> parameterTypes, List<Type> resultTypes) {
        var symbols = new LinkedHashSet<String>();
        parameterTypes.forEach(type -> symbols.addAll(type.symbols()));
        resultTypes.forEach(type -> symbols.addAll(type.symbols()));
        return List.copyOf(symbols);
    }

    /// A procedure without a body.
    ///
    /// @param name what the text form and generated code call it
    /// @param symbols the symbols that its types and its body may name
    /// @param parameterTypes the types of the parameters; none is a list
    /// @param resultTypes the types of the results; none is a list
    /// @param inPlace for each result the number of the parameter, of the same type, that it takes the place of, or
    /// -1:
    ///     what is passed for that parameter is consumed
    /// @throws IrException if that does not fit together
    public static Procedure declare(
            String name,
            List<String> symbols,
            List<Type> parameterTypes,
            List<Type> resultTypes,
            List<Integer> inPlace) {
        check(name, inPlace.size() == resultTypes.size(), "inPlace", resultTypes, inPlace);
        for (int i = 0; i < inPlace.size(); i++) {
            int parameter = inPlace.get(i);
            check(
                    name,
                    parameter == -1
                            || (parameter >= 0
                                    && parameter < parameterTypes.size()
                                    && inPlace.indexOf(parameter) == i
                                    && parameterTypes.get(parameter).equals(resultTypes.get(i))),
                    "inPlace",
                    parameterTypes + " -> " + resultTypes,
                    inPlace);
        }
        var all = new ArrayList<>(parameterTypes);
        all.addAll(resultTypes);
        check(name, all.stream().noneMatch(ListType.class::isInstance), "types", "tensors and frames", all);
        check(
                name,
                new HashSet<>(symbols).size() == symbols.size()
                        && symbols.containsAll(symbols(parameterTypes, resultTypes)),
                "symbols",
                parameterTypes + " -> " + resultTypes,
                symbols);
        return new Procedure(name, symbols, parameterTypes, resultTypes, inPlace);
    }

    private static void check(String name, boolean holds, String what, Object expected, Object found) {
        if (!holds) {
            throw new IrException("procedure @" + name + ": " + what + " of " + found + " for " + expected);
        }
    }

    /// Gives the procedure its body.
    ///
    /// @throws IrException if it has one, or the body has other types than the declaration
    public void define(Region region) {
        check(name, body == null, "a second body", "a procedure", "one");
        // a program's procedure writes its tensors to buffers that it is given
        check(
                name,
                region.parameterTypes().equals(parameterTypes),
                "parameters",
                parameterTypes,
                region.parameterTypes());
        check(name, region.yieldTypes().equals(resultTypes), "results", resultTypes, region.yieldTypes());
        body = new Graph(name, region);
    }

    /// What the text form calls it.
    public String name() {
        return name;
    }

    /// The symbols that its types and its body may name.
    public List<String> symbols() {
        return symbols;
    }

    /// The types of the parameters.
    public List<Type> parameterTypes() {
        return parameterTypes;
    }

    /// The types of the results.
    public List<Type> resultTypes() {
        return resultTypes;
    }

    /// For each result the number of the parameter that it takes the place of, or -1.
    public List<Integer> inPlace() {
        return inPlace;
    }

    /// Whether it has a body.
    public boolean isDefined() {
        return body != null;
    }

    /// What it computes.
    ///
    /// @throws IrException if it has no body yet
    public Graph body() {
        if (body == null) {
            throw new IrException("procedure @" + name + " is declared, but has no body");
        }
        return body;
    }

    /// The procedures that `region` invokes, directly or not, each once, in the order in which they are met.
    public static SequencedSet<Procedure> in(Region region) {
        var found = new LinkedHashSet<Procedure>();
        var open = new ArrayDeque<Region>(List.of(region));
        while (!open.isEmpty()) {
            var met = new ArrayList<Procedure>();
            collect(open.pop(), met);
            for (var procedure : met) {
                if (found.add(procedure) && procedure.isDefined()) {
                    open.add(procedure.body().region());
                }
            }
        }
        return found;
    }

    private static void collect(Region region, Collection<Procedure> to) {
        for (var node : region.body()) {
            OpSchema.forEachAttribute(node.op(), attribute -> {
                if (attribute instanceof Procedure procedure) {
                    to.add(procedure);
                } else if (attribute instanceof Function function) {
                    collect(function.primal().region(), to);
                }
            });
            OpSchema.regions(node.op()).forEach(inner -> collect(inner, to));
        }
    }

    /// `pass` of `graph` and of every procedure that it invokes: a pass knows one body at a time.
    ///
    /// @param pass keeps the types of parameters and results
    public static Graph map(Graph graph, UnaryOperator<Graph> pass) {
        var mapped = pass.apply(graph);
        var procedures = in(mapped.region());
        if (procedures.isEmpty()) {
            return mapped;
        }
        var renamed = new IdentityHashMap<Procedure, Procedure>();
        for (var procedure : procedures) {
            renamed.put(
                    procedure,
                    declare(
                            procedure.name,
                            procedure.symbols,
                            procedure.parameterTypes,
                            procedure.resultTypes,
                            procedure.inPlace));
        }
        renamed.forEach((from, to) -> {
            var body = pass.apply(from.body());
            to.define(new Renaming(renamed).copyRegion(body.region(), GraphBuilder.withoutNumbering()));
        });
        return new Graph(
                mapped.name(), new Renaming(renamed).copyRegion(mapped.region(), GraphBuilder.withoutNumbering()));
    }

    /// Copies with other procedures in place of some.
    private static final class Renaming extends GraphCopier {
        private final Map<Procedure, Procedure> procedures;

        Renaming(Map<Procedure, Procedure> procedures) {
            this.procedures = procedures;
        }

        @Override
        protected List<Value> replace(Region.Node node, Op op, GraphBuilder g) {
            return op instanceof ControlOp.Invoke(var procedure, var extents, var operands)
                    ? g.append(new ControlOp.Invoke(procedures.getOrDefault(procedure, procedure), extents, operands))
                    : g.append(op);
        }
    }

    @Override
    public String toString() {
        return "@" + name;
    }
}
