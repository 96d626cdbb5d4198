package fluxion.compiler.autodiff;

import fluxion.ir.ControlOp;
import fluxion.ir.Function;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.GraphOp;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The forward mode of a list of operations: tangents of sources to tangents of everything that depends on them.
///
/// Control flow carries the tangents of what depends on a source along with the values. Several tangents of each source
/// may go side by side, each in a *lane* of its own; the values themselves are then computed once for all of them.
public final class PushForward {
    private final Set<Value> varied;
    private final GraphCopier copier;
    private final FunctionPushForwards functions;
    private final List<Tangents> lanes;
    private final boolean visible;

    private PushForward(
            Set<Value> varied,
            GraphCopier copier,
            FunctionPushForwards functions,
            List<Tangents> lanes,
            boolean visible) {
        this.varied = varied;
        this.copier = copier;
        this.functions = functions;
        this.lanes = lanes;
        this.visible = visible;
    }

    /// Copies `nodes` to the end of `to` and appends the tangents along the way.
    ///
    /// @param copier knows the copies of what the operations use, and learns those of what they define
    /// @param sources values with derivatives, defined outside `nodes`
    /// @param tangents a tangent for each source, in `to`
    /// @param targets the values whose tangents are wanted
    /// @return the tangent of each target; null where it is structurally zero
    public static List<@Nullable Value> copy(
            List<Region.Node> nodes,
            GraphCopier copier,
            GraphBuilder to,
            List<Value> sources,
            List<Value> tangents,
            List<Value> targets) {
        return new FunctionPushForwards().run(nodes, copier, to, sources, tangents, targets, false);
    }

    /// The same with several lanes. Each has tangents of all sources.
    ///
    /// @param nodes operations without invocations of procedures
    /// @param tangents for each lane, a tangent for each source, in `to`
    /// @return for each lane, the tangent of each target; null where it is structurally zero
    static List<List<@Nullable Value>> copyInLanes(
            List<Region.Node> nodes,
            GraphCopier copier,
            GraphBuilder to,
            List<Value> sources,
            List<List<Value>> tangents,
            List<Value> targets) {
        return runInLanes(nodes, copier, to, sources, tangents, targets, false, new FunctionPushForwards());
    }

    /// Appends the tangents of `nodes` to `to`, where the operations are visible. Loops, branches and calls that
    /// tangents pass through are evaluated again.
    ///
    /// @param sources values with derivatives
    /// @param tangents a tangent for each source, in `to`
    /// @param targets the values whose tangents are wanted
    /// @return the tangent of each target; null where it is structurally zero
    public static List<@Nullable Value> append(
            List<Region.Node> nodes, GraphBuilder to, List<Value> sources, List<Value> tangents, List<Value> targets) {
        return new FunctionPushForwards().run(nodes, new GraphCopier(), to, sources, tangents, targets, true);
    }

    static List<@Nullable Value> run(
            List<Region.Node> nodes,
            GraphCopier copier,
            GraphBuilder to,
            List<Value> sources,
            List<Value> tangents,
            List<Value> targets,
            boolean visible,
            FunctionPushForwards functions) {
        return runInLanes(nodes, copier, to, sources, List.of(tangents), targets, visible, functions)
                .getFirst();
    }

    private static List<List<@Nullable Value>> runInLanes(
            List<Region.Node> nodes,
            GraphCopier copier,
            GraphBuilder to,
            List<Value> sources,
            List<List<Value>> tangents,
            List<Value> targets,
            boolean visible,
            FunctionPushForwards functions) {
        var varied = new HashSet<>(sources);
        Dependence.DERIVATIVE.forward(nodes, varied);
        var lanes = new ArrayList<Tangents>();
        for (var lane : tangents) {
            var t = new Tangents(to);
            for (int i = 0; i < sources.size(); i++) {
                t.put(copier.copyOf(sources.get(i)), lane.get(i));
            }
            lanes.add(t);
        }
        new PushForward(varied, copier, functions, lanes, visible).run(nodes);
        var results = new ArrayList<List<@Nullable Value>>();
        for (var lane : lanes) {
            var its = new ArrayList<@Nullable Value>();
            targets.forEach(target -> its.add(lane.of(copier.copyOf(target))));
            results.add(its);
        }
        return results;
    }

    /// The same inside a region, where all is copied.
    private PushForward in(GraphBuilder g) {
        return new PushForward(
                varied,
                copier,
                functions,
                lanes.stream().map(lane -> lane.in(g)).toList(),
                false);
    }

