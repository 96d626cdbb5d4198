package fluxion.ir;

/// The operations of graphs: what differentiation, batching and simplification know.
public sealed interface GraphOp extends Op permits ScalarOp, ControlOp, TensorOp {}
