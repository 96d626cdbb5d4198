package fluxion;

import fluxion.compiler.trace.Owned;
import fluxion.runtime.Storage;
import fluxion.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// What a call of a compiled function needs to hold; kept for the next call, so that a warm call makes no objects.
/// Belongs to one thread at a time.
final class Frame {
    final @Nullable Object[] arguments;
    Tensor[] leaves = {};
    Tensor[] outputs = {};

    @Nullable
    Owned[] targets = {};

    Storage[] inputs = {};
    Storage[] results = {};
    long[] symbols = {};

    Frame(int arity) {
        arguments = new @Nullable Object[arity];
    }

    /// Makes room for a call of `form`.
    void fit(CompiledForm form) {
        if (inputs.length != form.inputs()) {
            inputs = new Storage[form.inputs()];
        }
        if (results.length != form.resultTypes().size()) {
            results = new Storage[form.resultTypes().size()];
            targets = new @Nullable Owned[results.length];
            outputs = new Tensor[results.length];
        }
    }

    /// Makes room to match `leaves` tensors and `count` symbols.
    void fitLeaves(int count, int symbolCount) {
        if (leaves.length != count) {
            leaves = new Tensor[count];
        }
        if (symbols.length != symbolCount) {
            symbols = new long[symbolCount];
        }
    }

    /// Forgets the arguments, so that what a caller dropped can be collected.
    void clear() {
        java.util.Arrays.fill(arguments, null);
    }
}
