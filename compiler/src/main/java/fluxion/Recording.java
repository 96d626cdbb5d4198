package fluxion;

import fluxion.compiler.trace.Positions;
import fluxion.compiler.trace.RecordListener;
import fluxion.ir.Op;
import fluxion.ir.SourcePosition;
import fluxion.tensor.Tensor;
import fluxion.tensor.Variable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a tape has heard: the operations that depend on something watched, and the values at which variables were
/// read.
///
/// A tensor is known by its identity, so that two equal operations stay two, whatever value numbering makes of them.
final class Recording implements RecordListener {
    /// An operation.
    ///
    /// @param op the operation over the handles of `operands`
    /// @param position the line of Java, if positions are kept
    record Entry(
            Op op,
            List<Tensor> operands,
            List<Tensor> results,
            @Nullable SourcePosition position) {}

    private final boolean watchAccessedVariables;
    private final boolean positions;
    private final List<Entry> entries = new ArrayList<>();
    private final Set<Tensor> active = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Variable> chosen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<Variable, List<Tensor>> reads = new LinkedHashMap<>();

    Recording(boolean watchAccessedVariables, boolean positions) {
        this.watchAccessedVariables = watchAccessedVariables;
        this.positions = positions;
    }

    @Override
    public void recorded(Op op, List<Tensor> operands, List<Tensor> results) {
        for (var operand : operands) {
            if (active.contains(operand)) {
                entries.add(new Entry(op, operands, results, positions ? Positions.ofCaller() : null));
                active.addAll(results);
                return;
            }
        }
    }

    @Override
    public void read(Variable variable, Tensor value) {
        if ((watchAccessedVariables && variable.trainable()) || chosen.contains(variable)) {
            active.add(value);
            var values = reads.computeIfAbsent(variable, _ -> new ArrayList<>());
            if (values.isEmpty() || values.getLast() != value) {
                values.add(value);
            }
        }
    }

    void watch(Tensor tensor) {
        active.add(tensor);
    }

    void watch(Variable variable) {
        chosen.add(variable);
    }

    void reset() {
        entries.clear();
        active.clear();
        chosen.clear();
        reads.clear();
    }

    List<Entry> entries() {
        return entries;
    }

    /// Whether `tensor` is watched or depends on something that is.
    boolean isActive(Tensor tensor) {
        return active.contains(tensor);
    }

    /// The values at which `variable` was read while it was watched.
    List<Tensor> readsOf(Variable variable) {
        return reads.getOrDefault(variable, List.of());
    }

    /// The variables that were read, in order.
    List<Variable> variables() {
        return List.copyOf(reads.keySet());
    }
}
