package fluxion.compiler.autodiff;

import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What is common to the backward of a graph and of all regions in it: which values take part, and what the
/// forward must evaluate in place of the original operations.
final class Reverse {
    private final Set<Value> varied;
    private final Set<Value> useful;
    private final Set<Value> requested;
    private final Set<Value> consumed = new HashSet<>();
    private final IdentityHashMap<Region.Node, Replacement> replacements = new IdentityHashMap<>();
    private final Map<Value, Value> standIns = new HashMap<>();
    private final Map<Value, Long> counts = new HashMap<>();
    private final FunctionPullBacks functions;
    private final Checkpointing checkpointing;
    private final boolean isProcedure;
    private final Set<Op> whole = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Op> evaluatedAgain = Collections.newSetFromMap(new IdentityHashMap<>());

    /// Of `nodes`, from `targets` back to `sources`.
    Reverse(
            List<Region.Node> nodes,
            Collection<Value> targets,
            Collection<Value> sources,
            FunctionPullBacks functions,
            Checkpointing checkpointing,
            boolean isProcedure) {
        this.isProcedure = isProcedure;
        this.functions = functions;
        this.checkpointing = checkpointing;
        this.requested = new HashSet<>(sources);
        this.varied = new HashSet<>(sources);
        Dependence.DERIVATIVE.forward(nodes, varied);
        this.useful = new HashSet<>();
        targets.stream().filter(varied::contains).forEach(useful::add);
        Dependence.backward(nodes, varied, useful);
        findConsumed(nodes, consumed);
        findCounts(nodes);
    }

    private void findCounts(List<Region.Node> nodes) {
        for (var node : nodes) {
            if (node.op() instanceof ScalarOp.Constant(var dtype, var bits) && dtype == DType.I64) {
                counts.put(node.results().getFirst(), bits);
            }
            OpSchema.regions(node.op()).forEach(region -> findCounts(region.body()));
        }
    }

    /// The number that `count` is, where that is known.
    Optional<Long> count(Value count) {
        return Optional.ofNullable(counts.get(count));
    }

    /// Adds to `consumed` what `nodes` consume. What flows into control flow is the same thing there and after it:
    /// it counts as consumed wherever one of its names is.
    static void findConsumed(List<Region.Node> nodes, Set<Value> consumed) {
        for (var node : nodes.reversed()) {
            consumed.addAll(node.op().consumes());
            switch (node.op()) {
                case ControlOp.If(var _, var whenTrue, var whenFalse) -> {
                    for (var region : List.of(whenTrue, whenFalse)) {
                        flow(node.results(), region.yields(), consumed);
                        findConsumed(region.body(), consumed);
                    }
                }
                case ControlOp.For(var _, var initial, var body) -> findConsumed(node, initial, body, 1, consumed);
                case ControlOp.While(var initial, var _, var body) -> findConsumed(node, initial, body, 0, consumed);
                case Op op -> OpSchema.regions(op).forEach(region -> findConsumed(region.body(), consumed));
            }
        }
    }

    private static void findConsumed(
            Region.Node node, List<Value> initial, Region body, int first, Set<Value> consumed) {
        var carried = body.parameters().subList(first, body.parameters().size());
        flow(node.results(), carried, consumed);
        int before;
        do {
            flow(carried, body.yields(), consumed);
            before = consumed.size();
            findConsumed(body.body(), consumed);
        } while (flow(carried, body.yields(), consumed) || consumed.size() > before);
        flow(carried, initial, consumed);
    }

    /// Counts each of `to` as consumed where its partner in `from` is; gives whether that is news.
    private static boolean flow(List<Value> from, List<Value> to, Set<Value> consumed) {
        boolean news = false;
        for (int i = 0; i < from.size(); i++) {
            news |= consumed.contains(from.get(i)) && consumed.add(to.get(i));
        }
        return news;
    }

    /// Whether `x` depends on a source.
    boolean isVaried(Value x) {
        return varied.contains(x);
    }

    /// Whether `x` depends on a source, and a target on `x`.
    boolean isUseful(Value x) {
        return useful.contains(x);
    }

    /// Whether the cotangent of `x` is wanted in the end.
    boolean isRequested(Value x) {
        return requested.contains(x);
    }

