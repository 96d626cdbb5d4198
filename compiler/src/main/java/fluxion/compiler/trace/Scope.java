package fluxion.compiler.trace;

import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.ScalarOp;
import fluxion.ir.SourcePosition;
import fluxion.ir.TensorType;
import fluxion.runtime.TooManyElementsException;
import fluxion.tensor.Tensor;
import fluxion.tensor.Variable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where the operations of a thread go at the moment: the innermost trace, or outside any the pending operations of
/// eager use. Belongs to one thread.
public abstract class Scope {
    private final @Nullable Scope parent;
    private final List<RecordListener> listeners = new ArrayList<>();
    private @Nullable SourcePosition replayed;

    Scope(@Nullable Scope parent) {
        this.parent = parent;
    }

    /// The scope around this one; null for eager use.
    @Nullable
    Scope parent() {
        return parent;
    }

    /// Whether this is eager use, outside any trace.
    public boolean isEager() {
        return parent == null;
    }

    /// Whether a listener hears of what is recorded here.
    public boolean isObserved() {
        return !listeners.isEmpty();
    }

    /// Tells `listener` what is recorded from now on.
    public void listen(RecordListener listener) {
        listeners.add(listener);
    }

    /// Tells `listener` nothing more.
    public void ignore(RecordListener listener) {
        listeners.remove(listener);
    }

    final List<Tensor> record(Op op, List<Tensor> operands) {
        var results = append(op, operands);
        for (int i = 0; i < results.size(); i++) {
            checkSize(op, results.get(i).type());
        }
        for (var listener : listeners) {
            listener.recorded(op, operands, results);
        }
        return results;
    }

    /// Records an operation that was recorded before, at the line where it was.
    final List<Tensor> replay(Op op, List<Tensor> operands, @Nullable SourcePosition position) {
        var outer = replayed;
        replayed = position;
        try {
            return record(op, operands);
        } finally {
            replayed = outer;
        }
    }

    /// The line of Java that what is recorded now comes from.
    final @Nullable SourcePosition position() {
        return replayed == null ? Positions.ofCaller() : replayed;
    }

    private static void checkSize(Op op, TensorType type) {
        if (type.shape().elements() > TooManyElementsException.MOST) {
            throw new TooManyElementsException(
                    OpSchema.mnemonic(op) + ": the result " + type,
                    type.shape().size().constant());
        }
    }

    final Tensor read(Variable variable) {
        var value = current(variable);
        for (var listener : listeners) {
            listener.read(variable, value);
        }
        return value;
    }

    abstract List<Tensor> append(Op op, List<Tensor> operands);

    /// Whether numbers of the Java program are constants of what is recorded rather than its parameters.
    abstract boolean bakesNumbers();

    abstract Tensor number(ScalarOp.Constant value);

    abstract Tensor current(Variable variable);

    abstract void assign(Variable variable, Tensor value);
}
