package fluxion.compiler.trace;

import fluxion.ir.ListType;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.runtime.Storage;
import fluxion.tensor.Origin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds what it takes to compute some nodes. Operations are kept by when they were made, so that the order of
/// execution is there at once, and no node is looked up.
final class Collector {
    /// How many nodes after an operation there may be: what is older is computed before.
    private static final long REACH = 1 << 20;

    /// Gradients of more elements than this are not kept where they serve to assign variables.
    private static final long FEW = 4_096;

    private final Evaluator evaluator;
    // the number of the node made last, that of the step in place 0
    private final long top;
    private @Nullable Step[] places = new @Nullable Step[256];
    private int last = -1;
    // those whose members are among the steps
    private final Set<Group> joined;
    // members of groups that were made after `top`
    private final List<LazyNode> younger = new ArrayList<>(0);

    private final Map<Storage, Integer> leafNumbers = new IdentityHashMap<>();
    private final List<LazyProgram.Leaf> leaves = new ArrayList<>(64);
    // of nodes whose elements might be overwritten if this did not read them
    private final Map<LazyNode, Integer> reads = new IdentityHashMap<>();
    private boolean readsOwned;

    private Collector(Evaluator evaluator, long top, Set<Group> joined) {
        this.evaluator = evaluator;
        this.top = top;
        this.joined = joined;
    }

    /// What it takes to compute `roots`. Nodes that an earlier program passed by are computed for good where
    /// operations that are new begin to use them.
    static LazyProgram program(List<LazyNode> roots, Evaluator evaluator) {
        var members = new ArrayList<LazyNode>(0);
        while (true) {
            var groups = new HashSet<Group>();
            var wanted = wanted(roots, groups);
            var collector = new Collector(evaluator, Math.max(youngest(wanted), youngest(members)), groups);
            for (int i = 0; i < wanted.size(); i++) {
                var node = wanted.get(i);
                collector.enter(node, Step.Keeping.ALL);
                var passedBy = node.passedBy();
                if (passedBy != null) {
                    passedBy.keep();
                }
            }
            for (int i = 0; i < members.size(); i++) {
                collector.member(members.get(i));
            }
            collector.visit();
            var program = collector.order();
            if (collector.younger.isEmpty()) {
                return program;
            }
            members.addAll(collector.younger);
            program.close();
        }
    }

    /// The `roots` and what they are grouped with, some perhaps twice.
    ///
    /// @param groups takes the groups
    private static List<LazyNode> wanted(List<LazyNode> roots, Set<Group> groups) {
        var wanted = new ArrayList<>(roots);
        // grows meanwhile
        for (int i = 0; i < wanted.size(); i++) {
            var group = wanted.get(i).group();
            if (group != null && groups.add(group)) {
                Collections.addAll(wanted, group.members());
            }
        }
        return wanted;
    }

    private static long youngest(List<LazyNode> nodes) {
        long youngest = Long.MIN_VALUE;
        for (int i = 0; i < nodes.size(); i++) {
            youngest = Math.max(youngest, nodes.get(i).number());
        }
        return youngest;
    }

    // ---------------------------------------------------------------- what there is to do

    /// The step of `node`, in its place; null if there is none, as the node is settled.
    private @Nullable Step enter(LazyNode node, Step.Keeping keeping) {
        int place = (int) (top - node.number());
        if (place >= places.length) {
            places = Arrays.copyOf(places, Math.max(place + 1, 2 * places.length));
        }
        var step = places[place];
        if (step == null) {
            var pending = node.pending();
            if (pending == null) {
                return null;
            }
            step = new Step(node, pending);
            places[place] = step;
            last = Math.max(last, place);
        }
        if (step.keeping.compareTo(keeping) < 0) {
            step.keeping = keeping;
        }
        return step;
    }

    /// Looks at all steps, the one made last first, so that each comes after those that need it.
    private void visit() {
        for (int place = 0; place <= last; place++) {
            var step = places[place];
            if (step != null && !step.visited) {
                step.visited = true;
                int first = join(step.node);
                operands(step);
                place = Math.min(place, first - 1);
            }
        }
    }

