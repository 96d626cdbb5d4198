package fluxion.compiler.lower;

import fluxion.ir.ControlOp;
import fluxion.ir.GraphOp;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What each value of a region is to be: computed wherever it is needed, or in one place.
///
/// A value is computed in one place (is a *root*) if a buffer of it is needed, or if several need it and it is not
/// cheap, or if what computes it on the way would grow too large. Values that are no roots are computed, element by
/// element, in the kernels of those that use them. Each rule looks at a bounded part of the graph, so that the whole
/// takes linear time.
final class Analysis {
    private static final int MOST_CODE = 200;
    private static final int MOST_LEAVES = 12;
    private static final int MOST_DEPTH = 48;
    private static final int MOST_EPILOGUE = 64;

    private final Environment environment;
    private final FreeValues freeValues;
    private final Region region;
    private final Map<Value, Info> infos = new HashMap<>();
    private final Set<Region.Node> live = new HashSet<>();

    /// @param owned for parameters whose buffers may be changed, the yield that ends up there
    /// @param destined whether there is a buffer for yield i to end up in
    Analysis(
            Region region,
            Map<Value, Integer> owned,
            List<Boolean> destined,
            Environment environment,
            FreeValues freeValues) {
        this.region = region;
        this.environment = environment;
        this.freeValues = freeValues;
        owned.keySet().forEach(p -> infos.put(p, new Info(p, Role.PARAMETER, null)));
        for (var node : region.body()) {
            for (var result : node.results()) {
                var op = (GraphOp) node.op();
                infos.put(result, new Info(result, Role.of(op, Math.max(rank(result), 0)), op));
            }
        }
        useYields(destined);
        for (var node : region.body().reversed()) {
            use(node);
        }
        for (var node : region.body()) {
            if (live.contains(node)) {
                decide(node);
            }
        }
        owned.forEach(this::keepIfInPlace);
    }

    /// What is known of `value`; null if it belongs to a region around this one, or is a parameter that stays as it
    /// is.
    @Nullable
    Info info(Value value) {
        return infos.get(value);
    }

    boolean isLive(Region.Node node) {
        return live.contains(node);
    }

    /// The values of regions around it that the regions of `node` use.
    List<Value> captured(Region.Node node) {
        return freeValues.of(node.op());
    }

    /// Whether others read `value` from its buffer.
    boolean isLeaf(Value value) {
        var info = infos.get(value);
        if (info == null) {
            return value.def() == null || environment.layout(value) != null;
        }
        return switch (info.role) {
            case SCALAR -> false;
            case ELEMENTS, CONTRACTION -> info.root || info.predecessor != null;
            case STEP, PARAMETER -> true;
        };
    }

    /// The rank of a tensor, -1 for a list.
    static int rank(Value value) {
        return value.type() instanceof TensorType type ? type.rank() : -1;
    }

    // -------------------------------------------------------------------------------------------------------------
    // uses

    private void useYields(List<Boolean> destined) {
        for (int i = 0; i < region.yields().size(); i++) {
            var info = infos.get(region.yields().get(i));
            if (info == null) {
                continue;
            }
            info.uses++;
            info.required = true;
            if (destined.get(i) && info.yield < 0) {
                info.yield = i;
            } else {
                info.onHost = true;
            }
        }
    }

    private void use(Region.Node node) {
        var op = (GraphOp) node.op();
        if (!op.hasEffect() && node.results().stream().noneMatch(r -> known(r).uses > 0)) {
            return;
        }
        live.add(node);
        Demand.forEach(op, (x, demand) -> use(x, demand, node));
        captured(node).forEach(x -> use(x, Demand.MANY, node));
        if (op instanceof ControlOp.If branch) {
            for (int i = 0; i < node.results().size(); i++) {
                var x = changed(branch, i);
                if (x != null) {
                    use(x, Demand.CONSUMED, node);
                }
            }
        }
    }

    /// What is known of `value`, which this region computes.
    Info known(Value value) {
        return java.util.Objects.requireNonNull(infos.get(value));
    }

    private void use(Value x, Demand demand, Region.Node node) {
        var info = infos.get(x);
        if (demand == Demand.STRIDED) {
            var base = infos.get(Views.base(x));
            if (base != null && rank(base.value) > 0) {
                base.required = true;
            } else if (info != null) {
                info.required |= !isLeaf(Views.base(x));
            }
        }
        if (info == null) {
            return;
        }
        if (info.consumer != node) {
            info.uses++;
            info.consumer = node;
        }
        var role = Role.of(
                (GraphOp) node.op(),
                node.results().isEmpty() ? 0 : Math.max(0, rank(node.results().getFirst())));
        info.onHost |= role == Role.STEP || role == Role.SCALAR;
        info.many |= demand == Demand.MANY;
        info.required |= demand == Demand.BUFFER || demand == Demand.CONSUMED;
        info.consumed |= demand == Demand.CONSUMED;
    }

