package fluxion.compiler.trace;

import fluxion.tensor.Tensor;
import fluxion.tensor.Variable;

/// Something that a traced function takes from outside without being given it: a hidden parameter.
public sealed interface Hidden {
    /// A tensor, the same at each call.
    record OfTensor(Tensor tensor) implements Hidden {}

    /// A variable, read when the call begins.
    record OfVariable(Variable variable) implements Hidden {}
}
