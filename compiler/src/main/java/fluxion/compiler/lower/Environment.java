package fluxion.compiler.lower;

import fluxion.ir.Value;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where the values of the graph are in the program, as far as it is emitted.
final class Environment {
    /// Whether arrays are of exactly the size of their tensors, and check indices themselves.
    final boolean exact;

    final ProcedureLowering procedures;

    private final Map<Value, Value> scalars = new HashMap<>();
    private final Map<Value, Layout> layouts = new HashMap<>();
    private final Map<Value, Value> lists = new HashMap<>();

    /// @param procedures the procedures of the whole program
    Environment(boolean exact, ProcedureLowering procedures) {
        this.exact = exact;
        this.procedures = procedures;
    }

    /// The host scalar that `value`, of rank 0, is; null if there is none.
    @Nullable
    Value scalar(Value value) {
        return scalars.get(value);
    }

    /// Where the tensor `value` is stored; null if it is not.
    @Nullable
    Layout layout(Value value) {
        return layouts.get(value);
    }

    /// The list of buffers that the list `value` is.
    Value list(Value value) {
        return java.util.Objects.requireNonNull(lists.get(value), "a list is used before it is made");
    }

    void bindScalar(Value value, Value scalar) {
        scalars.put(value, scalar);
    }

    void bindLayout(Value value, Layout layout) {
        layouts.put(value, layout);
    }

    void bindList(Value value, Value list) {
        lists.put(value, list);
    }
}
