package fluxion.compiler.trace;

import fluxion.annotation.MathMode;
import fluxion.ir.FluxionException;
import fluxion.ir.TensorType;
import fluxion.runtime.MemoryException;
import fluxion.runtime.Storage;
import fluxion.tensor.Handles;
import fluxion.tensor.Origin;
import fluxion.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Computes pending operations, with a cache of programs by structure.
final class Evaluator {
    private static final int INTERPRET_OPERATIONS = 1_000;
    private static final long INTERPRET_ELEMENTS = 100_000;
    private static final long[] NO_SYMBOLS = {};

    /// Smaller values of variables get new memory each time.
    private static final int WORTH_OVERWRITING = 1_024;

    private final GraphCompiler compiler;
    private final Cache<StructureKey, Prepared> programs = new Cache<>();
    private final AtomicLong nodes = new AtomicLong();

    Evaluator(GraphCompiler compiler) {
        this.compiler = compiler;
    }

    /// A number for a node.
    long next() {
        return nodes.getAndIncrement();
    }

    /// The elements of `tensor`, which belongs to no trace. They are never overwritten.
    Storage evaluate(Tensor tensor) {
        var origin = Handles.origin(tensor);
        var known = origin.storage();
        while (known == null) {
            compute(tensor);
            if (origin instanceof LazyNode.Result result) {
                result.node().restore();
            }
            known = origin.storage();
        }
        if (origin instanceof LazyNode.Result) {
            Handles.settle(tensor, new Origin.Memory(known));
        }
        return known;
    }

    /// Computes `tensor`, unless that has been done.
    void compute(Tensor tensor) {
        switch (Handles.origin(tensor)) {
            case LazyNode.Result result -> {
                if (!result.node().isSettled()) {
                    evaluate(List.of(result.node()));
                }
            }
            case TraceScope.Traced traced -> throw traced.scope().unreadable(tensor);
            case Origin memory -> memory.storage();
        }
    }

    /// Computes `nodes`, as far as they are pending.
    void evaluate(List<LazyNode> nodes) {
        try (var program = LazyProgram.of(nodes, this)) {
            if (program.size() == 0) {
                return;
            }
            var prepared = prepared(program, false);
            boolean large = prepared.isKeeping() && program.hasLarge();
            run(program, large ? prepared(program, true) : prepared, large);
        }
    }

    private Prepared prepared(LazyProgram program, boolean large) {
        return programs.get(
                program.key(large), () -> new Prepared(compiler.compile(program.graph(large), MathMode.STRICT)));
    }

    private static void run(LazyProgram program, Prepared prepared, boolean large) {
        var steps = program.results(large);
        int count = 0;
        for (int i = 0; i < steps.size(); i++) {
            count += steps.get(i).tensors();
        }
        boolean overwriting = prepared.isOverwriting() && !program.hasEffect() && !program.readsOwned();
        var arguments = program.arguments();
        var storages = new Storage[count];
        var given = overwriting ? new ArrayList<Replay.Result>(count) : null;
        try {
            int next = 0;
            for (int s = 0; s < steps.size(); s++) {
                var step = steps.get(s);
                for (int i = 0; i < step.size(); i++) {
                    if (step.pending.handles().get(i).type() instanceof TensorType type) {
                        long size = type.shape().elements();
                        boolean worth = overwriting && size >= WORTH_OVERWRITING;
                        int leaf = worth ? prepared.inPlace(next) : -1;
                        storages[next++] = leaf >= 0 && program.take(leaf)
                                ? arguments[leaf]
                                : Storage.allocate(type.dtype(), size);
                        if (given != null) {
                            boolean lost = worth && step.size() == 1 && step.node.isHeld();
                            given.add(new Replay.Result(type.dtype(), size, lost ? step.node : null));
                        }
                    }
                }
            }
            prepared.executable().run(arguments, storages, NO_SYMBOLS);
            program.pass(prepared);
            settle(steps, storages, given == null ? null : Replay.of(prepared, program.leaves(), given));
        } catch (MemoryException e) {
            throw e.in(prepared.executable().buffers(NO_SYMBOLS));
        }
    }

    /// Gives the nodes what has been computed for them.
    private static void settle(List<Step> steps, Storage[] results, @Nullable Replay replay) {
        int next = 0;
        for (var step : steps) {
            boolean lost = replay != null && step.size() == 1 && replay.givesBack(next, step.node);
            var mine = new @Nullable Storage[step.size()];
            for (int i = 0; i < mine.length; i++) {
                mine[i] = step.isTensor(i) ? results[next++] : null;
            }
            step.node.settle(mine, lost ? replay : null);
        }
    }

    /// The elements of `tensor` if they are known or cheap to interpret; else null. Changes nothing, so that
    /// looking at a tensor in a debugger does not.
    @Nullable
    Storage peek(Tensor tensor) {
        var origin = Handles.origin(tensor);
        var known = origin.storage();
        if (known != null || !(origin instanceof LazyNode.Result(var node, var index)) || node.isSettled()) {
            return known;
        }
        try (var program = LazyProgram.of(List.of(node), this)) {
            if (!program.isSmall(INTERPRET_OPERATIONS, INTERPRET_ELEMENTS) || program.prints()) {
                return null;
            }
            return interpret(program, node, index);
        } catch (FluxionException e) {
            return null; // who reads the tensor will see it
        }
    }

    private Storage interpret(LazyProgram program, LazyNode node, int index) {
        var results = new ArrayList<Storage>();
        int wanted = -1;
        for (var step : program.results(true)) {
            for (int i = 0; i < step.size(); i++) {
                if (step.pending.handles().get(i).type() instanceof TensorType type) {
                    wanted = step.node == node && i == index ? results.size() : wanted;
                    results.add(Storage.allocate(type.dtype(), type.shape().elements()));
                }
            }
        }
        compiler.interpret(program.graph(true)).run(program.arguments(), results.toArray(Storage[]::new), NO_SYMBOLS);
        return results.get(wanted);
    }

    /// Makes the tensors that are pending be computed together, when one of them is.
    static void group(List<Tensor> tensors) {
        var group = new Group();
        for (var tensor : tensors) {
            var node = pending(tensor);
            if (node != null) {
                group.add(node);
            }
        }
    }

    /// What computes `tensor`; null if its elements are known, or belong to a trace.
    static @Nullable LazyNode pending(Tensor tensor) {
        return Handles.origin(tensor) instanceof LazyNode.Result result
                        && !result.node().isSettled()
                ? result.node()
                : null;
    }
}
