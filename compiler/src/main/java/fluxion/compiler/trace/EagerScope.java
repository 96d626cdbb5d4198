package fluxion.compiler.trace;

import fluxion.ir.Op;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import fluxion.runtime.Storage;
import fluxion.tensor.Handles;
import fluxion.tensor.Origin;
import fluxion.tensor.Tensor;
import fluxion.tensor.Variable;
import java.util.ArrayList;
import java.util.List;

/// Eager use: operations are remembered and computed when a result is read, when too many are pending, or when no tape
/// listens and a variable is assigned that was assigned before and not computed since. So one program computes all that
/// a step assigns, and a loop that reads nothing does not pile up operations.
final class EagerScope extends Scope {
    /// Beyond this many pending operations behind one tensor it is computed without being asked for.
    static final int FLUSH_AT = 10_000;
    // how often the pending operations are counted: they are at least as many as the longest chain
    private static final int COUNT_EVERY = 256;

    private final Evaluator evaluator;
    private final boolean positions;
    // what has been assigned since the last computation
    private Group assigned = new Group();

    EagerScope(Evaluator evaluator, boolean positions) {
        super(null);
        this.evaluator = evaluator;
        this.positions = positions;
    }

    @Override
    List<Tensor> append(Op op, List<Tensor> operands) {
        var inputs = new ArrayList<Value>(operands.size());
        var origins = new ArrayList<Origin>(operands.size());
        for (var operand : operands) {
            inputs.add(Handles.of(operand));
            origins.add(usable(operand));
        }
        var position = positions ? position() : null;
        var types = op.types();
        var handles = new ArrayList<Value>(types.size());
        for (var type : types) {
            handles.add(Value.free(type, position));
        }
        var node = new LazyNode(new LazyNode.Pending(new Region.Node(op, handles), inputs, origins));
        for (var origin : origins) {
            if (origin instanceof Owned owned) {
                owned.readBy(node);
            }
        }
        var results = new ArrayList<Tensor>(types.size());
        for (int i = 0; i < types.size(); i++) {
            results.add(Handles.tensor(handles.get(i), new LazyNode.Result(node, i)));
        }
        if (types.isEmpty() || (node.depth() % COUNT_EVERY == 0 && LazyProgram.count(node, FLUSH_AT) >= FLUSH_AT)) {
            evaluator.evaluate(List.of(node));
        }
        return results;
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
        return memory(value);
    }

    /// A scalar in memory.
    static Tensor memory(ScalarOp.Constant value) {
        var storage = Storage.allocate(value.dtype(), 1);
        switch (storage.array()) {
            case float[] a -> a[0] = (float) value.toDouble();
            case double[] a -> a[0] = value.toDouble();
            case int[] a -> a[0] = (int) value.bits();
            case long[] a -> a[0] = value.bits();
            case boolean[] a -> a[0] = value.bits() != 0;
            case Object other -> throw new IllegalStateException("storage " + other.getClass());
        }
        return Handles.tensor(TensorType.scalar(value.dtype()), storage);
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
        Handles.hold(
                variable,
                origin instanceof Owned owned
                        ? Handles.tensor(value.type(), copy(owned.storage()))
                        : Handles.tensor(value.type(), origin));
    }

    private void computeInTime(Variable variable, Tensor value) {
        if (Evaluator.pending(Handles.held(variable)) != null) {
            evaluator.evaluate(Handles.held(variable));
        }
        var node = Evaluator.pending(value);
        if (node == null) {
            return;
        }
        if (node.hasEffect()) {
            evaluator.evaluate(value); // so that a failure is found here, and the variable has its value still
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
