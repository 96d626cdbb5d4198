package fluxion.compiler.trace;

import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import fluxion.runtime.Storage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The pending operations that some nodes need, in the order in which they were made, with the elements in memory that
/// they start from. [#close()] must follow.
final class LazyProgram implements AutoCloseable {
    /// Elements in memory.
    ///
    /// @param node what they are the result of, if they might be overwritten otherwise
    /// @param replay what computes them again in that case
    record Leaf(
            Storage storage,
            TensorType type,
            @Nullable LazyNode node,
            @Nullable Replay replay) {}

    // in order of execution
    private final List<Step> steps;
    private final List<Leaf> leaves;
    // the nodes among the leaves whose memory this has not taken
    private final Set<LazyNode> reads;
    private final boolean readsOwned;

    LazyProgram(List<Step> steps, List<Leaf> leaves, Set<LazyNode> reads, boolean readsOwned) {
        this.steps = steps;
        this.leaves = leaves;
        this.reads = reads;
        this.readsOwned = readsOwned;
    }

    /// What it takes to compute `roots`. Nodes that an earlier program passed by are computed for good where
    /// operations that are new begin to use them.
    static LazyProgram of(List<LazyNode> roots, Evaluator evaluator) {
        return Collector.program(roots, evaluator);
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

    int size() {
        return steps.size();
    }

    // ---------------------------------------------------------------- what it is

    /// Whether there are large gradients that serve to assign variables.
    boolean hasLarge() {
        for (var step : steps) {
            if (step.keeping == Step.Keeping.SOME) {
                return true;
            }
        }
        return false;
    }

    /// What two programs must have in common to be one: operations, types, and how they hang together.
    ///
    /// @param large whether large gradients are results too
    StructureKey key(boolean large) {
        var key = new StructureKey.Builder(steps.size());
        for (var step : steps) {
            var pending = step.pending;
            switch (pending.form()) {
                case PLAIN -> {
                    numbers(step, key);
                    key.operation(pending.op());
                }
                case CALL -> {
                    numbers(step, key);
                    // nobody makes another function of this graph
                    key.part(((TensorOp.Call) pending.op()).function().primal().region());
                }
                case NESTED -> {
                    for (int i = 0; i < step.from.length; i++) {
                        key.bind(pending.inputs()[i], step.from[i]);
                    }
                    key.add(pending.op());
                }
            }
            if (step.isKept(large)) {
                key.number(Integer.MIN_VALUE);
            }
        }
        for (var leaf : leaves) {
            key.part(leaf.type());
        }
        return key.finish();
    }

    private void numbers(Step step, StructureKey.Builder key) {
        for (int i = 0; i < step.from.length; i++) {
            key.number(step.from[i]);
        }
    }

    /// The program as a graph. What it calls is put in place of the calls, since nobody differentiates it any more.
    Graph graph(boolean large) {
        var g = new GraphBuilder();
        var parameters = leaves.stream().map(leaf -> g.parameter(leaf.type())).toList();
        var copier = new InlineCalls();
        var values = new ArrayList<Value>();
        var yields = new ArrayList<Value>();
        for (var step : steps) {
            var pending = step.pending;
            for (int i = 0; i < step.from.length; i++) {
                int number = step.from[i];
                copier.bind(pending.inputs()[i], number < 0 ? parameters.get(-1 - number) : values.get(number));
            }
            copier.copy(new Region.Node(pending.op(), pending.handles()), g);
            values.addAll(copier.copyOf(pending.handles()));
            for (int i = 0; i < step.size(); i++) {
                if (step.isKept(large) && step.isTensor(i)) {
                    yields.add(values.get(step.first + i));
                }
            }
        }
        return new Graph("eager", g.finish(yields));
    }

    /// Whether an operation prints, so that it must not run unasked.
    boolean prints() {
        return steps.stream().anyMatch(step -> prints(step.pending.op()));
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

    /// Whether it is little work to interpret the program.
    boolean isSmall(int operations, long elements) {
        long total = 0;
        for (var step : steps) {
            total += step.elements();
        }
        return steps.size() <= operations && total <= elements;
    }

    // ---------------------------------------------------------------- running it

    /// What it starts from.
    List<Leaf> leaves() {
        return leaves;
    }

    /// The elements that it starts from.
    Storage[] arguments() {
        var arguments = new Storage[leaves.size()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = leaves.get(i).storage();
        }
        return arguments;
    }

    /// Takes the memory of leaf `leaf`, to overwrite it; false if that must not be.
    boolean take(int leaf) {
        var node = leaves.get(leaf).node();
        if (node == null || !node.take()) {
            return false;
        }
        reads.remove(node);
        return true;
    }

    /// Whether it reads memory that a compiled function overwrites later.
    boolean readsOwned() {
        return readsOwned;
    }

    boolean hasEffect() {
        for (var step : steps) {
            if (step.node.hasEffect()) {
                return true;
            }
        }
        return false;
    }

    /// The operations whose results the program gives, in order. It gives no lists.
    List<Step> results(boolean large) {
        var results = new ArrayList<Step>();
        for (var step : steps) {
            if (step.isKept(large)) {
                results.add(step);
            }
        }
        return results;
    }

    /// Notes for all operations that `program` has computed them.
    void pass(Prepared program) {
        for (var step : steps) {
            step.node.pass(program);
        }
    }

    /// Ends the reading of what it starts from.
    @Override
    public void close() {
        for (var node : reads) {
            node.endRead();
        }
    }
}
