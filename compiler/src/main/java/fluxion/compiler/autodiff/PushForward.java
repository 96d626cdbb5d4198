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
/// Control flow carries the tangents of what depends on a source along with the values.
public final class PushForward {
    private final Set<Value> varied;
    private final GraphCopier copier;
    private final FunctionPushForwards functions;
    private final Tangents tangents;
    private final boolean visible;

    private PushForward(
            Set<Value> varied, GraphCopier copier, FunctionPushForwards functions, Tangents tangents, boolean visible) {
        this.varied = varied;
        this.copier = copier;
        this.functions = functions;
        this.tangents = tangents;
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
        var varied = new HashSet<>(sources);
        Dependence.DERIVATIVE.forward(nodes, varied);
        var t = new Tangents(to);
        for (int i = 0; i < sources.size(); i++) {
            t.put(copier.copyOf(sources.get(i)), tangents.get(i));
        }
        new PushForward(varied, copier, functions, t, visible).run(nodes);
        var results = new ArrayList<@Nullable Value>();
        targets.forEach(target -> results.add(t.of(copier.copyOf(target))));
        return results;
    }

    /// The same inside a region, where all is copied.
    private PushForward in(GraphBuilder g) {
        return new PushForward(varied, copier, functions, tangents.in(g), false);
    }