    /// Takes in the group of `node`.
    ///
    /// @return the first place that it added something to
    private int join(LazyNode node) {
        var group = node.group();
        int first = Integer.MAX_VALUE;
        if (group != null && joined.add(group)) {
            for (var member : group.members()) {
                if (member.number() > top) {
                    younger.add(member);
                } else if (member(member)) {
                    first = Math.min(first, (int) (top - member.number()));
                }
            }
        }
        return first;
    }

    private boolean member(LazyNode node) {
        var step = enter(node, Step.Keeping.SOME);
        if (step != null && step.elements() <= FEW) {
            step.keeping = Step.Keeping.ALL;
        }
        return step != null;
    }

    private void operands(Step step) {
        var operands = step.pending.operands();
        for (int i = 0; i < operands.length; i++) {
            var type = step.pending.inputs()[i].type();
            step.from[i] = switch (operands[i]) {
                case LazyNode.Result(var node, var index) -> from(step, node, index, type);
                case Owned owned -> {
                    readsOwned = true;
                    yield leaf(owned.storage(), type);
                }
                case EagerScope.HostNumber number -> number(step, i, number.storage(), type);
                case Origin memory -> leaf(Objects.requireNonNull(memory.storage()), type);
            };
        }
    }

    /// A leaf for operand `i`, which is a number: one of its own, unless the very same is an operand before.
    private int number(Step step, int i, Storage storage, Type type) {
        var inputs = step.pending.inputs();
        for (int before = 0; before < i; before++) {
            if (inputs[before] == inputs[i]) {
                return step.from[before];
            }
        }
        leaves.add(new LazyProgram.Leaf(storage, (TensorType) type, null, null));
        return -leaves.size();
    }

    private int from(Step user, LazyNode node, int index, Type type) {
        while (true) {
            long place = top - node.number();
            var step = place < places.length ? places[(int) place] : null;
            if (step != null) {
                if (needsKeeping(node, user)) {
                    step.keeping = Step.Keeping.ALL;
                }
                return (int) place;
            }
            var known = reads.isEmpty() ? null : reads.get(node);
            if (known != null) {
                return known;
            }
            var read = node.read(index);
            if (read != null) {
                if (read.replay() == null) {
                    return leaf(read.storage(), type);
                }
                leaves.add(new LazyProgram.Leaf(read.storage(), (TensorType) type, node, read.replay()));
                reads.put(node, -leaves.size());
                return -leaves.size();
            }
            var pending = node.pending();
            if (pending == null) {
                node.restore();
            } else if (place < REACH || pending.handles().stream().anyMatch(x -> x.type() instanceof ListType)) {
                enter(node, needsKeeping(node, user) ? Step.Keeping.ALL : Step.Keeping.NOBODY);
            } else {
                evaluator.evaluate(List.of(node));
            }
        }
    }

    private static boolean needsKeeping(LazyNode node, Step user) {
        var passedBy = node.passedBy();
        if (passedBy == null || user.node.passedBy() != null || node.isSettled()) {
            return false;
        }
        passedBy.keep();
        return true;
    }

    private int leaf(Storage storage, Type type) {
        var known = leafNumbers.putIfAbsent(storage, leaves.size());
        if (known == null) {
            leaves.add(new LazyProgram.Leaf(storage, (TensorType) type, null, null));
            return -leaves.size();
        }
        return -1 - known;
    }

    private LazyProgram order() {
        var steps = new ArrayList<Step>();
        int first = 0;
        for (int place = last; place >= 0; place--) {
            var step = places[place];
            if (step != null) {
                steps.add(step);
                step.first = first;
                first += step.size();
            }
        }
        for (var step : steps) {
            var operands = step.pending.operands();
            for (int i = 0; i < operands.length; i++) {
                if (step.from[i] >= 0 && operands[i] instanceof LazyNode.Result result) {
                    step.from[i] = Objects.requireNonNull(places[step.from[i]]).first + result.index();
                }
            }
        }
        return new LazyProgram(steps, leaves, reads.keySet(), readsOwned);
    }
}
