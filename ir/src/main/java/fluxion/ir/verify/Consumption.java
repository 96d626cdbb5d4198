package fluxion.ir.verify;

import fluxion.ir.ControlOp;
import fluxion.ir.Graph;
import fluxion.ir.ListType;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Checks that what an operation consumed is not used again. Needs a graph of sound structure.
///
/// - An operation consumes what [Op#consumes()] says. A loop consumes what it is given for a parameter that a round
///   consumes; a call what it is given for a parameter that the function consumes; a branch what either side does.
/// - A round cannot consume a value from outside of the loop, since the next one would use it again.
/// - A tensor that comes out of control flow is a new value. A list that does may be one that went in: that one is an
///   *origin* of it, and to consume either is to consume both.
final class Consumption {
    /// What a function does with its parameters.
    ///
    /// @param consumed those that it consumes
    /// @param results for each result the parameters that it may be
    private record Summary(Set<Integer> consumed, List<Set<Integer>> results) {}

    private final Findings findings;
    private final Map<Graph, Summary> summaries;
    private final Map<Value, Set<Value>> origins = new HashMap<>();
    private final Map<Value, Region.Node> consumed = new HashMap<>();
    // the keys of `consumed` in order
    private final List<Value> journal = new ArrayList<>();
    // the values defined in the innermost loop, or in the graph; those in a loop around it are of no use here
    private Set<Value> ownOfRound = new HashSet<>();

    Consumption(Findings findings) {
        this(findings, new HashMap<>());
    }

    private Consumption(Findings findings, Map<Graph, Summary> summaries) {
        this.findings = findings;
        this.summaries = summaries;
    }

    /// Checks a region.
    void check(Region region) {
        check(region, null);
    }

    /// Whether something in the region that was checked consumes `value`.
    boolean isConsumed(Value value) {
        return consumed.containsKey(value);
    }

    private void check(Region region, Region.@Nullable Node owner) {
        ownOfRound.addAll(region.parameters());
        for (var node : region.body()) {
            OpSchema.forEachOperand(node.op(), operand -> use(operand, node));
            node(node);
            ownOfRound.addAll(node.results());
        }
        region.yields().forEach(y -> use(y, owner));
    }

    private void node(Region.Node node) {
        switch (node.op()) {
            case ControlOp.If(var _, var whenTrue, var whenFalse) -> branch(node, whenTrue, whenFalse);
            case ControlOp.For(var _, var initial, var body) -> loop(node, initial, body, 1);
            case ControlOp.While(var initial, var condition, var body) -> {
                round(condition, node);
                var taken = condition.parameters().stream()
                        .filter(consumed::containsKey)
                        .toList();
                taken.forEach(x -> findings.add(node, "the condition consumes " + findings.name(x)));
                loop(node, initial, body, 0);
            }
            case TensorOp.Map(var _, var body) -> round(body, node);
            case TensorOp.Call(var function, var operands) -> call(node, function.primal(), operands);
            case TensorOp.StopGradient(var x) -> flow(node.results().getFirst(), List.of(x));
            case Op op -> op.consumes().forEach(operand -> consume(operand, node));
        }
    }

    private void branch(Region.Node node, Region whenTrue, Region whenFalse) {
        int before = journal.size();
        check(whenTrue, node);
        var taken = List.copyOf(journal.subList(before, journal.size()));
        var takers = taken.stream().map(consumed::get).toList();
        taken.forEach(consumed::remove);
        journal.subList(before, journal.size()).clear();
        check(whenFalse, node);
        for (int i = 0; i < taken.size(); i++) {
            mark(taken.get(i), takers.get(i));
        }
        for (int i = 0; i < node.results().size(); i++) {
            // what one branch consumed and the other yields lives on in the result alone
            var sources = Stream.of(whenTrue.yields().get(i), whenFalse.yields().get(i))
                    .flatMap(y -> originsOf(y).stream())
                    .filter(origin -> !consumed.containsKey(origin))
                    .toList();
            flow(node.results().get(i), sources);
        }
    }

    /// Checks a region that is evaluated many times; gives the values that it defines.
    private Set<Value> round(Region body, Region.Node owner) {
        var outer = ownOfRound;
        ownOfRound = new HashSet<>();
        check(body, owner);
        var own = ownOfRound;
        ownOfRound = outer;
        return own;
    }

