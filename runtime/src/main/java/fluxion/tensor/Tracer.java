package fluxion.tensor;

import fluxion.ir.Op;
import fluxion.ir.ScalarOp;
import fluxion.runtime.Storage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What stands behind the operations of tensors. The compiler provides one; without it tensors hold data and nothing
/// else. Found through [java.util.ServiceLoader].
///
/// An operation is written over the *handles* of its operands ([Handles#of(Tensor)]): each tensor has a handle of its
/// own, so that an operation and the list of its operands say all.
public interface Tracer {
    /// Records `op` in the current scope of the thread: outside any scope it is computed when a result is read,
    /// inside a trace it is appended to that.
    ///
    /// @param op the operation, over handles; its regions may use handles too
    /// @param operands the tensors whose handles occur in `op`, each once or more: where it has no regions its
    ///     operands, in the order of its header
    /// @return its results
    List<Tensor> record(Op op, List<Tensor> operands);

    /// A number that the Java program computed: a parameter of what is computed outside any scope, a constant
    /// inside a compiled function.
    Tensor number(ScalarOp.Constant value);

    /// The elements of `tensor`, computed now if need be.
    ///
    /// @throws TraceException if it stands for the tensors of later calls
    Storage evaluate(Tensor tensor);

    /// Computes `tensor` now, if that has not been done. Other than [#evaluate(Tensor)] this leaves it to the
    /// tracer where the elements are.
    ///
    /// @throws TraceException if it stands for the tensors of later calls
    void compute(Tensor tensor);

    /// The elements of `tensor` if they are known or can be had by little work, without compiling anything; else
    /// null. For printing.
    @Nullable
    Storage peek(Tensor tensor);

    /// The value of `variable` at this point of the program.
    Tensor read(Variable variable);

    /// Makes `value` the value of `variable` from this point of the program on.
    void assign(Variable variable, Tensor value);
}
