package fluxion.compiler.jvm;

import fluxion.ir.CompareFn;
import fluxion.ir.DType;
import fluxion.ir.ScalarOp;
import fluxion.ir.Value;
import java.util.List;
import java.util.function.Consumer;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// The body of one method being written: instructions by dtype, structured jumps, local variables.
final class Code {
    final MethodVisitor m;
    private int nextLocal;

    Code(MethodVisitor m, int firstFreeLocal) {
        this.m = m;
        this.nextLocal = firstFreeLocal;
        m.visitCode();
    }

    void end() {
        m.visitMaxs(0, 0);
        m.visitEnd();
    }

    int local(DType dtype) {
        int slot = nextLocal;
        nextLocal += JvmType.of(dtype).slots();
        return slot;
    }

    int reference() {
        return nextLocal++;
    }

    int intLocal() {
        return nextLocal++;
    }

    void load(DType dtype, int slot) {
        m.visitVarInsn(Opcodes.ILOAD + JvmType.of(dtype).offset(), slot);
    }

    void store(DType dtype, int slot) {
        m.visitVarInsn(Opcodes.ISTORE + JvmType.of(dtype).offset(), slot);
    }

    void loadInt(int slot) {
        m.visitVarInsn(Opcodes.ILOAD, slot);
    }

    void storeInt(int slot) {
        m.visitVarInsn(Opcodes.ISTORE, slot);
    }

    void loadRef(int slot) {
        m.visitVarInsn(Opcodes.ALOAD, slot);
    }

    void storeRef(int slot) {
        m.visitVarInsn(Opcodes.ASTORE, slot);
    }

    void insn(int opcode) {
        m.visitInsn(opcode);
    }

    /// An `int` opcode in its variant for `dtype`.
    void insn(int intOpcode, DType dtype) {
        m.visitInsn(intOpcode + JvmType.of(dtype).offset());
    }

    void pushInt(int value) {
        if (value >= -1 && value <= 5) {
            m.visitInsn(Opcodes.ICONST_0 + value);
        } else if (value == (byte) value) {
            m.visitIntInsn(Opcodes.BIPUSH, value);
        } else if (value == (short) value) {
            m.visitIntInsn(Opcodes.SIPUSH, value);
        } else {
            m.visitLdcInsn(value);
        }
    }

    /// Pushes the number of a kernel, buffer, scalar or list, without the constant pool: a large program has more
    /// of them than the pool has room for.
    void pushNumber(int number) {
        if (number == (short) number) {
            pushInt(number);
        } else {
            m.visitIntInsn(Opcodes.SIPUSH, (number - (short) number) >> Short.SIZE);
            m.visitIntInsn(Opcodes.BIPUSH, Short.SIZE);
            m.visitInsn(Opcodes.ISHL);
            m.visitIntInsn(Opcodes.SIPUSH, (short) number);
            m.visitInsn(Opcodes.IADD);
        }
    }

    void pushLong(long value) {
        if (value == 0 || value == 1) {
            m.visitInsn(Opcodes.LCONST_0 + (int) value);
        } else {
            m.visitLdcInsn(value);
        }
    }

    void push(ScalarOp.Constant c) {
        switch (c.dtype()) {
            case BOOL, I32 -> pushInt((int) c.bits());
            case I64 -> pushLong(c.bits());
            case F32 -> pushFloat((int) c.bits());
            case F64 -> pushDouble(c.bits());
        }
    }

    private void pushFloat(int bits) {
        float value = Float.intBitsToFloat(bits);
        if (Float.isNaN(value)) { // the constant pool does not promise to keep the payload
            pushInt(bits);
            call("java/lang/Float", "intBitsToFloat", "(I)F");
        } else {
            m.visitLdcInsn(value);
        }
    }

    private void pushDouble(long bits) {
        double value = Double.longBitsToDouble(bits);
        if (Double.isNaN(value)) {
            pushLong(bits);
            call("java/lang/Double", "longBitsToDouble", "(J)D");
        } else {
            m.visitLdcInsn(value);
        }
    }

    /// Pushes an array of `values` as objects.
    void pushBoxed(List<Value> values, Consumer<Value> push) {
        pushInt(values.size());
        m.visitTypeInsn(Opcodes.ANEWARRAY, "java/lang/Object");
        for (int i = 0; i < values.size(); i++) {
            insn(Opcodes.DUP);
            pushInt(i);
            push.accept(values.get(i));
            var type = JvmType.of(values.get(i).dtype());
            call(type.box(), "valueOf", "(" + type.descriptor() + ")L" + type.box() + ";");
            insn(Opcodes.AASTORE);
        }
    }