    private GraphBuilder g() {
        return lanes.getFirst().g();
    }

    /// Whether `x` has tangents.
    private boolean hasTangent(Value x) {
        return lanes.getFirst().of(x) != null;
    }

    private void run(List<Region.Node> nodes) {
        var g = g();
        for (var node : nodes) {
            boolean isVaried = node.results().stream().anyMatch(varied::contains);
            if (!isVaried) {
                if (!visible) {
                    copier.copy(node, g);
                }
                continue;
            }
            g.at(node.results().getFirst().position());
            switch ((GraphOp) node.op()) {
                case ControlOp.If op -> branch(node, op);
                case ControlOp.For op -> loop(node, op);
                case ControlOp.While op -> loop(node, op);
                case ControlOp.Invoke op -> invoke(node, op);
                case TensorOp.Unpack op -> unpack(node, op);
                case TensorOp.Map op -> map(node, op);
                case TensorOp.Call op -> call(node, op);
                case GraphOp op -> {
                    var copy = visible ? op : (GraphOp) OpSchema.map(op, copier::copyOf, region -> region);
                    var result = visible ? node.results().getFirst() : g.add(copy);
                    copier.bind(node.results().getFirst(), result);
                    for (var lane : lanes) {
                        var tangent = PushForwardRules.apply(copy, result, lane);
                        if (tangent != null) {
                            lane.put(result, tangent);
                        }
                    }
                }
            }
        }
    }

    /// The places of the results of `node` that have tangents.
    private List<Integer> active(Region.Node node) {
        return Axes.range(0, node.results().size()).stream()
                .filter(i -> varied.contains(node.results().get(i)))
                .toList();
    }

    /// Takes `results`, which end with the tangents of the `active` ones, lane by lane, as those of `node`.
    private void bind(Region.Node node, List<Value> results, List<Integer> active) {
        int n = node.results().size();
        for (int i = 0; i < n; i++) {
            var original = node.results().get(i);
            copier.bind(original, visible ? original : results.get(i));
        }
        int next = n;
        for (var lane : lanes) {
            for (int i : active) {
                lane.put(copier.copyOf(node.results().get(i)), lane.own(results.get(next++)));
            }
        }
    }

    /// What `region` yields, then the tangents of the `active` yields, lane by lane.
    private List<Value> yields(Region region, List<Integer> active) {
        var yields = new ArrayList<>(copier.copyOf(region.yields()));
        for (var lane : lanes) {
            active.forEach(i -> yields.add(lane.orZero(yields.get(i))));
        }
        return yields;
    }

    private void branch(Region.Node node, ControlOp.If op) {
        var active = active(node);
        var g = g();
        bind(
                node,
                g.append(new ControlOp.If(
                        copier.copyOf(op.condition()), branch(op.whenTrue(), active), branch(op.whenFalse(), active))),
                active);
    }

    private Region branch(Region region, List<Integer> active) {
        var inner = in(g().nested());
        inner.run(region.body());
        return inner.g().finish(inner.yields(region, active));
    }

    private void loop(Region.Node node, ControlOp.For op) {
        var active = active(node);
        var body = g().nested();
        var index = op.body().parameters().getFirst();
        copier.bind(index, body.parameter(index.type()));
        var region = round(op.body(), 1, active, body);
        var initial = initial(op.initial(), active, region, 1);
        bind(node, g().append(new ControlOp.For(copier.copyOf(op.count()), initial, region)), active);
    }

    private void loop(Region.Node node, ControlOp.While op) {
        var active = active(node);
        var test = g().nested();
        op.condition().parameters().forEach(x -> copier.bind(x, test.parameter(x.type(), x.position())));
        lanes.forEach(
                _ -> active.forEach(i -> test.parameter(op.initial().get(i).type())));
        copier.copy(op.condition().body(), test);
        var condition = test.finish(copier.copyOf(op.condition().yields()));
        var region = round(op.body(), 0, active, g().nested());
        var initial = initial(op.initial(), active, region, 0);
        bind(node, g().append(new ControlOp.While(initial, condition, region)), active);
    }

    private Region round(Region region, int first, List<Integer> active, GraphBuilder body) {
        var inner = in(body);
        var carried = region.parameters().subList(first, region.parameters().size());
        carried.forEach(x -> copier.bind(x, body.parameter(x.type(), x.position())));
        for (var lane : inner.lanes) {
            for (int i : active) {
                var x = copier.copyOf(carried.get(i));
                lane.put(x, lane.own(body.parameter(x.type())));
            }
        }
        inner.run(region.body());
        return body.finish(inner.yields(region, active));
    }

