package fluxion.compiler.trace;

import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import fluxion.runtime.Storage;
import fluxion.tensor.Origin;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The pending operations that some nodes need, in an order of execution, with the elements in memory that they start
/// from.
final class LazyProgram {
    /// A node with its operation at the time it was collected: another thread may settle it meanwhile.
    ///
    /// @param first the number of its first result among those of all steps
    /// @param known for each operand its elements, null where they are computed by an earlier step
    private record Step(LazyNode node, LazyNode.Pending pending, int first, List<@Nullable Storage> known) {
        int size() {
            return pending.node().results().size();
        }

        Value result(int index) {
            return pending.node().results().get(index);
        }

        boolean isTensor(int index) {
            return result(index).type() instanceof TensorType;
        }
    }

    /// A visit of a node that is under way.
    private record Visit(LazyNode.Pending pending, List<@Nullable Storage> known) {}

    private final List<Step> steps = new ArrayList<>();
    private final Map<LazyNode, Step> collected = new IdentityHashMap<>();
    private final Map<Storage, Integer> leafNumbers = new IdentityHashMap<>();
    private final List<Storage> leaves = new ArrayList<>();
    private final List<TensorType> leafTypes = new ArrayList<>();
    private final SequencedSet<LazyNode> kept = new LinkedHashSet<>();
    private final Set<Group> joined = new HashSet<>();

    private LazyProgram() {}

    /// What it takes to compute `roots`. Nodes that an earlier program passed by are computed for good where
    /// operations that are new begin to use them.
    static LazyProgram of(List<LazyNode> roots) {
        var program = new LazyProgram();
        roots.forEach(program::collect);
        return program;
    }

    /// Counts the pending operations that `root` needs, up to `limit`.
    static int count(LazyNode root, int limit) {
        Set<LazyNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        var work = new ArrayDeque<LazyNode>();
        work.push(root);
        while (!work.isEmpty() && seen.size() < limit) {
            var node = work.pop();
            var pending = node.pending();
            if (pending == null || !seen.add(node)) {
                continue;
            }
            for (var operand : pending.operands()) {
                if (operand instanceof LazyNode.Result result) {
                    work.push(result.node());
                }
            }
        }
        return seen.size();
    }

    private void collect(LazyNode root) {
        var work = new ArrayDeque<LazyNode>();
        work.push(root);
        kept.add(root);
        var open = new IdentityHashMap<LazyNode, Visit>();
        while (!work.isEmpty()) {
            var node = work.peek();
            var visit = open.get(node);
            if (collected.containsKey(node)) {
                work.pop();
            } else if (visit == null) {
                var pending = node.pending();
                if (pending == null) {
                    work.pop();
                    continue;
                }
                join(node, work);
                var known = new ArrayList<@Nullable Storage>();
                for (var operand : pending.operands()) {
                    var storage = operand.storage();
                    known.add(storage);
                    if (storage == null) {
                        enter(node, operand, work);
                    }
                }
                open.put(node, new Visit(pending, known));
            } else {
                work.pop();
                int first = steps.isEmpty()
                        ? 0
                        : steps.getLast().first() + steps.getLast().size();
                var step = new Step(node, visit.pending(), first, visit.known());
                collected.put(node, step);
                steps.add(step);
            }
        }
    }

    /// Keeps the members of the group of `node`. They are visited on their own, below what is being visited.
    private void join(LazyNode node, ArrayDeque<LazyNode> work) {
        var group = node.group();
        if (group != null && joined.add(group)) {
            for (var member : group.members()) {
                if (!member.isSettled() && kept.add(member)) {
                    work.addLast(member);
                }
            }
            kept.add(node);
        }
    }

    private void enter(LazyNode user, Origin operand, ArrayDeque<LazyNode> work) {
        if (operand instanceof LazyNode.Result result) {
            var from = result.node();
            if (!collected.containsKey(from)) {
                work.push(from);
            }
            if (from.isPassed() && !user.isPassed() && !from.isSettled()) {
                kept.add(from);
            }
        }
    }

    /// The nodes that become known: the roots, and what is kept besides.
    private List<Step> results() {
        return kept.stream().filter(collected::containsKey).map(collected::get).toList();
    }

