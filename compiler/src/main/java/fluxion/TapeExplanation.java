package fluxion;

import fluxion.compiler.autodiff.Differentiability;
import fluxion.ir.GraphOp;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.ProgramOp;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorOp;
import fluxion.tensor.Tensor;
import fluxion.tensor.TensorLike;
import fluxion.tensor.Variable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Says in words how a target of a tape depends on a source, or why it does not.
final class TapeExplanation {
    private final Map<Tensor, Recording.Entry> definitions = new IdentityHashMap<>();
    private final Set<Tensor> sources = Collections.newSetFromMap(new IdentityHashMap<>());

    private TapeExplanation(Recording recording, List<Tensor> sources) {
        for (var entry : recording.entries()) {
            entry.results().forEach(result -> definitions.put(result, entry));
        }
        this.sources.addAll(sources);
    }

    static String of(Recording recording, Tensor target, TensorLike source) {
        var leaves = switch (source) {
            case Tensor tensor -> recording.isActive(tensor) ? List.of(tensor) : List.<Tensor>of();
            case Variable variable -> recording.readsOf(variable);
        };
        if (leaves.isEmpty()) {
            return switch (source) {
                case Tensor tensor ->
                    "no path: the source of type " + tensor.type()
                            + " was never watched; call watch(source) before it is used";
                case Variable variable ->
                    "no path: the variable was " + (variable.trainable() ? "" : "not trainable and ")
                            + "never watched while it was read";
            };
        }
        if (!recording.isActive(target)) {
            return "no path: the target of type " + target.type()
                    + " depends on nothing that is watched: it is a plain Java number, a"
                    + " constant, or was computed while the tape did not record";
        }
        return new TapeExplanation(recording, leaves).search(target);
    }

    /// Depth first from the target back to the sources, first along operations with derivatives.
    private String search(Tensor target) {
        var path = path(target, false);
        if (path != null) {
            return "path: " + text(path);
        }
        var broken = path(target, true);
        if (broken == null) {
            return "no path: the operations recorded lead from the target to other sources only; what lies between was not recorded,"
                    + " or went through a plain Java number";
        }
        for (var entry : broken) {
            var obstacle = obstacle(entry.op());
            if (obstacle != null) {
                return "no path: it breaks at " + describe(entry) + ": " + obstacle;
            }
        }
        return "no path: " + text(broken);
    }

    private record Visit(Tensor tensor, @Nullable Visit towards) {}

    /// The operations from a source to `target`, in order of execution; null if there are none.
    private @Nullable List<Recording.Entry> path(Tensor target, boolean throughObstacles) {
        var seen = Collections.<Tensor>newSetFromMap(new IdentityHashMap<>());
        var work = new ArrayList<Visit>();
        work.add(new Visit(target, null));
        while (!work.isEmpty()) {
            var visit = work.removeLast();
            if (sources.contains(visit.tensor())) {
                var path = new ArrayList<Recording.Entry>();
                for (var v = visit.towards(); v != null; v = v.towards()) {
                    path.add(definitions.get(v.tensor()));
                }
                return path;
            }
            var entry = definitions.get(visit.tensor());
            if (entry == null || !seen.add(visit.tensor()) || (!throughObstacles && obstacle(entry.op()) != null)) {
                continue;
            }
            entry.operands().forEach(operand -> work.add(new Visit(operand, visit)));
        }
        return null;
    }

    /// Why no derivative flows through `op`, or null if one may.
    private static @Nullable String obstacle(Op op) {
        var reason = switch (op) {
            case GraphOp graphOp -> Differentiability.obstacle(graphOp).orElse(null);
            case ProgramOp _ -> null;
        };
        if (reason != null) {
            return reason;
        }
        return op.types().stream()
                .filter(type -> !Differentiability.hasDerivative(type))
                .findFirst()
                .map(type -> "a result of type " + type + " has no derivative")
                .orElse(null);
    }

    private static String text(List<Recording.Entry> path) {
        return path.isEmpty()
                ? "the target is the source"
                : path.stream().map(TapeExplanation::describe).collect(java.util.stream.Collectors.joining(" -> "));
    }

    private static String describe(Recording.Entry entry) {
        var name = switch (entry.op()) {
            case ScalarOp.Binary(var fn, var _, var _) -> lowerCase(fn);
            case TensorOp.Elementary(var fn, var _) -> lowerCase(fn);
            case Op other -> OpSchema.mnemonic(other);
        };
        return name + (entry.position() == null ? "" : " at " + entry.position());
    }

    private static String lowerCase(Enum<?> fn) {
        return fn.name().toLowerCase(Locale.ROOT);
    }
}
