package fluxion.ir;

/// The operations of lowered programs: what backends know. A tensor operation cannot reach a backend.
public sealed interface ProgramOp extends Op permits ScalarOp, ControlOp, BufferOp {}
