package fluxion.compiler.trace;

import fluxion.ir.Region;
import fluxion.ir.Value;
import fluxion.runtime.Storage;
import fluxion.tensor.Origin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An operation of eager use: pending, and later its results.
///
/// Nodes refer to nodes, not to tensors, so that a tensor that the program dropped keeps nothing alive. The operation
/// is dropped when the results are known. A node may be computed by several threads at once; they find the same bits.
final class LazyNode {
    /// What is to be computed.
    ///
    /// @param node the operation over handles, and a handle a result
    /// @param inputs the handles of the operands
    /// @param operands what each of `inputs` stands for
    record Pending(Region.Node node, List<Value> inputs, List<Origin> operands) {}

    /// One result. A list has no storage: what needs it computes it again.
    record Result(LazyNode node, int index) implements Origin {
        @Override
        public @Nullable Storage storage() {
            var storages = node.storages;
            return storages == null ? null : storages[index];
        }
    }

    private volatile @Nullable Pending pending;
    private volatile @Nullable Storage @Nullable [] storages;
    // how long the longest chain of pending operations is that ends here
    private final int depth;
    private volatile boolean passed;
    private volatile @Nullable Group group;
    // whether this or a pending operation that it needs may fail or print
    private final boolean effect;

    LazyNode(Pending pending) {
        this.pending = pending;
        int deepest = 0;
        boolean hasEffect = pending.node().op().hasEffect();
        for (var operand : pending.operands()) {
            if (operand instanceof Result result && result.node().storages == null) {
                deepest = Math.max(deepest, result.node().depth);
                hasEffect |= result.node().effect;
            }
        }
        this.depth = deepest + 1;
        this.effect = hasEffect;
    }

    /// The operation, or null once all results are known.
    @Nullable
    Pending pending() {
        return pending;
    }

    int depth() {
        return depth;
    }

    /// Whether to compute it may fail or print.
    boolean hasEffect() {
        return effect;
    }

    /// Whether a program has computed this on the way to something else and has not kept it. If it is needed again,
    /// something of the Java program still holds it, so then it is kept.
    boolean isPassed() {
        return passed;
    }

    void pass() {
        passed = true;
    }

    /// What is computed together with this; null if there is nothing else.
    @Nullable
    Group group() {
        return group;
    }

    void join(Group group) {
        this.group = group;
    }

    /// Whether the results are known, but for lists.
    boolean isSettled() {
        return storages != null;
    }

    /// Makes the results known.
    ///
    /// @param results null where a result is a list
    void settle(@Nullable Storage[] results) {
        storages = results;
        var together = group;
        if (together != null) {
            together.settle();
            group = null;
        }
        for (var result : results) {
            if (result == null) {
                return;
            }
        }
        pending = null;
    }
}
