package fluxion.compiler.lift;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.DType;
import fluxion.ir.GraphBuilder;
import fluxion.ir.ScalarOp;
import fluxion.ir.UnaryFn;
import fluxion.ir.Value;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;

/// The opcodes that compute a number from numbers.
final class Arithmetic {
    private Arithmetic() {}

    /// The operation of two operands that `opcode` is, or null.
    static @Nullable BinaryFn binary(int opcode) {
        return switch (opcode) {
            case Opcodes.IADD, Opcodes.LADD, Opcodes.FADD, Opcodes.DADD -> BinaryFn.ADD;
            case Opcodes.ISUB, Opcodes.LSUB, Opcodes.FSUB, Opcodes.DSUB -> BinaryFn.SUB;
            case Opcodes.IMUL, Opcodes.LMUL, Opcodes.FMUL, Opcodes.DMUL -> BinaryFn.MUL;
            case Opcodes.IDIV, Opcodes.LDIV, Opcodes.FDIV, Opcodes.DDIV -> BinaryFn.DIV;
            case Opcodes.IREM, Opcodes.LREM, Opcodes.FREM, Opcodes.DREM -> BinaryFn.REM;
            case Opcodes.ISHL, Opcodes.LSHL -> BinaryFn.SHL;
            case Opcodes.ISHR, Opcodes.LSHR -> BinaryFn.SHR;
            case Opcodes.IUSHR, Opcodes.LUSHR -> BinaryFn.USHR;
            case Opcodes.IAND, Opcodes.LAND -> BinaryFn.AND;
            case Opcodes.IOR, Opcodes.LOR -> BinaryFn.OR;
            case Opcodes.IXOR, Opcodes.LXOR -> BinaryFn.XOR;
            default -> null;
        };
    }

    /// `fn(x, y)`; the distance of a shift is an `int` for the JVM, whatever is shifted.
    static Value binary(BinaryFn fn, Value x, Value y, GraphBuilder g) {
        return g.binary(fn, x, g.convert(y, x.dtype()));
    }

    /// Whether `opcode` computes a number from one number.
    static boolean isUnary(int opcode) {
        return (opcode >= Opcodes.INEG && opcode <= Opcodes.DNEG) || (opcode >= Opcodes.I2L && opcode <= Opcodes.I2S);
    }

    /// What `opcode` makes of `x`.
    static Value unary(int opcode, Value x, GraphBuilder g) {
        return switch (opcode) {
            case Opcodes.INEG, Opcodes.LNEG, Opcodes.FNEG, Opcodes.DNEG -> g.unary(UnaryFn.NEG, x);
            case Opcodes.I2L, Opcodes.F2L, Opcodes.D2L -> g.convert(x, DType.I64);
            case Opcodes.I2F, Opcodes.L2F, Opcodes.D2F -> g.convert(x, DType.F32);
            case Opcodes.I2D, Opcodes.L2D, Opcodes.F2D -> g.convert(x, DType.F64);
            case Opcodes.L2I, Opcodes.F2I, Opcodes.D2I -> g.convert(x, DType.I32);
            case Opcodes.I2B -> extended(x, 24, g);
            case Opcodes.I2S -> extended(x, 16, g);
            case Opcodes.I2C -> g.binary(BinaryFn.AND, x, g.constant(DType.I32, 0xffffL));
            default -> throw new IllegalStateException("opcode " + opcode);
        };
    }

    private static Value extended(Value x, int bits, GraphBuilder g) {
        var distance = g.constant(DType.I32, (long) bits);
        return g.binary(BinaryFn.SHR, g.binary(BinaryFn.SHL, x, distance), distance);
    }

    /// The comparison with zero, or of two ints, that a conditional jump makes.
    static CompareFn jump(int opcode) {
        return switch (opcode) {
            case Opcodes.IFEQ, Opcodes.IF_ICMPEQ -> CompareFn.EQ;
            case Opcodes.IFNE, Opcodes.IF_ICMPNE -> CompareFn.NE;
            case Opcodes.IFLT, Opcodes.IF_ICMPLT -> CompareFn.LT;
            case Opcodes.IFGE, Opcodes.IF_ICMPGE -> CompareFn.GE;
            case Opcodes.IFGT, Opcodes.IF_ICMPGT -> CompareFn.GT;
            case Opcodes.IFLE, Opcodes.IF_ICMPLE -> CompareFn.LE;
            default -> throw new IllegalStateException("opcode " + opcode);
        };
    }

    /// A condition, or its negation.
    record Condition(Value value, boolean negated) {}

    /// Whether an `i32` compares with zero like `fn`; a `boolean` is taken as it was.
    static Condition withZero(CompareFn fn, Value x, GraphBuilder g) {
        if (x.def() instanceof ScalarOp.Convert(var from, var _)
                && from.dtype() == DType.BOOL
                && (fn == CompareFn.EQ || fn == CompareFn.NE)) {
            return new Condition(from, fn == CompareFn.EQ);
        }
        return new Condition(g.compare(fn, x, g.constant(DType.I32, 0L)), false);
    }

    /// Whether the outcome of a comparison compares with zero like `fn`. A NaN makes `x < y` false: where it counts
    /// as greater, `>=` is the negation of `<`.
    static Condition of(CompareFn fn, JavaValue.Comparison of, GraphBuilder g) {
        boolean negated = switch (fn) {
            case EQ, NE -> false;
            case LT, LE -> !of.nanIsGreater();
            case GT, GE -> of.nanIsGreater();
        };
        return new Condition(g.compare(negated ? negation(fn) : fn, of.x(), of.y()), negated);
    }

    private static CompareFn negation(CompareFn fn) {
        return switch (fn) {
            case EQ -> CompareFn.NE;
            case NE -> CompareFn.EQ;
            case LT -> CompareFn.GE;
            case GE -> CompareFn.LT;
            case GT -> CompareFn.LE;
            case LE -> CompareFn.GT;
        };
    }

    /// The `i32` -1, 0 or 1 that `of` leaves for the JVM.
    static Value number(JavaValue.Comparison of, GraphBuilder g) {
        var minus = g.constant(DType.I32, -1L);
        var plus = g.constant(DType.I32, 1L);
        var unequal = of.nanIsGreater()
                ? g.select(g.compare(CompareFn.LT, of.x(), of.y()), minus, plus)
                : g.select(g.compare(CompareFn.GT, of.x(), of.y()), plus, minus);
        return g.select(g.compare(CompareFn.EQ, of.x(), of.y()), g.constant(DType.I32, 0L), unequal);
    }

    /// An `i32` 0 or 1 as a bool.
    static Value toBool(Value x, GraphBuilder g) {
        return x.def() instanceof ScalarOp.Convert(var from, var _) && from.dtype() == DType.BOOL
                ? from
                : g.convert(x, DType.BOOL);
    }
}
