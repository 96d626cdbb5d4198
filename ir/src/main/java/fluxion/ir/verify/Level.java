package fluxion.ir.verify;

import fluxion.ir.BufferType;
import fluxion.ir.FrameType;
import fluxion.ir.GraphOp;
import fluxion.ir.ListType;
import fluxion.ir.Op;
import fluxion.ir.ProgramOp;
import fluxion.ir.TensorType;
import fluxion.ir.Type;

/// The two vocabularies.
enum Level {
    GRAPH("graph"),
    PROGRAM("program");

    private final String text;

    Level(String text) {
        this.text = text;
    }

    /// Whether `op` belongs to this level.
    boolean has(Op op) {
        return switch (this) {
            case GRAPH -> op instanceof GraphOp;
            case PROGRAM -> op instanceof ProgramOp;
        };
    }

    /// Whether values of this level may have type `type`.
    boolean has(Type type) {
        return switch (type) {
            case TensorType(var _, var shape) -> this == GRAPH || shape.rank() == 0;
            case BufferType _ -> this == PROGRAM;
            case ListType(var element) -> has(element);
            case FrameType _ -> true;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
