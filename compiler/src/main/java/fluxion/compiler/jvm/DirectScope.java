package fluxion.compiler.jvm;

import fluxion.ir.BinaryFn;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.FrameType;
import fluxion.ir.ScalarOp;
import fluxion.ir.UnaryFn;
import fluxion.ir.Value;
import java.util.Objects;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/// The scalars of a direct method: `i64` ones in the range of an int are ints, and those that [Inlining] names are
/// computed where they are used.
final class DirectScope extends Scope {
    private final IntRanges ranges;
    private final Inlining inlining;
    private final ScalarCode scalars;
    private final FrameKind frames;

    DirectScope(
            Code code, Symbols symbols, ProgramLayout layout, IntRanges ranges, Inlining inlining, FrameKind frames) {
        super(code, -1, symbols, layout);
        this.frames = frames;
        this.ranges = ranges;
        this.inlining = inlining;
        this.scalars = new ScalarCode(this);
    }

    @Override
    void push(Value value) {
        if (!isComputedHere(value)) {
            super.push(value);
        } else if (ranges.isInt(value)) {
            asInt(operation(value));
            code.insn(Opcodes.I2L);
        } else {
            compute(operation(value));
        }
    }

    @Override
    void pushInt(Value value) {
        if (!isComputedHere(value)) {
            super.pushInt(value);
        } else if (ranges.isInt(value)) {
            asInt(operation(value));
        } else {
            compute(operation(value));
            code.insn(Opcodes.L2I);
        }
    }

    /// Whether `value` is computed where it is used, and has not been computed for a lane.
    private boolean isComputedHere(Value value) {
        return inlining.isInlined(value) && !has(value);
    }

    private static ScalarOp operation(Value value) {
        return (ScalarOp) Objects.requireNonNull(value.def());
    }

    boolean isInt(Value value) {
        return ranges.isInt(value);
    }

    /// Pushes `value` as it is kept: an `i64` in the range of an int as one.
    void pushKept(Value value) {
        if (isInt(value)) {
            pushInt(value);
        } else {
            push(value);
        }
    }

    FrameKind frames() {
        return frames;
    }

    /// The local `slot` as one that has a frame.
    Location frameIn(int slot) {
        return frames == FrameKind.STACK ? new Location.Scalar(DType.I32, slot) : new Location.Reference(slot);
    }

    /// Makes a local for `value`.
    Location newLocal(Value value) {
        if (value.type() instanceof FrameType) {
            return frameIn(frames == FrameKind.STACK ? code.intLocal() : code.reference());
        }
        return isInt(value)
                ? new Location.Index(code.intLocal())
                : new Location.Scalar(value.dtype(), code.local(value.dtype()));
    }

    /// Stores what is on the stack, as [#pushKept] pushes it.
    void storeTo(Location location) {
        switch (location) {
            case Location.Index(int slot) -> code.storeInt(slot);
            case Location.Scalar(var dtype, int slot) -> code.store(dtype, slot);
            case Location.Reference(int slot) -> code.storeRef(slot);
            case Location.Vector _, Location.Buffer _ ->
                throw new fluxion.ir.IrException("a vector or buffer where a scalar is stored");
        }
    }

    /// Stores what is on the stack to a new local for `value`.
    void store(Value value) {
        var location = newLocal(value);
        storeTo(location);
        put(value, location);
    }

    /// Makes what is on the stack, an int, the extent `symbol`.
    void bind(Dim symbol) {
        var known = dimSlot(symbol);
        int slot = known == null ? code.intLocal() : known;
        bindDim(symbol, slot);
        code.storeInt(slot);
    }

    /// Computes `op`, unless that is left to its use or needs no code.
    void define(ScalarOp op, Value result) {
        if (op instanceof ScalarOp.Constant || inlining.isInlined(result)) {
            return;
        }
        if (op instanceof ScalarOp.Convert(var x, var dtype)
                && dtype == DType.I64
                && x.dtype() == DType.I32
                && has(x)
                && at(x) instanceof Location.Scalar(var _, int slot)) {
            put(result, new Location.Index(slot));
            return;
        }
        if (isInt(result)) {
            asInt(op);
        } else {
            compute(op);
        }
        store(result);
    }

    /// Jumps unless the bool `condition` holds.
    void jumpUnless(Value condition, Label target) {
        if (inlining.isInlined(condition) && condition.def() instanceof ScalarOp.Compare(var fn, var x, var y)) {
            if (isInt(x) && isInt(y)) {
                pushInt(x);
                pushInt(y);
                code.jumpUnless(fn, DType.I32, target);
            } else {
                push(x);
                push(y);
                code.jumpUnless(fn, x.dtype(), target);
            }
        } else {
            push(condition);
            code.m.visitJumpInsn(Opcodes.IFEQ, target);
        }
    }

    /// Pushes `op`, an `i64` in the range of an int, as an int.
    private void asInt(ScalarOp op) {
        switch (op) {
            case ScalarOp.Size(var dim) -> pushDim(dim);
            case ScalarOp.Convert(var x, var _) when x.dtype() == DType.I32 || x.dtype() == DType.BOOL -> push(x);
            case ScalarOp.Unary(var fn, var x)
            when fn == UnaryFn.NEG && isInt(x) -> {
                pushInt(x);
                code.insn(Opcodes.INEG);
            }
            case ScalarOp.Binary(var fn, var x, var y)
            when isInt(x) && isInt(y) && isSameOnInts(fn) -> {
                pushInt(x);
                pushInt(y);
                ScalarCode.apply(code, fn, DType.I32);
            }
            case ScalarOp.Select(var condition, var x, var y) -> {
                push(condition);
                code.choose(Opcodes.IFNE, () -> pushInt(x), () -> pushInt(y));
            }
            case ScalarOp other -> {
                compute(other);
                code.insn(Opcodes.L2I);
            }
        }
    }

    private static boolean isSameOnInts(BinaryFn fn) {
        return switch (fn) {
            case ADD, SUB, MUL, MIN, MAX, AND, OR, XOR -> true;
            case DIV, REM, SHL, SHR, USHR -> false;
        };
    }

    /// Pushes `op`.
    private void compute(ScalarOp op) {
        switch (op) {
            case ScalarOp.Compare(var fn, var x, var y)
            when isInt(x) && isInt(y) -> {
                pushInt(x);
                pushInt(y);
                code.compare(fn, DType.I32);
            }
            case ScalarOp.Convert(var x, var dtype) when isInt(x) && dtype == DType.I32 -> pushInt(x);
            case ScalarOp.Convert(var x, var dtype)
            when isInt(x) && dtype == DType.F64 -> {
                pushInt(x);
                code.insn(Opcodes.I2D);
            }
            // the JVM throws what Java does
            case ScalarOp.Binary(var fn, var x, var y)
            when fn == BinaryFn.DIV && x.dtype().isInteger() -> {
                push(x);
                push(y);
                code.insn(Opcodes.IDIV, x.dtype());
            }
            case ScalarOp.Binary(var fn, var x, var y)
            when fn == BinaryFn.REM && x.dtype().isInteger() -> {
                push(x);
                push(y);
                code.insn(Opcodes.IREM, x.dtype());
            }
            case ScalarOp other -> scalars.push(other);
        }
    }
}
