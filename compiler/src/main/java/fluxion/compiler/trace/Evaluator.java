package fluxion.compiler.trace;

import fluxion.ir.FluxionException;
import fluxion.runtime.Executable;
import fluxion.runtime.MemoryException;
import fluxion.runtime.Storage;
import fluxion.tensor.Handles;
import fluxion.tensor.Origin;
import fluxion.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Computes pending operations, with a cache of executables by structure.
final class Evaluator {
    private static final int CACHE_SIZE = 1_000;
    private static final int INTERPRET_OPERATIONS = 1_000;
    private static final long INTERPRET_ELEMENTS = 100_000;
    private static final long[] NO_SYMBOLS = {};

    private final GraphCompiler compiler;

    // in order of last use, so that a program that makes ever new structures does not keep them all
    private final Map<StructureKey, Executable> executables = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<StructureKey, Executable> eldest) {
            return size() > CACHE_SIZE;
        }
    };

    Evaluator(GraphCompiler compiler) {
        this.compiler = compiler;
    }

    /// The elements of `tensor`, which belongs to no trace.
    Storage evaluate(Tensor tensor) {
        var origin = Handles.origin(tensor);
        var known = origin.storage();
        if (known == null) {
            switch (origin) {
                case LazyNode.Result result -> evaluate(List.of(result.node()));
                case TraceScope.Traced traced -> throw traced.scope().unreadable(tensor);
                case Origin other -> throw new IllegalStateException("no elements in " + other);
            }
            known = origin.storage();
        }
        if (known == null) {
            throw new IllegalStateException("evaluation left a tensor of type " + tensor.type() + " pending");
        }
        if (origin instanceof LazyNode.Result) {
            Handles.settle(tensor, new Origin.Memory(known));
        }
        return known;
    }

    /// Computes `nodes`, as far as they are pending.
    void evaluate(List<LazyNode> nodes) {
        var program = LazyProgram.of(nodes);
        if (program.size() == 0) {
            return;
        }
        var key = program.key();
        var executable = executable(key, program);
        try {
            var results = program.allocate();
            executable.run(program.leaves(), results, NO_SYMBOLS);
            program.settle(results);
        } catch (MemoryException e) {
            throw e.in(executable.buffers(NO_SYMBOLS));
        }
    }

    private Executable executable(StructureKey key, LazyProgram program) {
        synchronized (executables) {
            var known = executables.get(key);
            if (known != null) {
                return known;
            }
        }
        var compiled = compiler.compile(program.graph()).executable();
        synchronized (executables) {
            executables.putIfAbsent(key, compiled);
        }
        return compiled;
    }

    /// The elements of `tensor` if they are known or cheap to interpret; else null. Changes nothing, so that
    /// looking at a tensor in a debugger does not.
    @Nullable
    Storage peek(Tensor tensor) {
        var origin = Handles.origin(tensor);
        var known = origin.storage();
        if (known != null || !(origin instanceof LazyNode.Result result)) {
            return known;
        }
        var program = LazyProgram.of(List.of(result.node()));
        if (!program.isSmall(INTERPRET_OPERATIONS, INTERPRET_ELEMENTS) || program.prints()) {
            return null;
        }
        program.key();
        var results = program.allocate();
        try {
            compiler.interpret(program.graph()).run(program.leaves(), results, NO_SYMBOLS);
        } catch (FluxionException e) {
            return null; // who reads the tensor will see it
        }
        return results[program.resultNumber(result.index())];
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
