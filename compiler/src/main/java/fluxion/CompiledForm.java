package fluxion;

import fluxion.compiler.trace.CompiledGraph;
import fluxion.compiler.trace.GraphTracer;
import fluxion.compiler.trace.Hidden;
import fluxion.compiler.trace.Owned;
import fluxion.ir.Dim;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.runtime.Executable;
import fluxion.runtime.MemoryException;
import fluxion.runtime.Storage;
import fluxion.tensor.Handles;
import fluxion.tensor.Structure;
import fluxion.tensor.StructureException;
import fluxion.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A function compiled for the arguments of one signature.
@SuppressWarnings("NullAway") // a leaf may be null where there is no gradient, which a type variable cannot say
final class CompiledForm {
    private final Signature signature;
    private final Traced traced;
    private final Executable executable;
    private final List<TensorType> resultTypes;
    private final List<String> symbols;
    /// For each result the leaf that may be overwritten by it, or -1.
    private final int[] inPlace;
    /// What fails half-way must leave tensors as they were.
    private final boolean mayFail;

    CompiledForm(Signature signature, Traced traced, CompiledGraph compiled) {
        this.signature = signature;
        this.traced = traced;
        this.executable = compiled.executable();
        this.resultTypes = traced.function().graph().region().yieldTypes().stream()
                .map(CompiledForm::tensorType)
                .toList();
        this.symbols = List.copyOf(traced.function().graph().symbols());
        this.mayFail = traced.function().graph().region().body().stream()
                .anyMatch(node -> node.op().hasEffect());
        this.inPlace = compiled.inPlace().stream()
                .mapToInt(leaf -> mayFail || leaf >= signature.leaves() ? -1 : leaf)
                .toArray();
    }

    private static TensorType tensorType(Type type) {
        if (type instanceof TensorType tensor) {
            return tensor;
        }
        throw new IllegalStateException("a function gives back a value of type " + type);
    }

    Signature signature() {
        return signature;
    }

    /// How many arguments the executable takes: tensors, then what the function takes from outside.
    int inputs() {
        return traced.function().graph().parameters().size();
    }

    List<TensorType> resultTypes() {
        return resultTypes;
    }

    /// Whether the arguments of `frame` are for this; then its leaves and symbols are theirs.
    boolean matches(Frame frame) {
        frame.fitLeaves(signature.leaves(), signature.symbols());
        return signature.matches(frame.arguments, frame.leaves, frame.symbols);
    }

    /// Runs on the arguments of `frame`; the result is new.
    @Nullable
    Object apply(Frame frame) {
        frame.fit(this);
        try {
            var outputs = fresh(frame, 0);
            load(frame);
            executable.run(frame.inputs, frame.results, frame.symbols);
            int n = traced.function().results();
            assign(outputs.subList(n, outputs.size()));
            return traced.result().rebuild(outputs.iterator());
        } catch (MemoryException e) {
            throw e.in(executable.buffers(frame.symbols));
        }
    }

    /// New tensors for the results from number `from` on.
    private List<Tensor> fresh(Frame frame, int from) {
        if (from == frame.results.length) {
            return List.of();
        }
        var outputs = new ArrayList<Tensor>();
        for (int i = from; i < frame.results.length; i++) {
            var type = concrete(resultTypes.get(i), frame);
            frame.results[i] =
                    Storage.allocate(type.dtype(), type.shape().size().constant());
            outputs.add(Handles.tensor(type, frame.results[i]));
        }
        return outputs;
    }

    /// The type with the extents of this call.
    private TensorType concrete(TensorType type, Frame frame) {
        if (type.shape().isConstant()) {
            return type;
        }
        var extents = new HashMap<String, Dim>();
        for (int i = 0; i < symbols.size(); i++) {
            extents.put(symbols.get(i), Dim.of(frame.symbols[i]));
        }
        return type.with(type.shape().substitute(extents));
    }

    private void load(Frame frame) {
        int n = signature.leaves();
        for (int i = 0; i < n; i++) {
            frame.inputs[i] = Handles.elements(frame.leaves[i]);
        }
        var hidden = traced.function().hidden();
        for (int i = 0; i < hidden.size(); i++) {
            frame.inputs[n + i] = switch (hidden.get(i)) {
                case Hidden.OfTensor taken -> Handles.elements(taken.tensor());
                case Hidden.OfVariable taken -> Handles.elements(Handles.held(taken.variable()));
            };
        }
    }

