package fluxion.compiler.loops;

import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What control flow hands on without changing it is taken from where it comes from:
///
/// - a loop does not carry what each round hands on as it is, or what is the same constant before and after each round;
/// - an `if` does not yield what is the same value, or the same constant, on both sides;
/// - a branch does not ask for the condition that it is under;
/// - an `if` of which both sides are empty is a `select` of scalars; one that yields `true` and `false` is its
///   condition.
public final class LoopInvariants extends GraphCopier {
    private LoopInvariants() {}

    /// `graph` with what does not change taken from where it comes from.
    public static Graph run(Graph graph) {
        return Regions.none(graph) ? graph : new LoopInvariants().copy(graph);
    }

    @Override
    protected List<Value> replace(Region.Node node, Op op, GraphBuilder g) {
        return switch (op) {
            case ControlOp.If(var condition, var whenTrue, var whenFalse) ->
                branch(
                        new ControlOp.If(
                                condition,
                                knowing(condition, true, whenTrue, g),
                                knowing(condition, false, whenFalse, g)),
                        g);
            case ControlOp.For(var count, var initial, var body) -> {
                var known = known(initial, body, 1);
                yield known == null
                        ? g.append(op)
                        : spread(
                                known,
                                replace(
                                        node,
                                        new ControlOp.For(
                                                count, changing(initial, known), without(body, known, 1, true, g)),
                                        g));
            }
            case ControlOp.While(var initial, var condition, var body) -> {
                var known = known(initial, body, 0);
                yield known == null
                        ? g.append(op)
                        : spread(
                                known,
                                replace(
                                        node,
                                        new ControlOp.While(
                                                changing(initial, known),
                                                without(condition, known, 0, false, g),
                                                without(body, known, 0, true, g)),
                                        g));
            }
            case Op _ -> g.append(op);
        };
    }

    // ---------------------------------------------------------------------------------------- loops

    /// For each thing carried, the value that it always is, or null; null if there is none.
    private static @Nullable List<@Nullable Value> known(List<Value> initial, Region body, int first) {
        var known = new ArrayList<@Nullable Value>();
        boolean any = false;
        for (int i = 0; i < initial.size(); i++) {
            var start = initial.get(i);
            var next = body.yields().get(i);
            boolean stays = next == body.parameters().get(first + i) || isSameConstant(start, next);
            known.add(stays ? start : null);
            any |= stays;
        }
        return any ? known : null;
    }

    private static boolean isSameConstant(Value x, Value y) {
        return x.constant() != null && x.constant().equals(y.constant());
    }

    private static List<Value> changing(List<Value> values, List<@Nullable Value> known) {
        var changing = new ArrayList<Value>();
        for (int i = 0; i < known.size(); i++) {
            if (known.get(i) == null) {
                changing.add(values.get(i));
            }
        }
        return changing;
    }

    /// `results`, with what is known in its places.
    private static List<Value> spread(List<@Nullable Value> known, List<Value> results) {
        var all = new ArrayList<Value>();
        int next = 0;
        for (var value : known) {
            all.add(value == null ? results.get(next++) : value);
        }
        return all;
    }

    /// `region` without the parameters, and yields if it yields what is carried, that are known.
    private static Region without(
            Region region, List<@Nullable Value> known, int first, boolean carries, GraphBuilder g) {
        var copier = new LoopInvariants();
        var inner = g.nested();
        for (int i = 0; i < region.parameters().size(); i++) {
            var parameter = region.parameters().get(i);
            var value = i < first ? null : known.get(i - first);
            copier.bind(parameter, value == null ? inner.parameter(parameter.type(), parameter.position()) : value);
        }
        copier.copy(region.body(), inner);
        return inner.finish(copier.copyOf(carries ? changing(region.yields(), known) : region.yields()));
    }

    // ---------------------------------------------------------------------------------------- branches

    /// `region`, in which `condition` is `truth`.
    private static Region knowing(Value condition, boolean truth, Region region, GraphBuilder g) {
        if (!asks(condition, region)) {
            return region;
        }
        var inner = g.nested();
        var copier = new LoopInvariants();
        copier.bind(condition, inner.constant(truth));
        copier.copy(region.body(), inner);
        return inner.finish(copier.copyOf(region.yields()));
    }

    private static boolean asks(Value condition, Region region) {
        return region.body().stream()
                .anyMatch(node -> (node.op() instanceof ControlOp.If branch && branch.condition() == condition)
                        || OpSchema.regions(node.op()).stream().anyMatch(inner -> asks(condition, inner)));
    }

    private static List<Value> branch(ControlOp.If op, GraphBuilder g) {
        var condition = op.condition();
        boolean empty = op.whenTrue().body().isEmpty() && op.whenFalse().body().isEmpty();
        var known = new ArrayList<@Nullable Value>();
        boolean any = false;
        for (int i = 0; i < op.whenTrue().yields().size(); i++) {
            var left = op.whenTrue().yields().get(i);
            var right = op.whenFalse().yields().get(i);
            Value value = null;
            if (left == right) {
                value = left;
            } else if (isSameConstant(left, right)) {
                value = g.add(Objects.requireNonNull(left.constant()));
            } else if (isTruth(left, true) && isTruth(right, false)) {
                value = condition;
            } else if (empty && left.type() instanceof TensorType(var _, var shape) && shape.rank() == 0) {
                value = g.select(condition, left, right);
            }
            known.add(value);
            any |= value != null;
        }
        if (!any) {
            return g.append(op);
        }
        var left = new Region(
                List.of(), op.whenTrue().body(), changing(op.whenTrue().yields(), known));
        var right = new Region(
                List.of(), op.whenFalse().body(), changing(op.whenFalse().yields(), known));
        boolean isGone = left.yields().isEmpty() && !op.hasEffect();
        var results = isGone ? List.<Value>of() : g.append(new ControlOp.If(condition, left, right));
        return spread(known, results);
    }

    private static boolean isTruth(Value value, boolean truth) {
        var constant = value.constant();
        return constant != null && constant.dtype() == DType.BOOL && (constant.bits() != 0) == truth;
    }
}
