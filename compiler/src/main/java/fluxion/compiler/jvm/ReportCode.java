package fluxion.compiler.jvm;

import fluxion.ir.Dim;
import fluxion.ir.TensorType;
import java.util.function.Consumer;
import org.objectweb.asm.Opcodes;

/// Emits calls that report tensors.
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
}