    // ------------------------------------------------------------------------------------------------------------
    // roots

    private void decide(Region.Node node) {
        switch (Role.of(
                (GraphOp) node.op(),
                node.results().isEmpty() ? 0 : Math.max(0, rank(node.results().getFirst())))) {
            case SCALAR, PARAMETER -> {}
            case ELEMENTS -> decideElements(known(node.results().getFirst()), node);
            case CONTRACTION -> decideContraction(known(node.results().getFirst()), node);
            case STEP -> {
                operands(node).forEach(x -> forceContraction(x));
                linkStep(node);
            }
        }
    }

    private void decideContraction(Info info, Region.Node node) {
        info.depth = 1;
        info.leaves = 2;
        operands(node).forEach(this::forceContraction);
        linkReshape(info);
        boolean consumed =
                operands(node).stream().map(x -> infos.get(Views.base(x))).anyMatch(x -> x != null && x.consumed);
        if (info.required || info.uses != 1 || info.many || consumed || !isElementwiseIn(info)) {
            info.root = true;
        } else {
            info.dot = info;
        }
    }

    /// Whether the one consumer of `info` is elementwise and not itself stored piece by piece.
    private static boolean isElementwiseIn(Info info) {
        var consumer = info.consumer;
        return consumer != null
                && Role.isElementwise((GraphOp) consumer.op())
                && !consumer.op().hasEffect();
    }

    private void decideElements(Info info, Region.Node node) {
        var operands = operands(node);
        boolean elementwise =
                Role.isElementwise((GraphOp) node.op()) && !node.op().hasEffect();
        sum(info, operands);
        for (var x : operands) {
            var operand = infos.get(x);
            if (operand != null && !isLeaf(x) && operand.dot != null) {
                // what a contraction stores has the dtype of its operands
                boolean fits = info.value.dtype() == operand.dot.value.dtype();
                boolean tooMuch = info.folds || info.code > MOST_EPILOGUE;
                if (!elementwise || !fits || tooMuch || operand.dot != info.dot) {
                    force(operand);
                }
            }
            info.required |= operand != null && operand.consumed && operand.role != Role.SCALAR;
        }
        sum(info, operands);
        while (info.code > MOST_CODE || info.leaves > MOST_LEAVES || info.depth > MOST_DEPTH) {
            var largest = largest(operands);
            if (largest == null) {
                break;
            }
            force(largest);
            sum(info, operands);
        }
        linkReshape(info);
        if (node.op() instanceof TensorOp.Reshape(var x, var _) && info.predecessor == null) {
            linkAlias(infos.get(x), info, info.required);
        }
        if (node.op() instanceof TensorOp.Copy(var x)) {
            var operand = infos.get(x);
            linkAlias(operand, info, operand != null && (operand.role == Role.STEP || operand.role == Role.PARAMETER));
        }
        info.root = info.predecessor == null
                && (info.required
                        || node.op().hasEffect()
                        || rank(info.value) == 0
                        || isRowReduction(node.op())
                        || node.op() instanceof TensorOp.ArgReduce
                        || ((info.uses > 1 || info.many) && !info.isCheap()));
    }

    /// Whether `op` reduces trailing axes, the elements of which are next to each other.
    static boolean isRowReduction(fluxion.ir.Op op) {
        return op instanceof TensorOp.Reduce(var _, var x, var axes)
                && axes.stream().mapToInt(a -> a).min().orElse(0) == x.rank() - axes.size();
    }

    private List<Value> operands(Region.Node node) {
        var operands = new LinkedHashSet<Value>();
        Demand.forEach((GraphOp) node.op(), (x, _) -> {
            if (rank(x) > 0) {
                operands.add(x);
            }
        });
        return new ArrayList<>(operands);
    }

    private void sum(Info info, List<Value> operands) {
        var op = java.util.Objects.requireNonNull(info.op);
        info.code = Role.code(op);
        info.folds = op instanceof TensorOp.Reduce || op instanceof TensorOp.ArgReduce;
        info.leaves = 0;
        info.depth = 1;
        info.dot = null;
        for (var x : operands) {
            var operand = infos.get(x);
            if (isLeaf(x)) {
                info.leaves++;
            } else if (operand == null) {
                // cheap enough to be left to the regions inside its own
                info.code += 2;
                info.leaves += 2;
                info.depth = Math.max(info.depth, 8);
            } else {
                info.code += operand.code;
                info.folds |= operand.folds;
                info.leaves += operand.leaves;
                info.depth = Math.max(info.depth, operand.depth + 1);
                info.dot = info.dot == null ? operand.dot : info.dot;
            }
        }
    }