    private void assign(List<Tensor> values) {
        for (int i = 0; i < values.size(); i++) {
            Handles.hold(traced.function().written().get(i), values.get(i));
        }
    }

    /// Runs on the arguments of `frame`; the result takes the place of the tensors of `out`.
    ///
    /// The tensors get memory of their own when they are first written. One that the call does not read is
    /// overwritten, unless the program may fail, and one that is an argument too where the program can do that and
    /// nothing else reads it; else it gets a second run of memory, and a call reads one and writes the other.
    void into(Frame frame, @Nullable Object out) {
        frame.fit(this);
        int n = traced.function().results();
        if (traced.result().flatten(out, frame.outputs, 0) != n) {
            throw new StructureException(
                    "the result has structure " + traced.result() + ", but is to be written to " + Structure.of(out));
        }
        for (int i = 0; i < n; i++) {
            frame.targets[i] = null;
        }
        try {
            countReads(frame);
            for (int i = 0; i < n; i++) {
                frame.targets[i] = target(frame, i);
                frame.results[i] = frame.targets[i].storage();
            }
            var assigned = fresh(frame, n);
            load(frame);
            executable.run(frame.inputs, frame.results, frame.symbols);
            for (int i = 0; i < n; i++) {
                if (Handles.origin(frame.outputs[i]) != frame.targets[i]) {
                    Handles.settle(frame.outputs[i], frame.targets[i]);
                }
            }
            assign(assigned);
        } catch (MemoryException e) {
            throw e.in(executable.buffers(frame.symbols));
        } finally {
            for (int i = 0; i < n; i++) {
                if (frame.targets[i] != null) {
                    frame.targets[i].release();
                }
            }
        }
    }

    private static void checkDistinct(Frame frame, int i) {
        for (int j = 0; j < i; j++) {
            if (frame.outputs[j] == frame.outputs[i]) {
                throw writtenTwice(i, frame.outputs[i]);
            }
        }
    }

    private static StructureException writtenTwice(int i, Tensor tensor) {
        return new StructureException("tensor " + i + " of type " + tensor.type()
                + " is written to by two results, or by two calls at once; give each a tensor of its own");
    }

    /// Counts for each tensor that is written how often it is read.
    private void countReads(Frame frame) {
        for (int i = 0; i < traced.function().results(); i++) {
            if (Handles.origin(frame.outputs[i]) instanceof Owned owned) {
                owned.reads = 0;
            }
        }
        for (int i = 0; i < signature.leaves(); i++) {
            count(frame.leaves[i]);
        }
        for (var hidden : traced.function().hidden()) {
            switch (hidden) {
                case Hidden.OfTensor taken -> count(taken.tensor());
                case Hidden.OfVariable taken -> count(Handles.held(taken.variable()));
            }
        }
    }

    private static void count(Tensor tensor) {
        if (Handles.origin(tensor) instanceof Owned owned) {
            owned.reads++;
        }
    }

    /// Whether result `i` may overwrite `memory`, which its tensor has: the call does not read it, or the program
    /// reads each element before it writes it.
    private boolean overwrites(Frame frame, int i, Owned memory) {
        return memory.reads == 0
                ? !mayFail
                : inPlace[i] >= 0 && frame.leaves[inPlace[i]] == frame.outputs[i] && memory.reads == 1;
    }

    private Owned target(Frame frame, int i) {
        var tensor = frame.outputs[i];
        var current = Handles.origin(tensor) instanceof Owned owned ? owned : null;
        var target = current == null || overwrites(frame, i, current) ? current : current.other();
        if (target == null || !target.isFor(resultTypes.get(i))) {
            var type = concrete(resultTypes.get(i), frame);
            if (!tensor.type().equals(type)) {
                throw new StructureException("tensor " + i + " of the result has type " + type
                        + ", but is to be written to one of type " + tensor.type());
            }
            if (target == null) {
                checkDistinct(frame, i);
                target = new Owned(tensor.type());
            }
            target.allow(resultTypes.get(i));
        }
        if (!target.claim()) {
            throw writtenTwice(i, tensor);
        }
        GraphTracer.current().finishReaders(target);
        return target;
    }
}
