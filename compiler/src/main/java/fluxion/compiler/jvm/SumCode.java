package fluxion.compiler.jvm;

import fluxion.ir.BufferOp;
import fluxion.ir.ControlOp;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.objectweb.asm.Opcodes;

/// Calls of the runtime's contractions and convolutions at the host level.
///
/// @param frame the local variable that holds the frame
/// @param pushBuffer pushes the array of a buffer and the index of its first element
record SumCode(Code code, Scope scope, ProgramLayout layout, int frame, Consumer<Value> pushBuffer) {
    /// Calls the contraction.
    void contract(BufferOp.Contract op) {
        for (var buffer : List.of(op.a(), op.b(), op.c())) {
            pushBuffer.accept(buffer);
        }
        var array = JvmType.of(op.c().dtype()).array();
        var descriptor = new StringBuilder("(");
        for (int i = 0; i < 3; i++) {
            descriptor.append(array).append('I');
        }
        var numbers = new ArrayList<>(List.of(op.batch(), op.rows(), op.columns(), op.inner(), op.aOffset()));
        numbers.addAll(op.aStrides());
        numbers.add(op.bOffset());
        numbers.addAll(op.bStrides());
        for (var number : numbers) {
            scope.pushDim(number);
            descriptor.append('I');
        }
        pushEpilogue(op);
        descriptor.append('L').append(Names.TASK).append(';');
        if (op.c().dtype().isFloat()) {
            pushKept(op);
            descriptor.append('L').append(Names.KEPT_PANELS).append(';');
        }
        descriptor.append(")V");
        code.call(Names.CONTRACTIONS, "contract", descriptor.toString());
    }

    /// Makes the contractions in `loop` pack operands that they have kept from an earlier run of it.
    void forget(ControlOp loop) {
        for (var op : layout.kept().in(loop)) {
            pushKept(op);
            code.invoke(Names.KEPT_PANELS, "forget", "()V");
        }
    }

    /// Pushes where `op` keeps its right operand packed, or null.
    private void pushKept(BufferOp.Contract op) {
        if (layout.kept().contains(op)) {
            code.loadRef(frame);
            code.pushNumber(layout.kernel(op));
            code.invoke(Names.FRAME, "kept", "(I)L" + Names.KEPT_PANELS + ";");
        } else {
            code.insn(Opcodes.ACONST_NULL);
        }
    }

    /// Calls the convolution.
    void convolve(BufferOp.Convolve op) {
        var call = "L" + Names.CONVOLUTION + ";";
        code.call(Names.CONVOLUTION, "begin", "()" + call);
        for (var number : Epilogue.numbers(op)) {
            scope.pushDim(number);
            code.invoke(Names.CONVOLUTION, "with", "(I)" + call);
        }
        for (var buffer : List.of(op.a(), op.b(), op.c())) {
            pushBuffer.accept(buffer);
        }
        pushEpilogue(op);
        var array = JvmType.of(op.c().dtype()).array() + "I";
        code.invoke(
                Names.CONVOLUTION,
                op.winograd() ? "winograd" : "run",
                "(" + array.repeat(3) + "L" + Names.EPILOGUE + ";)V");
    }

    /// Pushes what is done to the result of `op`, a contraction or convolution, or null.
    private void pushEpilogue(BufferOp op) {
        if (Epilogue.of(op) != null) {
            code.loadRef(frame);
            code.getField(Names.FRAME, "tasks", "[L" + Names.TASK + ";");
            code.pushNumber(layout.kernel(op));
            code.insn(Opcodes.AALOAD);
        } else {
            code.insn(Opcodes.ACONST_NULL);
        }
    }
}
