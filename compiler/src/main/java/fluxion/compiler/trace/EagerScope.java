package fluxion.compiler.trace;

import fluxion.ir.Function;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import fluxion.runtime.Storage;
import fluxion.tensor.Handles;
import fluxion.tensor.Origin;
import fluxion.tensor.Tensor;
import fluxion.tensor.Variable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Eager use: operations are remembered and computed when a result is read, when too many are pending, or when no tape
/// listens and a variable is assigned that was assigned before and not computed since. So one program computes all that
/// a step assigns, and a loop that reads nothing does not pile up operations.
final class EagerScope extends Scope {
    /// Beyond this many pending operations behind one tensor it is computed without being asked for.
    static final int FLUSH_AT = 10_000;
    // how often the pending operations are counted: they are at least as many as the longest chain
    private static final int COUNT_EVERY = 256;

    /// A number of the Java program. Each use is a parameter of its own of what is computed, whichever numbers are
    /// equal, so that others are no other program.
    record HostNumber(long bits, Storage storage) implements Origin {}

    private final Evaluator evaluator;
    private final boolean positions;
    // some of those used last: most are the same in each step
    private final @Nullable HostNumber[] numbers = new @Nullable HostNumber[64];
    // what has been assigned since the last computation
    private Group assigned = new Group();

    EagerScope(Evaluator evaluator, boolean positions) {
        super(null);
        this.evaluator = evaluator;
        this.positions = positions;
    }

    @Override
    List<Tensor> append(Op op, List<Tensor> operands) {
        return append(op, operands, null);
    }

    /// Whether nobody wants to hear of each operation, or know its line.
    boolean callsOnce() {
        return !positions && !isObserved();
    }

    /// Records a call of a function that no other is like, and that has no effects.
    List<Tensor> call(Function function, List<Tensor> operands) {
        return append(new TensorOp.Call(function, handles(operands)), operands, LazyNode.Form.CALL);
    }

    private static List<Value> handles(List<Tensor> tensors) {
        var handles = new ArrayList<Value>(tensors.size());
        for (var tensor : tensors) {
            handles.add(Handles.of(tensor));
        }
        return handles;
    }

    private List<Tensor> append(Op op, List<Tensor> operands, LazyNode.@Nullable Form known) {
        int n = operands.size();
        var inputs = new Value[n];
        var origins = new Origin[n];
        boolean owned = false;
        for (int i = 0; i < n; i++) {
            var operand = operands.get(i);
            inputs[i] = Handles.of(operand);
            origins[i] = usable(operand);
            owned |= origins[i] instanceof Owned;
        }
        var form = known != null ? known : form(op, inputs);
        var position = positions ? position() : null;
        var types = op.types();
        var handles = types.size() == 1
                ? List.of(Value.free(types.getFirst(), position))
                : types.stream().map(type -> Value.free(type, position)).toList();
        var node = new LazyNode(evaluator.next(), new LazyNode.Pending(op, handles, inputs, origins, form));
        if (owned) {
            readBy(node, origins);
        }
        if (handles.isEmpty() || (node.depth() % COUNT_EVERY == 0 && LazyProgram.count(node, FLUSH_AT) >= FLUSH_AT)) {
            evaluator.evaluate(List.of(node));
        }
        if (handles.size() == 1) {
            return List.of(Handles.tensor(handles.getFirst(), new LazyNode.Result(node, 0)));
        }
        var results = new ArrayList<Tensor>(handles.size());
        for (int i = 0; i < handles.size(); i++) {
            results.add(Handles.tensor(handles.get(i), new LazyNode.Result(node, i)));
        }
        return results;
    }

    private static void readBy(LazyNode node, Origin[] origins) {
        for (var origin : origins) {
            if (origin instanceof Owned memory) {
                memory.readBy(node);
            }
        }
    }

    private static LazyNode.Form form(Op op, Value[] inputs) {
        if (op instanceof TensorOp.Call || OpSchema.of(op).hasRegions()) {
            return LazyNode.Form.NESTED;
        }
        assert OpSchema.isOver(op, inputs) : op + " was recorded with operands that are not its own";
        return LazyNode.Form.PLAIN;
    }

    /// Where the elements of an operand come from; a trace it must not belong to.
    private static Origin usable(Tensor operand) {
        var origin = Handles.origin(operand);
        if (origin instanceof TraceScope.Traced traced) {
            throw traced.scope().escaped();
        }
        if (origin instanceof LazyNode.Result) {
            return origin;
        }
        origin.storage();
        return origin;
    }

    @Override
    boolean bakesNumbers() {
        return false;
    }

    @Override
    Tensor number(ScalarOp.Constant value) {
        int slot = (Long.hashCode(value.bits()) * 0x9E3779B9) >>> 26;
        var known = numbers[slot];
        if (known == null || known.bits() != value.bits() || known.storage().dtype() != value.dtype()) {
            known = new HostNumber(value.bits(), storage(value));
            numbers[slot] = known;
        }
        return Handles.tensor(TensorType.scalar(value.dtype()), known);
    }

    /// A scalar in memory.
    static Tensor memory(ScalarOp.Constant value) {
        return Handles.tensor(TensorType.scalar(value.dtype()), storage(value));
    }

    private static Storage storage(ScalarOp.Constant value) {
        var storage = Storage.allocate(value.dtype(), 1);
        switch (storage.array()) {
            case float[] a -> a[0] = (float) value.toDouble();
            case double[] a -> a[0] = value.toDouble();
            case int[] a -> a[0] = (int) value.bits();
            case long[] a -> a[0] = value.bits();
            case boolean[] a -> a[0] = value.bits() != 0;
            case Object other -> throw new IllegalStateException("storage " + other.getClass());
        }
        return storage;
    }

    @Override
    Tensor current(Variable variable) {
        return Handles.held(variable);
    }

    /// The variable gets a tensor of its own, so that a tape tells a read of it from the tensor that was assigned.
    @Override
    void assign(Variable variable, Tensor value) {
        if (!isObserved()) {
            computeInTime(variable, value);
        }
        var origin = usable(value);
        var before = Handles.origin(Handles.held(variable));
        if (origin instanceof LazyNode.Result(var node, var _)) {
            node.hold();
        }
        Handles.hold(
                variable,
                origin instanceof Owned owned
                        ? Handles.tensor(value.type(), copy(owned.storage()))
                        : Handles.tensor(value.type(), origin));
        if (before instanceof LazyNode.Result(var node, var _)) {
            node.release();
        }
    }

    private void computeInTime(Variable variable, Tensor value) {
        if (Evaluator.pending(Handles.held(variable)) != null) {
            evaluator.compute(Handles.held(variable));
        }
        var node = Evaluator.pending(value);
        if (node == null) {
            return;
        }
        if (node.hasEffect()) {
            evaluator.compute(value); // so that a failure is found here, and the variable has its value still
            return;
        }
        if (assigned.isSettled()) {
            assigned = new Group();
        }
        assigned.add(node);
    }

    private static Storage copy(Storage from) {
        var copy = Storage.allocate(from.dtype(), from.size());
        System.arraycopy(from.array(), from.offset(), copy.array(), 0, from.size());
        return copy;
    }
}
