package fluxion.compiler.trace;

import fluxion.ir.DType;
import fluxion.runtime.Storage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One run of a program, so that it can be repeated: the next step overwrites the values of variables that it gave,
/// and some tensor may stand for one still. It starts from values that an earlier run gave, so there are chains of
/// runs, whose length and memory are bounded; a value without a run is never overwritten.
final class Replay {
    /// How long a chain of runs may be.
    static final int MOST_RUNS = 64;

    /// How many times the bytes that a run gives to variables the runs of a chain may keep besides.
    private static final int MOST_EXTRA = 16;

    /// Smaller storage is not counted.
    private static final int COUNTED = 256;

    private static final long[] NO_SYMBOLS = {};

    private final Prepared program;
    // a node that has a run itself in place of its storage
    private final List<Object> leaves;
    private final List<Result> results;
    private final int runs;
    private final long bytes;

    /// A result.
    ///
    /// @param dtype the type of its elements
    /// @param size how many there are
    /// @param node what gets it back; null if it is never overwritten
    record Result(DType dtype, long size, @Nullable LazyNode node) {
        long bytes() {
            return node == null ? 0 : size * dtype.bytes();
        }
    }

    private Replay(Prepared program, List<Object> leaves, List<Result> results, int runs, long bytes) {
        this.program = program;
        this.leaves = leaves;
        this.results = results;
        this.runs = runs;
        this.bytes = bytes;
    }

    /// A run of `program`; null if there is nothing to give back or the chain would become too long.
    ///
    /// @param from what it started from
    static @Nullable Replay of(Prepared program, List<LazyProgram.Leaf> from, List<Result> results) {
        Replay longest = null;
        var leaves = new ArrayList<Object>(from.size());
        for (var leaf : from) {
            leaves.add(leaf.node() == null ? leaf.storage() : leaf.node());
            var replay = leaf.replay();
            if (replay != null && (longest == null || replay.runs > longest.runs)) {
                longest = replay;
            }
        }
        long own = 0;
        for (var result : results) {
            own += result.bytes();
        }
        if (own == 0) {
            return null;
        }
        if (longest == null) {
            return new Replay(program, leaves, results, 1, 0);
        }
        long bytes = longest.bytes;
        for (var leaf : leaves) {
            if (leaf instanceof Storage storage && storage.size() >= COUNTED && !longest.reads(storage)) {
                bytes += (long) storage.size() * storage.dtype().bytes();
            }
        }
        return longest.runs == MOST_RUNS || bytes > MOST_EXTRA * own
                ? null
                : new Replay(program, leaves, results, longest.runs + 1, bytes);
    }

    /// Whether result `result` is given back to `node`.
    boolean givesBack(int result, LazyNode node) {
        return results.get(result).node() == node;
    }

    private boolean reads(Storage storage) {
        for (var leaf : leaves) {
            if (leaf == storage) {
                return true;
            }
        }
        return false;
    }

    /// Repeats the run, and gives the nodes back what was overwritten. Where that is wanted, the program had better
    /// overwrite nothing.
    void run() {
        program.stopOverwriting();
        var arguments = new Storage[leaves.size()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = leaves.get(i) instanceof LazyNode node ? elements(node) : (Storage) leaves.get(i);
        }
        var storages = new Storage[results.size()];
        for (int i = 0; i < storages.length; i++) {
            storages[i] =
                    Storage.allocate(results.get(i).dtype(), results.get(i).size());
        }
        program.executable().run(arguments, storages, NO_SYMBOLS);
        for (int i = 0; i < storages.length; i++) {
            var node = results.get(i).node();
            if (node != null) {
                node.restore(storages[i]);
            }
        }
    }

    private static Storage elements(LazyNode node) {
        var result = new LazyNode.Result(node, 0);
        var storage = result.storage();
        if (storage == null) {
            node.restore();
            storage = result.storage();
        }
        if (storage == null) {
            throw new IllegalStateException("a run starts from a value that was never computed");
        }
        return storage;
    }
}
