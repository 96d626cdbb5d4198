package fluxion.compiler.simplify;

import fluxion.ir.ControlOp;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/// Removes operations that have no effect and the results of which nothing uses, in all regions; also what loops carry,
/// and what branches yield, for nothing.
public final class DeadCode extends GraphCopier {
    private final Set<Region.Node> live = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Value> used = Collections.newSetFromMap(new IdentityHashMap<>());

    private DeadCode() {}

    /// `graph` without dead operations.
    public static Graph run(Graph graph) {
        var pass = new DeadCode();
        pass.used.addAll(graph.results());
        pass.mark(graph.region());
        return new Graph(graph.name(), pass.live(graph.region()));
    }

    /// What is live of `region`: operations move as they are unless something in them is dead.
    private Region live(Region region) {
        var g = new GraphBuilder();
        copy(region.body(), g);
        return new Region(region.parameters(), g.body(), copyOf(region.yields()));
    }

    /// Marks what is live in `region`, as far as its users are known.
    private void mark(Region region) {
        for (var node : region.body().reversed()) {
            if (node.op().hasEffect() || node.results().stream().anyMatch(used::contains)) {
                live.add(node);
                mark(node);
            }
        }
    }

    private void mark(Region.Node node) {
        switch (node.op()) {
            case ControlOp.If(var condition, var whenTrue, var whenFalse) -> {
                used.add(condition);
                for (var region : List.of(whenTrue, whenFalse)) {
                    for (int i = 0; i < node.results().size(); i++) {
                        if (used.contains(node.results().get(i))) {
                            used.add(region.yields().get(i));
                        }
                    }
                    mark(region);
                }
            }
            case ControlOp.For(var count, var initial, var body) -> {
                used.add(count);
                loop(initial, body, i -> isCarried(node, body, 1, i));
            }
            case ControlOp.While(var initial, var condition, var body) -> {
                used.add(condition.yields().getFirst());
                mark(condition);
                loop(initial, body, i -> isCarried(node, condition, body, i));
            }
            case Op op -> {
                OpSchema.forEachOperand(op, used::add);
                for (var region : OpSchema.regions(op)) {
                    used.addAll(region.yields());
                    mark(region);
                }
            }
        }
    }

    /// Follows what is carried from round to round until nothing is found to be of use that was not before.
    private void loop(List<Value> initial, Region body, IntPredicate isCarried) {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = 0; i < initial.size(); i++) {
                changed |= isCarried.test(i) && used.add(body.yields().get(i));
            }
            int before = used.size();
            mark(body);
            changed |= used.size() > before;
        }
        for (int i = 0; i < initial.size(); i++) {
            if (isCarried.test(i)) {
                used.add(initial.get(i));
            }
        }
    }

    private boolean isCarried(Region.Node node, Region body, int first, int i) {
        return used.contains(node.results().get(i))
                || used.contains(body.parameters().get(first + i));
    }

    private boolean isCarried(Region.Node node, Region condition, Region body, int i) {
        return isCarried(node, body, 0, i)
                || used.contains(condition.parameters().get(i));
    }

    @Override
    protected List<Region.Node> copied(List<Region.Node> body) {
        return body.stream().filter(live::contains).toList();
    }

    @Override
    protected List<Value> replace(Region.Node node, Op op, GraphBuilder g) {
        return switch (node.op()) {
            case ControlOp.If _ ->
                reduced(node, op, i -> used.contains(node.results().get(i)), g);
            case ControlOp.For(var _, var _, var body) -> reduced(node, op, i -> isCarried(node, body, 1, i), g);
            case ControlOp.While(var _, var condition, var body) ->
                reduced(node, op, i -> isCarried(node, condition, body, i), g);
            case Op _ -> op == node.op() ? g.move(node) : g.append(op);
        };
    }

    /// `op`, the copy of that of `node`, with those of its results only that `isKept` names.
    private List<Value> reduced(Region.Node node, Op op, IntPredicate isKept, GraphBuilder g) {
        var kept = new ArrayList<Integer>();
        for (int i = 0; i < node.results().size(); i++) {
            if (isKept.test(i)) {
                kept.add(i);
            }
        }
        if (kept.size() == node.results().size()) {
            return g.append(op);
        }
        var results = g.append(
                switch (op) {
                    case ControlOp.If(var condition, var whenTrue, var whenFalse) ->
                        new ControlOp.If(condition, pick(whenTrue, kept, 0, true), pick(whenFalse, kept, 0, true));
                    case ControlOp.For(var count, var initial, var body) ->
                        new ControlOp.For(count, pick(initial, kept), pick(body, kept, 1, true));
                    case ControlOp.While(var initial, var condition, var body) ->
                        new ControlOp.While(
                                pick(initial, kept), pick(condition, kept, 0, false), pick(body, kept, 0, true));
                    case Op other -> other;
                });
        for (int i = 0; i < kept.size(); i++) {
            bind(node.results().get(kept.get(i)), results.get(i));
        }
        return List.of(); // bound already, each in its place
    }

    private static List<Value> pick(List<Value> values, List<Integer> kept) {
        return kept.stream().map(values::get).toList();
    }

    private static Region pick(Region region, List<Integer> kept, int first, boolean carries) {
        var parameters = new ArrayList<Value>();
        if (!region.parameters().isEmpty()) {
            parameters.addAll(region.parameters().subList(0, first));
            parameters.addAll(
                    pick(region.parameters().subList(first, region.parameters().size()), kept));
        }
        return new Region(parameters, region.body(), carries ? pick(region.yields(), kept) : region.yields());
    }
}