    /// Whether an operation consumes `x`, so that `x` cannot be used after.
    boolean isConsumed(Value x) {
        return consumed.contains(x);
    }

    /// Whether this is the reverse of a procedure, which leaves a frame.
    boolean isProcedure() {
        return isProcedure;
    }

    /// Whether `loop` is to be cut into blocks.
    boolean isCut(Op loop) {
        return checkpointing == Checkpointing.SQRT && !whole.contains(loop);
    }

    /// Leaves `loop` as it is.
    void keep(Op loop) {
        whole.add(loop);
    }

    /// Lets the backward of `loop` evaluate the loop again, from what it began with.
    void evaluateAgain(Op loop) {
        evaluatedAgain.add(loop);
    }

    /// Whether the backward of `loop` evaluates the loop again.
    boolean isEvaluatedAgain(Op loop) {
        return evaluatedAgain.contains(loop);
    }

    /// The derivatives of called functions.
    FunctionPullBacks functions() {
        return functions;
    }

    /// Makes the forward evaluate `replacement` in place of `node`, which `p` is the backward of.
    void replace(Region.Node node, Replacement replacement, Adjoint p) {
        replacements.put(node, replacement);
        for (int i = 0; i < node.results().size(); i++) {
            standIns.put(node.results().get(i), replacement.results().get(i));
        }
        // what consumes a result consumes what stands for it
        flow(node.results(), replacement.results(), consumed);
        p.owns(replacement.nodes());
        findConsumed(replacement.nodes(), consumed);
    }

    /// Lets the values of `nodes`, which take the place of other operations, take part.
    void admit(List<Region.Node> nodes, Collection<Value> targets) {
        Dependence.DERIVATIVE.forward(nodes, varied);
        targets.stream().filter(varied::contains).forEach(useful::add);
        Dependence.backward(nodes, varied, useful);
        findConsumed(nodes, consumed);
    }

    /// Whether the forward evaluates something else in place of `node`.
    boolean isReplaced(Region.Node node) {
        return replacements.containsKey(node);
    }

    /// What stands for `x` in the forward: itself, or the result of a replacement.
    Value standIn(Value x) {
        var current = x;
        for (var next = standIns.get(x); next != null; next = standIns.get(current)) {
            current = next;
        }
        return current;
    }

    /// `nodes` with all replacements in their places.
    List<Region.Node> forward(List<Region.Node> nodes) {
        var flat = new ArrayList<Region.Node>();
        flatten(nodes, flat);
        return flat;
    }

    private void flatten(List<Region.Node> nodes, List<Region.Node> flat) {
        for (var node : nodes) {
            var replacement = replacements.get(node);
            if (replacement == null) {
                flat.add(node);
            } else {
                flatten(replacement.nodes(), flat);
            }
        }
    }

    /// Copies `nodes`, with replacements in their places, to the end of `to`.
    ///
    /// @param keep values that the backward needs: where the forward consumes one, a copy is made first
    void emit(List<Region.Node> nodes, GraphCopier copier, GraphBuilder to, Kept keep) {
        for (var node : nodes) {
            var replacement = replacements.get(node);
            if (replacement == null) {
                copier.copy(node, to);
                node.results().forEach(result -> keep.defined(result, copier, to));
            } else {
                emit(replacement.nodes(), copier, to, keep);
                for (int i = 0; i < node.results().size(); i++) {
                    copier.bind(
                            node.results().get(i),
                            copier.copyOf(replacement.results().get(i)));
                }
            }
        }
    }

    /// Copies `nodes`, in which replacements have their places, to the end of `to`.
    void recompute(List<Region.Node> nodes, GraphCopier copier, GraphBuilder to) {
        for (var node : nodes) {
            OpSchema.forEachOperand(node.op(), x -> copier.bind(x, copier.copyOf(standIn(x))));
            copier.copy(node.op() instanceof TensorOp.Load load ? unchecked(node, load) : node, to);
        }
    }

    /// What the forward has checked is not checked again.
    private static Region.Node unchecked(Region.Node node, TensorOp.Load load) {
        return new Region.Node(new TensorOp.Load(load.x(), load.indices(), false), node.results());
    }
}
