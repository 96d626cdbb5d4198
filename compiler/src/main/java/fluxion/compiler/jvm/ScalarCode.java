package fluxion.compiler.jvm;

import fluxion.ir.BinaryFn;
import fluxion.ir.DType;
import fluxion.ir.ScalarOp;
import fluxion.ir.UnaryFn;
import fluxion.ir.Value;
import org.objectweb.asm.Opcodes;

/// Emits scalar operations on scalars.
final class ScalarCode {
    private final Scope scope;
    private final Code code;

    ScalarCode(Scope scope) {
        this.scope = scope;
        this.code = scope.code;
    }

    /// Computes `op` into a new local for `result`. Constants need none.
    void define(ScalarOp op, Value result) {
        if (op instanceof ScalarOp.Constant) {
            return;
        }
        push(op);
        int slot = code.local(result.dtype());
        code.store(result.dtype(), slot);
        scope.put(result, new Location.Scalar(result.dtype(), slot));
    }

    /// Emits `op`, leaving its result on the operand stack.
    void push(ScalarOp op) {
        switch (op) {
            case ScalarOp.Constant c -> code.push(c);
            case ScalarOp.Size(var dim) -> {
                scope.pushDim(dim);
                code.insn(Opcodes.I2L);
            }
            case ScalarOp.Unary(var fn, var x) -> unary(fn, x);
            case ScalarOp.Binary(var fn, var x, var y) -> binary(fn, x, y);
            case ScalarOp.Fma(var x, var y, var z) -> {
                scope.push(x);
                scope.push(y);
                scope.push(z);
                var d = JvmType.of(x.dtype()).descriptor();
                code.call("java/lang/Math", "fma", "(" + d + d + d + ")" + d);
            }
            case ScalarOp.JavaMath(var fn, var strict, var xs) -> {
                xs.forEach(scope::push);
                var d = JvmType.of(xs.getFirst().dtype()).descriptor();
                code.call(
                        strict ? "java/lang/StrictMath" : "java/lang/Math",
                        fn.method(),
                        "(" + d.repeat(fn.arity()) + ")" + d);
            }
            case ScalarOp.Compare(var fn, var x, var y) -> {
                scope.push(x);
                scope.push(y);
                code.compare(fn, x.dtype());
            }
            case ScalarOp.Select(var c, var t, var f) -> {
                scope.push(c);
                code.choose(Opcodes.IFNE, () -> scope.push(t), () -> scope.push(f));
            }
            case ScalarOp.Convert(var x, var dtype) -> {
                scope.push(x);
                convert(x.dtype(), dtype);
            }
            case ScalarOp.Bitcast(var x, var dtype) -> {
                scope.push(x);
                bitcast(x.dtype(), dtype);
            }
        }
    }

    private void unary(UnaryFn fn, Value x) {
        var dtype = x.dtype();
        var d = JvmType.of(dtype).descriptor();
        scope.push(x);
        switch (fn) {
            case NEG -> code.insn(Opcodes.INEG, dtype);
            case ABS -> code.call("java/lang/Math", "abs", "(" + d + ")" + d);
            case SQRT -> {
                if (dtype == DType.F32) {
                    code.insn(Opcodes.F2D); // the double root of a float rounds to the float root
                }
                code.call("java/lang/Math", "sqrt", "(D)D");
                if (dtype == DType.F32) {
                    code.insn(Opcodes.D2F);
                }
            }
            case NOT -> {
                switch (dtype) {
                    case BOOL -> code.insn(Opcodes.ICONST_1);
                    case I32 -> code.insn(Opcodes.ICONST_M1);
                    case I64, F32, F64 -> code.pushLong(-1);
                }
                code.insn(dtype == DType.I64 ? Opcodes.LXOR : Opcodes.IXOR);
            }
        }
    }

    private void binary(BinaryFn fn, Value x, Value y) {
        var dtype = x.dtype();
        scope.push(x);
        scope.push(y);
        apply(code, fn, dtype);
    }