    private void run(List<Region.Node> nodes) {
        var g = tangents.g();
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
                    var tangent = PushForwardRules.apply(copy, result, tangents);
                    if (tangent != null) {
                        tangents.put(result, tangent);
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

    /// Takes `results`, which end with the tangents of the `active` ones, as those of `node`.
    private void bind(Region.Node node, List<Value> results, List<Integer> active) {
        int n = node.results().size();
        for (int i = 0; i < n; i++) {
            var original = node.results().get(i);
            copier.bind(original, visible ? original : results.get(i));
        }
        for (int k = 0; k < active.size(); k++) {
            tangents.put(copier.copyOf(node.results().get(active.get(k))), tangents.own(results.get(n + k)));
        }
    }

    /// What `region` yields, then the tangents of the `active` yields.
    private List<Value> yields(Region region, List<Integer> active) {
        var yields = new ArrayList<>(copier.copyOf(region.yields()));
        active.forEach(i -> yields.add(tangents.orZero(yields.get(i))));
        return yields;
    }

    private void branch(Region.Node node, ControlOp.If op) {
        var active = active(node);
        var g = tangents.g();
        bind(
                node,
                g.append(new ControlOp.If(
                        copier.copyOf(op.condition()), branch(op.whenTrue(), active), branch(op.whenFalse(), active))),
                active);
    }

    private Region branch(Region region, List<Integer> active) {
        var inner = in(tangents.g().nested());
        inner.run(region.body());
        return inner.tangents.g().finish(inner.yields(region, active));
    }

    private void loop(Region.Node node, ControlOp.For op) {
        var active = active(node);
        var body = tangents.g().nested();
        var index = op.body().parameters().getFirst();
        copier.bind(index, body.parameter(index.type()));
        var region = round(op.body(), 1, active, body);
        var initial = initial(op.initial(), active, region, 1);
        bind(node, tangents.g().append(new ControlOp.For(copier.copyOf(op.count()), initial, region)), active);
    }

    private void loop(Region.Node node, ControlOp.While op) {
        var active = active(node);
        var test = tangents.g().nested();
        op.condition().parameters().forEach(x -> copier.bind(x, test.parameter(x.type(), x.position())));
        active.forEach(i -> test.parameter(op.initial().get(i).type()));
        copier.copy(op.condition().body(), test);
        var condition = test.finish(copier.copyOf(op.condition().yields()));
        var region = round(op.body(), 0, active, tangents.g().nested());
        var initial = initial(op.initial(), active, region, 0);
        bind(node, tangents.g().append(new ControlOp.While(initial, condition, region)), active);
    }

    private Region round(Region region, int first, List<Integer> active, GraphBuilder body) {
        var inner = in(body);
        var carried = region.parameters().subList(first, region.parameters().size());
        carried.forEach(x -> copier.bind(x, body.parameter(x.type(), x.position())));
        for (int i : active) {
            var x = copier.copyOf(carried.get(i));
            inner.tangents.put(x, tangents.own(body.parameter(x.type())));
        }
        inner.run(region.body());
        return body.finish(inner.yields(region, active));
    }

    private List<Value> initial(List<Value> initial, List<Integer> active, Region body, int first) {
        var starts = new ArrayList<>(copier.copyOf(initial));
        var consumed = new HashSet<Value>();
        Reverse.findConsumed(body.body(), consumed);
        for (int k = 0; k < active.size(); k++) {
            var parameter = body.parameters().get(first + initial.size() + k);
            var tangent = tangents.orZero(starts.get(active.get(k)));
            boolean shared =
                    consumed.contains(parameter) && !tangents.isOwned(tangent) && tangent.type() instanceof TensorType;
            starts.add(shared ? tangents.g().add(new TensorOp.Copy(tangent)) : tangent);
        }
        return starts;
    }

    private void map(Region.Node node, TensorOp.Map op) {
        var active = active(node);
        var body = tangents.g().nested();
        var index = op.body().parameters().getFirst();
        copier.bind(index, body.parameter(index.type()));
        var inner = in(body);
        inner.run(op.body().body());
        var region = body.finish(inner.yields(op.body(), active));
        bind(node, tangents.g().append(new TensorOp.Map(op.extent(), region)), active);
    }

    private void call(Region.Node node, TensorOp.Call op) {
        var g = tangents.g();
        var function = op.function();
        var operands = copier.copyOf(op.operands());
        if (function.pushForward().isPresent() || function.pullBack().isPresent()) {
            var rule = function.pushForward()
                    .orElseGet(() -> Transposition.pushForward(
                            function, function.pullBack().orElseThrow()));
            var results = visible ? node.results() : g.append(new TensorOp.Call(function, operands));
            var arguments = new ArrayList<>(operands);
            arguments.addAll(results);
            operands.stream()
                    .filter(x -> Differentiability.hasDerivative(x.type()))
                    .forEach(x -> arguments.add(tangents.orZero(x)));
            var all = new ArrayList<>(results);
            all.addAll(g.append(new TensorOp.Call(Function.of(rule), arguments)));
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
                .filter(i -> tangents.of(operands.get(i)) != null)
                .toList();
        var derived = functions.derive(function, sources);
        var arguments = new ArrayList<>(operands);
        sources.forEach(i -> arguments.add(tangents.orZero(operands.get(i))));
        bind(node, g.append(new TensorOp.Call(derived.function(), arguments)), derived.targets());
    }

    private void invoke(Region.Node node, ControlOp.Invoke op) {
        var operands = copier.copyOf(op.operands());
        var sources = Axes.range(0, operands.size()).stream()
                .filter(i -> tangents.of(operands.get(i)) != null)
                .toList();
        var arguments = new ArrayList<>(operands);
        sources.forEach(i -> arguments.add(tangents.orZero(operands.get(i))));
        var derived = functions.procedures().derive(op.procedure(), sources);
        bind(
                node,
                tangents.g().append(new ControlOp.Invoke(derived, arguments)),
                ProcedurePushForwards.targets(op.procedure()));
    }

    private void unpack(Region.Node node, TensorOp.Unpack op) {
        var frame = copier.copyOf(op.frame());
        var g = tangents.g();
        var results = visible ? node.results() : g.append(new TensorOp.Unpack(frame, op.contents()));
        var parts = g.append(new TensorOp.Unpack(tangents.orZero(frame), op.contents()));
        for (int i = 0; i < results.size(); i++) {
            copier.bind(node.results().get(i), results.get(i));
            if (Differentiability.hasDerivative(results.get(i).type())) {
                tangents.put(results.get(i), parts.get(i));
            }
        }
    }
}
