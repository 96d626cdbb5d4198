package fluxion.compiler.trace;

import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Op;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import fluxion.runtime.Storage;
import fluxion.tensor.Origin;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;

/// The pending operations that some nodes need, in an order of execution, with the elements in memory that they start
/// from.
final class LazyProgram {
    /// A node with its operation at the time it was collected: another thread may settle it meanwhile.
    ///
    /// @param first the number of its first result among those of all steps
    private record Step(LazyNode node, LazyNode.Pending pending, int first) {
        int size() {
            return pending.node().results().size();
        }
    }

    private final List<Step> steps = new ArrayList<>();
    private final Map<LazyNode, Step> collected = new IdentityHashMap<>();
    private final Map<Storage, Integer> leafNumbers = new IdentityHashMap<>();
    private final List<Storage> leaves = new ArrayList<>();
    private final List<TensorType> leafTypes = new ArrayList<>();
    private final SequencedSet<LazyNode> kept = new LinkedHashSet<>();

    private LazyProgram() {}

    /// What it takes to compute `roots`. Nodes that an earlier program passed by are computed for good where
    /// operations
    /// that
    /// are new begin to use them.
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
        var open = new IdentityHashMap<LazyNode, LazyNode.Pending>();
        while (!work.isEmpty()) {
            var node = work.peek();
            if (collected.containsKey(node)) {
                work.pop();
                continue;
            }
            var pending = open.get(node);
            if (pending == null) {
                pending = node.pending();
                if (pending == null) {
                    work.pop();
                    continue;
                }
                open.put(node, pending);
                join(node, work);
                for (var operand : pending.operands()) {
                    enter(node, operand, work);
                }
            } else {
                work.pop();
                var step = new Step(
                        node,
                        pending,
                        steps.isEmpty()
                                ? 0
                                : steps.getLast().first() + steps.getLast().size());
                collected.put(node, step);
                steps.add(step);
            }
        }
    }

    /// Keeps the members of the group of `node`. They are visited on their own, below what is being visited.
    private void join(LazyNode node, ArrayDeque<LazyNode> work) {
        var group = node.group();
        if (group != null) {
            for (var member : group) {
                if (member.pending() != null && kept.add(member)) {
                    work.addLast(member);
                }
            }
            kept.add(node);
        }
    }

    private void enter(LazyNode user, Origin operand, ArrayDeque<LazyNode> work) {
        if (operand instanceof LazyNode.Result result && result.node().pending() != null) {
            var from = result.node();
            if (!collected.containsKey(from)) {
                work.push(from);
            }
            if (from.isPassed() && !user.isPassed()) {
                kept.add(from);
            }
        }
    }

    /// The nodes that become known: the roots, and what is kept besides.
    private List<Step> results() {
        return kept.stream().filter(collected::containsKey).map(collected::get).toList();
    }

    /// Numbers the leaves, and gives what two programs must have in common to be one: operations, types, and how they
    /// hang
    /// together.
    StructureKey key() {
        var key = new StructureKey.Builder();
        for (var step : steps) {
            var pending = step.pending();
            for (int i = 0; i < pending.inputs().size(); i++) {
                var input = pending.inputs().get(i);
                int number = numberOf(pending.operands().get(i));
                if (number >= 0) {
                    key.bind(input, number);
                } else {
                    key.bindLeaf(input, leaf(pending.operands().get(i), input.tensorType()));
                }
            }
            key.add(step.pending().node().op());
        }
        results().forEach(step -> key.result(step.first()));
        return key.finish(leafTypes);
    }

    /// The number of the result of this program that `operand` is; -1 for a leaf.
    private int numberOf(Origin operand) {
        if (operand instanceof LazyNode.Result result) {
            var step = collected.get(result.node());
            return step == null ? -1 : step.first() + result.index();
        }
        return -1;
    }

    private int leaf(Origin origin, TensorType type) {
        var storage = origin.storage();
        if (storage == null) {
            throw new IllegalStateException("a pending operand was not collected");
        }
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
                int number = numberOf(pending.operands().get(i));
                copier.bind(
                        input,
                        number >= 0
                                ? values.get(number)
                                : parameters.get(leaf(pending.operands().get(i), input.tensorType())));
            }
            copier.copy(pending.node(), g);
            values.addAll(copier.copyOf(pending.node().results()));
        }
        var yields = new ArrayList<Value>();
        results().forEach(step -> yields.addAll(values.subList(step.first(), step.first() + step.size())));
        return new Graph("eager", g.finish(yields));
    }

    Storage[] leaves() {
        return leaves.toArray(Storage[]::new);
    }

    /// New storage for the results.
    Storage[] allocate() {
        return results().stream()
                .flatMap(step -> step.pending().node().results().stream())
                .map(value ->
                        Storage.allocate(value.dtype(), value.shape().size().constant()))
                .toArray(Storage[]::new);
    }

    /// Gives the nodes what has been computed for them.
    void settle(Storage[] results) {
        steps.forEach(step -> step.node().pass());
        int next = 0;
        for (var step : results()) {
            step.node().settle(Arrays.copyOfRange(results, next, next + step.size()));
            next += step.size();
        }
    }

    int size() {
        return steps.size();
    }

    /// Whether an operation writes somewhere, so that it must not run twice.
    boolean hasEffect() {
        return steps.stream().map(step -> step.pending().node().op()).anyMatch(Op::hasEffect);
    }

    /// Whether it is little work to interpret the program.
    boolean isSmall(int operations, long elements) {
        long total = 0;
        for (var step : steps) {
            for (var value : step.pending().node().results()) {
                total += value.shape().size().constant();
            }
        }
        return steps.size() <= operations && total <= elements;
    }
}