    /// Combines the two numbers of type `dtype` on the stack.
    static void apply(Code code, BinaryFn fn, DType dtype) {
        var d = JvmType.of(dtype).descriptor();
        var descriptor = "(" + d + d + ")" + d;
        var integer = dtype.isInteger();
        switch (fn) {
            case ADD -> code.insn(Opcodes.IADD, dtype);
            case SUB -> code.insn(Opcodes.ISUB, dtype);
            case MUL -> code.insn(Opcodes.IMUL, dtype);
            case DIV -> {
                if (integer) {
                    code.call(Names.SCALARS, "div", descriptor);
                } else {
                    code.insn(Opcodes.IDIV, dtype);
                }
            }
            case REM -> {
                if (integer) {
                    code.call(Names.SCALARS, "rem", descriptor);
                } else {
                    code.insn(Opcodes.IREM, dtype);
                }
            }
            case MIN -> code.call(integer ? "java/lang/Math" : Names.SCALARS, "min", descriptor);
            case MAX -> code.call(integer ? "java/lang/Math" : Names.SCALARS, "max", descriptor);
            case AND -> code.insn(dtype == DType.I64 ? Opcodes.LAND : Opcodes.IAND);
            case OR -> code.insn(dtype == DType.I64 ? Opcodes.LOR : Opcodes.IOR);
            case XOR -> code.insn(dtype == DType.I64 ? Opcodes.LXOR : Opcodes.IXOR);
            case SHL -> shift(code, Opcodes.ISHL, dtype);
            case SHR -> shift(code, Opcodes.ISHR, dtype);
            case USHR -> shift(code, Opcodes.IUSHR, dtype);
        }
    }

    private static void shift(Code code, int opcode, DType dtype) {
        if (dtype == DType.I64) {
            code.insn(Opcodes.L2I);
        }
        code.insn(opcode, dtype);
    }

    private void convert(DType from, DType to) {
        if (from == to) {
            return;
        }
        switch (to) {
            case BOOL -> {
                switch (from) {
                    case BOOL, I32 ->
                        code.choose(Opcodes.IFNE, () -> code.insn(Opcodes.ICONST_1), () -> code.insn(Opcodes.ICONST_0));
                    case I64 -> notZero(Opcodes.LCONST_0, from);
                    case F32 -> notZero(Opcodes.FCONST_0, from);
                    case F64 -> notZero(Opcodes.DCONST_0, from);
                }
            }
            case I32 -> {
                switch (from) {
                    case BOOL, I32 -> {}
                    case I64 -> code.insn(Opcodes.L2I);
                    case F32 -> code.insn(Opcodes.F2I);
                    case F64 -> code.insn(Opcodes.D2I);
                }
            }
            case I64 -> {
                switch (from) {
                    case BOOL, I32 -> code.insn(Opcodes.I2L);
                    case I64 -> {}
                    case F32 -> code.insn(Opcodes.F2L);
                    case F64 -> code.insn(Opcodes.D2L);
                }
            }
            case F32 -> {
                switch (from) {
                    case BOOL, I32 -> code.insn(Opcodes.I2F);
                    case I64 -> code.insn(Opcodes.L2F);
                    case F32 -> {}
                    case F64 -> code.insn(Opcodes.D2F);
                }
            }
            case F64 -> {
                switch (from) {
                    case BOOL, I32 -> code.insn(Opcodes.I2D);
                    case I64 -> code.insn(Opcodes.L2D);
                    case F32 -> code.insn(Opcodes.F2D);
                    case F64 -> {}
                }
            }
        }
    }

    private void notZero(int zero, DType dtype) {
        code.insn(zero);
        code.compare(fluxion.ir.CompareFn.NE, dtype);
    }

    private void bitcast(DType from, DType to) {
        if (from == DType.F32 && to == DType.I32) {
            code.call("java/lang/Float", "floatToRawIntBits", "(F)I");
        } else if (from == DType.I32 && to == DType.F32) {
            code.call("java/lang/Float", "intBitsToFloat", "(I)F");
        } else if (from == DType.F64 && to == DType.I64) {
            code.call("java/lang/Double", "doubleToRawLongBits", "(D)J");
        } else if (from == DType.I64 && to == DType.F64) {
            code.call("java/lang/Double", "longBitsToDouble", "(J)D");
        }
    }
}
