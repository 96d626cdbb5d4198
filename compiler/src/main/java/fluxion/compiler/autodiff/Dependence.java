package fluxion.compiler.autodiff;

import fluxion.ir.ControlOp;
import fluxion.ir.GraphOp;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which values depend on given ones, and which ones given values depend on. Loops are followed to their fixed point.
enum Dependence {
    /// Through derivatives alone.
    DERIVATIVE,
    /// In any way: a value may differ where the given ones differ.
    VALUE;

    /// Adds to `known` all values in `nodes`, nested regions included, that depend on values of `known`.
    void forward(List<Region.Node> nodes, Set<Value> known) {
        forward(nodes, known, new ProcedureFlow(this));
    }

    /// The same with what is known of procedures.
    void forward(List<Region.Node> nodes, Set<Value> known, ProcedureFlow procedures) {
        forward(nodes, known, new HashSet<>(), procedures);
    }

    private void forward(List<Region.Node> nodes, Set<Value> known, Set<Value> excluded, ProcedureFlow procedures) {
        for (var node : nodes) {
            switch ((GraphOp) node.op()) {
                case ControlOp.If(var condition, var whenTrue, var whenFalse) -> {
                    forward(whenTrue.body(), known, excluded, procedures);
                    forward(whenFalse.body(), known, excluded, procedures);
                    boolean all = this == VALUE && known.contains(condition);
                    for (int i = 0; i < node.results().size(); i++) {
                        if (all
                                || known.contains(whenTrue.yields().get(i))
                                || known.contains(whenFalse.yields().get(i))) {
                            reach(node.results().get(i), known, excluded);
                        }
                    }
                }
                case ControlOp.For op -> {
                    boolean divergent = this == VALUE && known.contains(op.count());
                    if (divergent) {
                        excluded.addAll(LoopBatching.alignedIndices(op));
                    }
                    loop(node, op.initial(), op.body(), 1, divergent, List.of(), known, excluded, procedures);
                }
                case ControlOp.While(var initial, var condition, var body) ->
                    loop(node, initial, body, 0, false, List.of(condition), known, excluded, procedures);
                case TensorOp.Map(var _, var body) -> {
                    forward(body.body(), known, excluded, procedures);
                    for (int i = 0; i < node.results().size(); i++) {
                        if (known.contains(body.yields().get(i))) {
                            reach(node.results().get(i), known, excluded);
                        }
                    }
                }
                case ControlOp.Invoke(var procedure, var _, var operands) -> {
                    var flow = procedures.of(procedure);
                    for (int i = 0; i < node.results().size(); i++) {
                        if (flow.get(i).stream().map(operands::get).anyMatch(known::contains)) {
                            reach(node.results().get(i), known, excluded);
                        }
                    }
                }
                case GraphOp op -> {
                    if (passes(op) && OpSchema.operands(op).stream().anyMatch(known::contains)) {
                        node.results().forEach(result -> reach(result, known, excluded));
                    }
                }
            }
        }
    }

    private void loop(
            Region.Node node,
            List<Value> initial,
            Region body,
            int first,
            boolean divergent,
            List<Region> conditions,
            Set<Value> known,
            Set<Value> excluded,
            ProcedureFlow procedures) {
        var carried = body.parameters().subList(first, body.parameters().size());
        boolean apart = divergent;
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = 0; i < carried.size(); i++) {
                boolean stops = apart && body.yields().get(i) != carried.get(i);
                if (stops
                        || known.contains(initial.get(i))
                        || known.contains(body.yields().get(i))) {
                    changed |= reach(carried.get(i), known, excluded);
                }
            }
            for (var condition : conditions) {
                for (int i = 0; i < carried.size(); i++) {
                    if (known.contains(carried.get(i))) {
                        reach(condition.parameters().get(i), known, excluded);
                    }
                }
                forward(condition.body(), known, excluded, procedures);
                if (this == VALUE && !apart && known.contains(condition.yields().getFirst())) {
                    apart = true;
                    changed = true;
                }
            }
            forward(body.body(), known, excluded, procedures);
            for (int i = 0; i < carried.size(); i++) {
                changed |= known.contains(body.yields().get(i)) && !known.contains(carried.get(i));
            }
        }
        for (int i = 0; i < carried.size(); i++) {
            if (known.contains(carried.get(i))) {
                reach(node.results().get(i), known, excluded);
            }
        }
    }

    private boolean passes(GraphOp op) {
        return this == VALUE || Differentiability.obstacle(op).isEmpty();
    }

    private boolean reach(Value value, Set<Value> known, Set<Value> excluded) {
        return (this == VALUE || Differentiability.hasDerivative(value.type()))
                && !excluded.contains(value)
                && known.add(value);
    }

    /// Adds to `known` all values of `within` in `nodes`, nested regions included, that values of `known` depend
    /// on by derivative.
    static void backward(List<Region.Node> nodes, Collection<Value> within, Set<Value> known) {
        for (int k = nodes.size() - 1; k >= 0; k--) {
            var node = nodes.get(k);
            switch ((GraphOp) node.op()) {
                case ControlOp.If(var _, var whenTrue, var whenFalse) -> {
                    for (var region : List.of(whenTrue, whenFalse)) {
                        yields(node, region, within, known);
                        backward(region.body(), within, known);
                    }
                }
                case ControlOp.For(var _, var initial, var body) -> loopBackward(node, initial, body, 1, within, known);
                case ControlOp.While(var initial, var _, var body) ->
                    loopBackward(node, initial, body, 0, within, known);
                case TensorOp.Map(var _, var body) -> {
                    yields(node, body, within, known);
                    backward(body.body(), within, known);
                }
                case GraphOp op -> {
                    if (node.results().stream().anyMatch(known::contains)) {
                        OpSchema.forEachOperand(op, x -> need(x, within, known));
                    }
                }
            }
        }
    }

    private static void loopBackward(
            Region.Node node, List<Value> initial, Region body, int first, Collection<Value> within, Set<Value> known) {
        var carried = body.parameters().subList(first, body.parameters().size());
        yields(node, body, within, known);
        boolean changed = true;
        while (changed) {
            backward(body.body(), within, known);
            changed = false;
            for (int i = 0; i < carried.size(); i++) {
                if (known.contains(carried.get(i))) {
                    changed |= need(body.yields().get(i), within, known);
                }
            }
        }
        for (int i = 0; i < carried.size(); i++) {
            if (known.contains(carried.get(i)) || known.contains(node.results().get(i))) {
                need(initial.get(i), within, known);
            }
        }
    }

    private static void yields(Region.Node node, Region region, Collection<Value> within, Set<Value> known) {
        for (int i = 0; i < node.results().size(); i++) {
            if (known.contains(node.results().get(i))) {
                need(region.yields().get(i), within, known);
            }
        }
    }

    private static boolean need(Value value, Collection<Value> within, Set<Value> known) {
        return within.contains(value) && known.add(value);
    }
}