    /// Makes raw bits, a long, of the scalar on the stack.
    void toBits(DType dtype) {
        switch (dtype) {
            case BOOL, I32 -> insn(Opcodes.I2L);
            case I64 -> {}
            case F32 -> {
                call("java/lang/Float", "floatToRawIntBits", "(F)I");
                insn(Opcodes.I2L);
            }
            case F64 -> call("java/lang/Double", "doubleToRawLongBits", "(D)J");
        }
    }

    /// Makes the scalar of the raw bits on the stack.
    void fromBits(DType dtype) {
        switch (dtype) {
            case BOOL, I32 -> insn(Opcodes.L2I);
            case I64 -> {}
            case F32 -> {
                insn(Opcodes.L2I);
                call("java/lang/Float", "intBitsToFloat", "(I)F");
            }
            case F64 -> call("java/lang/Double", "longBitsToDouble", "(J)D");
        }
    }

    void call(String owner, String name, String descriptor) {
        m.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, descriptor, false);
    }

    void invoke(String owner, String name, String descriptor) {
        m.visitMethodInsn(Opcodes.INVOKEVIRTUAL, owner, name, descriptor, false);
    }

    void invokeInterface(String owner, String name, String descriptor) {
        m.visitMethodInsn(Opcodes.INVOKEINTERFACE, owner, name, descriptor, true);
    }

    void cast(String internalName) {
        m.visitTypeInsn(Opcodes.CHECKCAST, internalName);
    }

    void getStatic(String owner, String name, String descriptor) {
        m.visitFieldInsn(Opcodes.GETSTATIC, owner, name, descriptor);
    }

    void getField(String owner, String name, String descriptor) {
        m.visitFieldInsn(Opcodes.GETFIELD, owner, name, descriptor);
    }

    /// `jump` taken: `taken`; else `otherwise`.
    void choose(int jump, Runnable taken, Runnable otherwise) {
        var then = new Label();
        var end = new Label();
        m.visitJumpInsn(jump, then);
        otherwise.run();
        m.visitJumpInsn(Opcodes.GOTO, end);
        m.visitLabel(then);
        taken.run();
        m.visitLabel(end);
    }

    /// `for (; counter < limit; counter += step) body`, for int locals.
    void countedLoop(int counter, int limit, int step, Runnable body) {
        var head = new Label();
        var end = new Label();
        m.visitLabel(head);
        loadInt(counter);
        loadInt(limit);
        m.visitJumpInsn(Opcodes.IF_ICMPGE, end);
        body.run();
        if (step == (short) step) {
            m.visitIincInsn(counter, step);
        }
        m.visitJumpInsn(Opcodes.GOTO, head);
        m.visitLabel(end);
    }

    /// Leaves 1 if the two numbers of type `dtype` on the stack compare so, else 0.
    void compare(CompareFn fn, DType dtype) {
        choose(comparison(fn, dtype), () -> insn(Opcodes.ICONST_1), () -> insn(Opcodes.ICONST_0));
    }

    /// Jumps unless the two numbers of type `dtype` on the stack compare so.
    void jumpUnless(CompareFn fn, DType dtype, Label target) {
        int jump = comparison(fn, dtype);
        // the opposite of IFEQ is IFNE, the next one, and so on in pairs
        m.visitJumpInsn(((jump - Opcodes.IFEQ) ^ 1) + Opcodes.IFEQ, target);
    }

    /// Compares the two numbers of type `dtype` on the stack; gives the jump that is taken if they compare so.
    private int comparison(CompareFn fn, DType dtype) {
        int jump = switch (fn) {
            case EQ -> Opcodes.IFEQ;
            case NE -> Opcodes.IFNE;
            case LT -> Opcodes.IFLT;
            case LE -> Opcodes.IFLE;
            case GT -> Opcodes.IFGT;
            case GE -> Opcodes.IFGE;
        };
        boolean less = fn == CompareFn.LT || fn == CompareFn.LE;
        switch (dtype) {
            case BOOL, I32 -> jump += Opcodes.IF_ICMPEQ - Opcodes.IFEQ;
            case I64 -> insn(Opcodes.LCMP);
            case F32 -> insn(less ? Opcodes.FCMPG : Opcodes.FCMPL); // a NaN compares so that the answer is no
            case F64 -> insn(less ? Opcodes.DCMPG : Opcodes.DCMPL);
        }
        return jump;
    }
}