    /// Numbers the leaves, and gives what two programs must have in common to be one: operations, types, and how
    /// they hang together.
    StructureKey key() {
        var key = new StructureKey.Builder();
        for (var step : steps) {
            var pending = step.pending();
            for (int i = 0; i < pending.inputs().size(); i++) {
                var input = pending.inputs().get(i);
                var known = step.known().get(i);
                if (known == null) {
                    key.bind(input, numberOf(pending.operands().get(i)));
                } else {
                    key.bindLeaf(input, leaf(known, input.tensorType()));
                }
            }
            key.add(step.pending().node().op());
        }
        results().forEach(step -> key.result(step.first()));
        return key.finish(leafTypes);
    }

    /// The number of the result of this program that `operand` is.
    private int numberOf(Origin operand) {
        var step = operand instanceof LazyNode.Result result ? collected.get(result.node()) : null;
        if (step == null) {
            throw new IllegalStateException("a pending operand was not collected");
        }
        return step.first() + ((LazyNode.Result) operand).index();
    }

    private int leaf(Storage storage, TensorType type) {
        return leafNumbers.computeIfAbsent(storage, s -> {
            leaves.add(s);
            leafTypes.add(type);
            return leaves.size() - 1;
        });
    }

    /// The program as a graph; call [#key()] before.
    Graph graph() {
        var g = new GraphBuilder();
        var parameters = leafTypes.stream().map(g::parameter).toList();
        var copier = new GraphCopier();
        var values = new ArrayList<Value>();
        for (var step : steps) {
            var pending = step.pending();
            for (int i = 0; i < pending.inputs().size(); i++) {
                var input = pending.inputs().get(i);
                var known = step.known().get(i);
                copier.bind(
                        input,
                        known == null
                                ? values.get(numberOf(pending.operands().get(i)))
                                : parameters.get(leaf(known, input.tensorType())));
            }
            copier.copy(pending.node(), g);
            values.addAll(copier.copyOf(pending.node().results()));
        }
        var yields = new ArrayList<Value>();
        for (var step : results()) {
            for (int i = 0; i < step.size(); i++) {
                if (step.isTensor(i)) {
                    yields.add(values.get(step.first() + i));
                }
            }
        }
        return new Graph("eager", g.finish(yields));
    }

    Storage[] leaves() {
        return leaves.toArray(Storage[]::new);
    }

    /// New storage for the results.
    Storage[] allocate() {
        return results().stream()
                .flatMap(step -> step.pending().node().results().stream())
                .filter(value -> value.type() instanceof TensorType)
                .map(value ->
                        Storage.allocate(value.dtype(), value.shape().size().constant()))
                .toArray(Storage[]::new);
    }

    /// Gives the nodes what has been computed for them.
    void settle(Storage[] results) {
        steps.forEach(step -> step.node().pass());
        int next = 0;
        for (var step : results()) {
            var mine = new @Nullable Storage[step.size()];
            for (int i = 0; i < mine.length; i++) {
                mine[i] = step.isTensor(i) ? results[next++] : null;
            }
            step.node().settle(mine);
        }
    }

    int size() {
        return steps.size();
    }

    /// Whether an operation prints, so that it must not run unasked.
    boolean prints() {
        return steps.stream().anyMatch(step -> prints(step.pending().node().op()));
    }

    private static boolean prints(Op op) {
        return op instanceof TensorOp.Print
                || (op instanceof TensorOp.Call call
                        && prints(call.function().primal().region()))
                || OpSchema.regions(op).stream().anyMatch(LazyProgram::prints);
    }

    private static boolean prints(Region region) {
        return region.body().stream().anyMatch(node -> prints(node.op()));
    }

    /// Where result `index` of the first root is among the storage of the results.
    int resultNumber(int index) {
        var root = results().getFirst();
        int number = 0;
        for (int i = 0; i < index; i++) {
            number += root.isTensor(i) ? 1 : 0;
        }
        return number;
    }

    /// Whether it is little work to interpret the program.
    boolean isSmall(int operations, long elements) {
        long total = 0;
        for (var step : steps) {
            for (var value : step.pending().node().results()) {
                if (value.type() instanceof TensorType tensor) {
                    total += tensor.shape().size().constant();
                }
            }
        }
        return steps.size() <= operations && total <= elements;
    }
}