    private void loop(Region.Node node, List<Value> initial, Region body, int first) {
        var own = round(body, node);
        var parameters = body.parameters().subList(first, body.parameters().size());
        var groups = groups(parameters, body.yields());
        for (int i = 0; i < initial.size(); i++) {
            var group = groups.get(i);
            if (group.stream().anyMatch(k -> consumed.containsKey(parameters.get(k)))) {
                if (group.stream().map(k -> body.yields().get(k)).distinct().count() < group.size()) {
                    findings.add(
                            node,
                            "a round consumes " + findings.name(parameters.get(i)) + ", and yields one list twice");
                }
                consume(initial.get(i), node);
            } else {
                var sources = new ArrayList<Value>();
                for (int k : group) {
                    sources.add(initial.get(k));
                    originsOf(body.yields().get(k)).stream()
                            .filter(origin -> !own.contains(origin))
                            .forEach(sources::add);
                }
                flow(node.results().get(i), sources);
            }
        }
    }

    /// For each carried value those that it may change places with from round to round; only lists do.
    private List<Set<Integer>> groups(List<Value> parameters, List<Value> yields) {
        var groups = new ArrayList<Set<Integer>>();
        for (int i = 0; i < parameters.size(); i++) {
            groups.add(new LinkedHashSet<>(Set.of(i)));
        }
        for (int i = 0; i < parameters.size(); i++) {
            var from = originsOf(yields.get(i));
            for (int k = 0; k < parameters.size(); k++) {
                if (from.contains(parameters.get(k)) && isList(yields.get(i)) && groups.get(i) != groups.get(k)) {
                    groups.get(i).addAll(groups.get(k));
                    var joined = groups.get(i);
                    joined.forEach(member -> groups.set(member, joined));
                }
            }
        }
        return groups;
    }

    private void call(Region.Node node, Graph graph, List<Value> operands) {
        var summary = summaries.get(graph);
        if (summary == null) {
            summary = summary(graph);
            summaries.put(graph, summary);
        }
        summary.consumed().forEach(i -> consume(operands.get(i), node));
        for (int i = 0; i < node.results().size(); i++) {
            flow(
                    node.results().get(i),
                    summary.results().get(i).stream().map(operands::get).toList());
        }
    }

    private Summary summary(Graph graph) {
        // what is wrong inside is reported where the graph itself is checked
        var inner = new Consumption(new Findings(graph, new ArrayList<>()), summaries);
        inner.check(graph.region());
        var taken = new LinkedHashSet<Integer>();
        for (int i = 0; i < graph.parameters().size(); i++) {
            if (inner.consumed.containsKey(graph.parameters().get(i))) {
                taken.add(i);
            }
        }
        var results = new ArrayList<Set<Integer>>();
        for (var result : graph.results()) {
            var from = new LinkedHashSet<Integer>();
            for (int i = 0; i < graph.parameters().size(); i++) {
                if (isList(result)
                        && inner.originsOf(result).contains(graph.parameters().get(i))
                        && !taken.contains(i)) {
                    from.add(i);
                }
            }
            results.add(from);
        }
        return new Summary(taken, results);
    }

    // ---------------------------------------------------------------- values

    private static boolean isList(Value value) {
        return value.type() instanceof ListType;
    }

    /// Notes that the list `result` may be any of `sources`, apart from those that may not be used any more.
    private void flow(Value result, Collection<Value> sources) {
        if (isList(result)) {
            var all = new LinkedHashSet<Value>();
            sources.forEach(source -> all.addAll(originsOf(source)));
            all.removeIf(consumed::containsKey);
            all.add(result);
            origins.put(result, all);
        }
    }

    private Set<Value> originsOf(Value value) {
        var found = origins.get(value);
        return found == null ? Set.of(value) : found;
    }

    private void use(Value value, Region.@Nullable Node node) {
        for (var origin : originsOf(value)) {
            var taker = consumed.get(origin);
            if (taker != null) {
                findings.add(
                        node, "uses " + findings.name(value) + " again, which `" + findings.line(taker) + "` consumed");
                return;
            }
        }
    }

    private void consume(Value value, Region.Node node) {
        for (var origin : originsOf(value)) {
            var taker = consumed.get(origin);
            if (taker == node) {
                findings.add(node, "consumes " + findings.name(value) + " twice");
            } else if (!ownOfRound.contains(origin)) {
                findings.add(
                        node,
                        "consumes " + findings.name(value) + " in each round of a loop, and it comes from outside");
            }
            mark(origin, node);
        }
    }

    private void mark(Value origin, Region.Node node) {
        if (consumed.put(origin, node) == null) {
            journal.add(origin);
        }
    }
}