    private List<Value> initial(List<Value> initial, List<Integer> active, Region body, int first) {
        var starts = new ArrayList<>(copier.copyOf(initial));
        var consumed = new HashSet<Value>();
        Reverse.findConsumed(body.body(), consumed);
        int next = first + initial.size();
        for (var lane : lanes) {
            for (int i : active) {
                var parameter = body.parameters().get(next++);
                var tangent = lane.orZero(starts.get(i));
                boolean shared =
                        consumed.contains(parameter) && !lane.isOwned(tangent) && tangent.type() instanceof TensorType;
                starts.add(shared ? g().add(new TensorOp.Copy(tangent)) : tangent);
            }
        }
        return starts;
    }

    private void map(Region.Node node, TensorOp.Map op) {
        var active = active(node);
        var body = g().nested();
        var index = op.body().parameters().getFirst();
        copier.bind(index, body.parameter(index.type()));
        var inner = in(body);
        inner.run(op.body().body());
        var region = body.finish(inner.yields(op.body(), active));
        bind(node, g().append(new TensorOp.Map(op.extent(), region)), active);
    }

    private void call(Region.Node node, TensorOp.Call op) {
        var g = g();
        var function = op.function();
        var operands = copier.copyOf(op.operands());
        if (function.pushForward().isPresent() || function.pullBack().isPresent()) {
            var rule = function.pushForward()
                    .orElseGet(() -> Transposition.pushForward(
                            function, function.pullBack().orElseThrow()));
            var results = visible ? node.results() : g.append(new TensorOp.Call(function, operands));
            var all = new ArrayList<>(results);
            for (var lane : lanes) {
                var arguments = new ArrayList<>(operands);
                arguments.addAll(results);
                operands.stream()
                        .filter(x -> Differentiability.hasDerivative(x.type()))
                        .forEach(x -> arguments.add(lane.orZero(x)));
                all.addAll(g.append(new TensorOp.Call(Function.of(rule), arguments)));
            }
            bind(
                    node,
                    all,
                    Axes.range(0, results.size()).stream()
                            .filter(i -> Differentiability.hasDerivative(
                                    results.get(i).type()))
                            .toList());
            return;
        }
        var sources = Axes.range(0, operands.size()).stream()
                .filter(i -> hasTangent(operands.get(i)))
                .toList();
        var derived = functions.derive(function, sources);
        var all = new ArrayList<Value>();
        for (var lane : lanes) {
            var arguments = new ArrayList<>(operands);
            sources.forEach(i -> arguments.add(lane.orZero(operands.get(i))));
            var results = g.append(new TensorOp.Call(derived.function(), arguments));
            // the values are the same in each lane
            all.addAll(all.isEmpty() ? results : results.subList(node.results().size(), results.size()));
        }
        bind(node, all, derived.targets());
    }

    private void invoke(Region.Node node, ControlOp.Invoke op) {
        var operands = copier.copyOf(op.operands());
        var sources = Axes.range(0, operands.size()).stream()
                .filter(i -> hasTangent(operands.get(i)))
                .toList();
        var arguments = new ArrayList<>(operands);
        // it may consume its operands, so there is one lane
        sources.forEach(i -> arguments.add(lanes.getFirst().orZero(operands.get(i))));
        var derived = functions.procedures().derive(op.procedure(), sources);
        bind(
                node,
                g().append(new ControlOp.Invoke(derived, op.extents(), arguments)),
                ProcedurePushForwards.targets(op.procedure()));
    }

    private void unpack(Region.Node node, TensorOp.Unpack op) {
        var frame = copier.copyOf(op.frame());
        var g = g();
        var results = visible ? node.results() : g.append(new TensorOp.Unpack(frame, op.contents()));
        for (int i = 0; i < results.size(); i++) {
            copier.bind(node.results().get(i), results.get(i));
        }
        for (var lane : lanes) {
            var parts = g.append(new TensorOp.Unpack(lane.orZero(frame), op.contents()));
            for (int i = 0; i < results.size(); i++) {
                if (Differentiability.hasDerivative(results.get(i).type())) {
                    lane.put(results.get(i), parts.get(i));
                }
            }
        }
    }
}
