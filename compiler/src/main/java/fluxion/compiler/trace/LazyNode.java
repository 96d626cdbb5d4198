package fluxion.compiler.trace;

import fluxion.ir.Op;
import fluxion.ir.Value;
import fluxion.runtime.Storage;
import fluxion.tensor.Origin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An operation of eager use: pending, later its results, and for the value of a variable perhaps overwritten by the
/// next one.
///
/// Nodes refer to nodes, not to tensors, so that a tensor that the program dropped keeps nothing alive. The operation
/// is dropped when the results are known. A node may be computed by several threads at once; they find the same bits.
final class LazyNode {
    /// What is to be computed.
    ///
    /// @param op the operation over handles
    /// @param handles a handle a result
    /// @param inputs the handles of the operands
    /// @param operands what each of `inputs` stands for
    /// @param form what tells the operation from others
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Pending(Op op, List<Value> handles, Value[] inputs, Origin[] operands, Form form) {}

    /// What tells an operation from others.
    enum Form {
        /// Its class and attributes; the inputs are what it uses, in the order of its header.
        PLAIN,
        /// What it uses and its regions too.
        NESTED,
        /// The very function that it calls with the inputs: nobody makes another like it. It has no effects.
        CALL
    }

    /// One result. A list has no storage: what needs it computes it again.
    record Result(LazyNode node, int index) implements Origin {
        /// The elements, which stay as they are from now on.
        @Override
        public @Nullable Storage storage() {
            return node.keep(index);
        }
    }

    /// The results; an item is null for a list.
    ///
    /// @param replay what computes them again once they are overwritten; if null they never are
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Known(
            @Nullable Storage[] storages, @Nullable Replay replay) {}

    private final long number;
    // how long the longest chain of pending operations is that ends here
    private final int depth;
    // whether this or a pending operation that it needs may fail or print
    private final boolean effect;
    private volatile @Nullable Pending pending;
    private volatile @Nullable Known known;
    private volatile @Nullable Replay overwritten;
    private volatile @Nullable Group group;
    private @Nullable Prepared passedBy;

    // guarded by this
    private int holders;
    private int readers;

    /// @param number larger than that of every node that was made before
    LazyNode(long number, Pending pending) {
        this.number = number;
        this.pending = pending;
        int deepest = 0;
        boolean hasEffect = pending.form() != Form.CALL && pending.op().hasEffect();
        for (var operand : pending.operands()) {
            if (operand instanceof Result(var node, var _) && !node.isSettled()) {
                deepest = Math.max(deepest, node.depth);
                hasEffect |= node.effect;
            }
        }
        this.depth = deepest + 1;
        this.effect = hasEffect;
    }

    /// Its place in the order in which the nodes of all threads were made.
    long number() {
        return number;
    }

    /// The operation, or null once all results have been computed.
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

    /// The program that has computed this on the way to something else and has not kept it. If it is needed again,
    /// something of the Java program still holds it, so then it is kept.
    @Nullable
    Prepared passedBy() {
        return passedBy;
    }

    void pass(Prepared program) {
        passedBy = program;
    }

    /// What is computed together with this; null if there is nothing else.
    @Nullable
    Group group() {
        return group;
    }

    void join(Group group) {
        this.group = group;
    }

    /// Whether the results have been computed, but for lists.
    boolean isSettled() {
        return known != null || overwritten != null;
    }

    /// Makes the results known.
    ///
    /// @param results null where a result is a list
    /// @param replay computes them again, so that they may be overwritten; null if they may not
    void settle(@Nullable Storage[] results, @Nullable Replay replay) {
        synchronized (this) {
            if (!isSettled()) {
                known = new Known(results, replay);
            }
        }
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

    // ---------------------------------------------------------------- memory that the next value may be given

    /// The elements of result `index`, never to be overwritten; null if they are not in memory.
    private @Nullable Storage keep(int index) {
        var results = known;
        if (results != null && results.replay() != null) {
            synchronized (this) {
                results = known;
                if (results != null) {
                    results = new Known(results.storages(), null);
                    known = results;
                }
            }
        }
        return results == null ? null : results.storages()[index];
    }

    /// Computes again what was overwritten; nothing if nothing was.
    void restore() {
        var replay = overwritten;
        if (replay != null) {
            replay.run();
        }
    }

    /// Gives back the elements of the only result.
    synchronized void restore(Storage storage) {
        if (known == null) {
            known = new Known(new Storage[] {storage}, null);
            overwritten = null;
        }
    }

    /// A variable has this as its value from now on.
    synchronized void hold() {
        holders++;
    }

    /// A variable that had this as its value has another one now. Nobody else holds it, it seems: if that is wrong,
    /// it is computed again when it is read.
    synchronized void release() {
        holders = Math.max(0, holders - 1);
    }

    synchronized boolean isHeld() {
        return holders > 0;
    }

    /// The elements of result `index`, and whether they may be overwritten but for this reader, who must say when
    /// it is done; null if they are not in memory.
    @Nullable
    Read read(int index) {
        var results = known;
        if (results == null || results.replay() == null) {
            return results == null ? null : Read.of(results.storages()[index], null);
        }
        synchronized (this) {
            results = known;
            if (results == null) {
                return null;
            }
            if (results.replay() != null) {
                readers++;
            }
            return Read.of(results.storages()[index], results.replay());
        }
    }

    /// Elements that are being read.
    ///
    /// @param replay what computes them again; if not null, [LazyNode#endRead()] must follow
    record Read(Storage storage, @Nullable Replay replay) {
        private static @Nullable Read of(@Nullable Storage storage, @Nullable Replay replay) {
            return storage == null ? null : new Read(storage, replay);
        }
    }

    /// Ends a [#read(int)]. If no variable has this as its value any more, the elements stay as they are from now
    /// on: the program that replaced them had no use for the memory.
    synchronized void endRead() {
        readers--;
        var results = known;
        if (results != null && holders == 0) {
            known = new Known(results.storages(), null);
        }
    }

    /// Takes the memory of the only result from its only reader, to overwrite it; false if that must not be, since
    /// a variable, a tensor that was read or another thread needs it.
    synchronized boolean take() {
        var results = known;
        if (results == null || results.replay() == null || holders > 0 || readers != 1) {
            return false;
        }
        readers = 0;
        overwritten = results.replay();
        known = null;
        return true;
    }
}