    private @Nullable Info largest(List<Value> operands) {
        Info largest = null;
        for (var x : operands) {
            var operand = infos.get(x);
            if (operand != null && !isLeaf(x) && (largest == null || operand.code > largest.code)) {
                largest = operand;
            }
        }
        return largest;
    }

    private void force(Info info) {
        if (info.role == Role.CONTRACTION) {
            info.dot = null;
        }
        info.root = true;
    }

    private void forceContraction(Value x) {
        var info = infos.get(x);
        if (info != null && !isLeaf(x) && info.dot != null) {
            force(info);
        }
    }

    // ---------------------------------------------------------------------------------------------------- shared
    // buffers

    /// Lets `next` have the buffer of `info`, if nothing else needs that and `wanted`.
    private static void linkAlias(@Nullable Info info, Info next, boolean wanted) {
        if (wanted && info != null && info.uses == 1 && info.successor == null && ownsBuffer(info)) {
            info.successor = next;
            next.predecessor = info;
        }
    }

    /// Whether `info` is stored, and no value but its predecessors has the same buffer.
    private static boolean ownsBuffer(Info info) {
        return switch (info.role) {
            case SCALAR -> false;
            case ELEMENTS, CONTRACTION -> info.root || info.predecessor != null;
            case STEP -> !(info.op instanceof TensorOp.Print || info.op instanceof TensorOp.CheckFinite);
            case PARAMETER -> true;
        };
    }

    /// A value is stored if a reshaped form of it has to be.
    private void linkReshape(Info info) {
        var consumer = info.consumer;
        if (info.uses == 1 && consumer != null && consumer.op() instanceof TensorOp.Reshape) {
            info.required |= known(consumer.results().getFirst()).required;
        }
    }

    private void linkStep(Region.Node node) {
        switch ((GraphOp) node.op()) {
            case TensorOp.Store(var x, var _, var _, var _) ->
                linkChanged(x, node.results().getFirst());
            case TensorOp.DynamicUpdate(var x, var _, var _) -> linkUpdate(x, node);
            case TensorOp.ScatterAdd(var x, var _, var _, var _, var _) -> linkUpdate(x, node);
            case ControlOp.If branch -> linkChanged(branch, node);
            case ControlOp.For(var _, var initial, var body) -> linkCarried(initial, body, 1, node);
            case ControlOp.While(var initial, var _, var body) -> linkCarried(initial, body, 0, node);
            case ControlOp.Invoke(var procedure, var _, var operands) -> {
                for (int i = 0; i < node.results().size(); i++) {
                    int place = procedure.inPlace().get(i);
                    if (place >= 0 && rank(operands.get(place)) > 0) {
                        linkChanged(operands.get(place), node.results().get(i));
                    }
                }
            }
            case GraphOp _ -> {}
        }
    }

    private void linkChanged(ControlOp.If op, Region.Node node) {
        for (int i = 0; i < node.results().size(); i++) {
            var x = changed(op, i);
            if (x != null) {
                linkChanged(x, node.results().get(i));
            }
        }
    }

    /// Lets `next` have the buffer of `x`, which it is a changed form of: nothing uses that any more.
    private void linkChanged(Value x, Value next) {
        var info = infos.get(x);
        if (info != null && info.successor == null && ownsBuffer(info)) {
            info.successor = known(next);
            info.successor.predecessor = info;
        }
    }

    /// What result `index` of `op` is in the place of, see [Changes#changed].
    private static @Nullable Value changed(ControlOp.If op, int index) {
        return rank(op.whenTrue().yields().get(index)) > 0 ? Changes.changed(op, index) : null;
    }

    private void linkUpdate(Value x, Region.Node node) {
        var info = infos.get(x);
        boolean made = info != null && (info.role != Role.ELEMENTS || info.required);
        boolean once = OpSchema.operands(node.op()).indexOf(x)
                == OpSchema.operands(node.op()).lastIndexOf(x);
        linkAlias(info, known(node.results().getFirst()), made && once);
    }

    private void linkCarried(List<Value> initial, Region body, int first, Region.Node node) {
        for (int i = 0; i < initial.size(); i++) {
            if (rank(initial.get(i)) > 0 && Changes.isChanged(body, first, i)) {
                linkChanged(initial.get(i), node.results().get(i));
            } else if (rank(initial.get(i)) > 0) {
                linkAlias(infos.get(initial.get(i)), known(node.results().get(i)), true);
            }
        }
    }

    /// A parameter is changed only if what it becomes ends up in its own place.
    private void keepIfInPlace(Value parameter, int yield) {
        var info = known(parameter);
        if (info.successor != null && info.destination() != yield) {
            info.successor.predecessor = null;
            info.successor.root = info.successor.role == Role.ELEMENTS;
            info.successor = null;
        }
    }
}
