package fluxion.compiler.jvm;

import fluxion.ir.BufferOp;
import fluxion.ir.BufferType;
import fluxion.ir.Dim;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.function.Consumer;
import org.objectweb.asm.Opcodes;

/// Emits calls that report tensors and failures.
final class ReportCode {
    private ReportCode() {}

    /// Emits the call of `method` of the class of reports.
    ///
    /// @param pushDim pushes an extent as a long
    /// @param pushBuffer pushes an array and the index of its first element
    static void report(
            Code code, String method, String label, TensorType type, Consumer<Dim> pushDim, Runnable pushBuffer) {
        code.m.visitLdcInsn(label);
        code.m.visitLdcInsn(type.dtype().toString());
        code.pushInt(type.rank());
        code.m.visitIntInsn(Opcodes.NEWARRAY, Opcodes.T_LONG);
        for (int i = 0; i < type.rank(); i++) {
            code.insn(Opcodes.DUP);
            code.pushInt(i);
            pushDim.accept(type.shape().dim(i));
            code.insn(Opcodes.LASTORE);
        }
        pushBuffer.run();
        code.call(Names.REPORTS, method, "(Ljava/lang/String;Ljava/lang/String;[JLjava/lang/Object;I)V");
    }

    /// Emits a check that two extents are equal.
    ///
    /// @param pushDim pushes an extent as a long
    static void requireEqual(Code code, BufferOp.AssertEqual op, Consumer<Dim> pushDim) {
        pushDim.accept(op.left());
        pushDim.accept(op.right());
        code.m.visitLdcInsn(op.message());
        code.call(Names.REPORTS, "requireEqual", "(JJLjava/lang/String;)V");
    }

    /// Emits a check that an index is inside of a buffer.
    ///
    /// @param push pushes a scalar
    /// @param pushDim pushes an extent as a long
    static void requireInside(Code code, BufferOp.AssertInside op, Consumer<Value> push, Consumer<Dim> pushDim) {
        push.accept(op.index());
        pushDim.accept(((BufferType) op.buffer().type()).size());
        code.call(Names.REPORTS, "requireInside", "(JJ)V");
    }

    /// Emits the throwing of an exception.
    ///
    /// @param push pushes a scalar
    static void fail(Code code, BufferOp.Abort op, Consumer<Value> push) {
        code.m.visitLdcInsn(op.exception());
        code.m.visitLdcInsn(op.message());
        code.pushBoxed(op.values(), push);
        code.call(Names.REPORTS, "fail", "(Ljava/lang/String;Ljava/lang/String;[Ljava/lang/Object;)V");
    }
}
