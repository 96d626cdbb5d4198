package fluxion.compiler.trace;

import fluxion.ir.Op;
import fluxion.tensor.Tensor;
import fluxion.tensor.Variable;
import java.util.List;

/// Is told what a scope records, in the order of the program: a tape.
public interface RecordListener {
    /// `op`, written over the handles of `operands`, gave `results`.
    void recorded(Op op, List<Tensor> operands, List<Tensor> results);

    /// `variable` was read and had the value `value`.
    void read(Variable variable, Tensor value);
}
