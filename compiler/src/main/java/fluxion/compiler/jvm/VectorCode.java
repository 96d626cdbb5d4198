package fluxion.compiler.jvm;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.DType;
import fluxion.ir.IrException;
import fluxion.ir.ScalarOp;
import fluxion.ir.UnaryFn;
import fluxion.ir.Value;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;

/// Emits operations on vector lanes: one value of the IR is one vector, or one mask for a bool.
///
/// All vectors of a loop have the same number of lanes, so conversions between dtypes keep the lane.
final class VectorCode {
    private final Scope scope;
    private final Code code;
    private final int lanes;
    private final DType widest;
    private final @Nullable Value lane;
    private final int laneSlot;
    /// The mask of the lanes in use, as a mask of `widest` vectors; negative where all are.
    private int maskSlot = -1;

    private final Map<Value, Integer> broadcasts;
    private final Map<ScalarOp.Constant, Integer> constants;
    /// What a loop inside carries from round to round. HotSpot knows the exact class of a vector, and so inlines the
    /// methods that are called on it, if it is made by a method that it has inlined; what depends on itself, by
    /// methods called on it, it may know never.
    private final Set<Value> carried = Collections.newSetFromMap(new IdentityHashMap<>());

    /// @param lane the index of each lane, if that is a value
    /// @param laneSlot the local with that of the first lane
    VectorCode(Scope scope, int lanes, int widestBytes, @Nullable Value lane, int laneSlot, Hoisted hoisted) {
        this.scope = scope;
        this.code = scope.code;
        this.lanes = lanes;
        this.widest = widestBytes == 8 ? DType.F64 : DType.F32;
        this.lane = lane;
        this.laneSlot = laneSlot;
        this.broadcasts = hoisted.broadcasts;
        this.constants = hoisted.constants;
    }

    /// Scalars that were spread over all lanes before the loop.
    record Hoisted(Map<Value, Integer> broadcasts, Map<ScalarOp.Constant, Integer> constants) {
        static Hoisted none() {
            return new Hoisted(new IdentityHashMap<>(), new HashMap<>());
        }
    }

    int lanes() {
        return lanes;
    }

    Value lane() {
        return Objects.requireNonNull(lane);
    }

    /// The same for lanes the first index of which is in the local `slot`.
    VectorCode along(int slot) {
        return new VectorCode(scope, lanes, widest.bytes(), lane, slot, new Hoisted(broadcasts, constants));
    }

    DType widest() {
        return widest;
    }

    void useMask(int slot) {
        maskSlot = slot;
    }

    boolean isMasked() {
        return maskSlot >= 0;
    }

    // ---------------------------------------------------------------- species, masks, spreading

    void species(DType dtype) {
        code.getStatic(Names.LANES, Variant.species(dtype, lanes), Names.SPECIES_D);
    }

    /// Pushes the mask of the lanes in use, for vectors of `dtype`.
    void pushMask(DType dtype) {
        code.loadRef(maskSlot);
        castMask(widest, dtype);
    }

    private void castMask(DType from, DType to) {
        if (from != to) {
            species(to);
            code.invoke(Names.MASK, "cast", "(" + Names.SPECIES_D + ")" + Names.MASK_D);
        }
    }

    /// Pushes the scalar that `scalar` pushes, of type `dtype`, spread over all lanes; a bool as a mask of `mask`
    /// vectors.
    void spread(DType dtype, DType mask, Runnable scalar) {
        var type = JvmType.of(dtype);
        species(dtype == DType.BOOL ? mask : dtype);
        scalar.run();
        if (dtype == DType.BOOL) {
            code.invokeInterface(Names.SPECIES, "maskAll", "(Z)" + Names.MASK_D);
        } else {
            code.call(
                    type.vector(),
                    "broadcast",
                    "(" + Names.SPECIES_D + type.descriptor() + ")" + type.vectorDescriptor());
        }
    }

    /// Spreads the scalar `value` over all lanes, into a new local that later uses find.
    void hoist(Value value) {
        var constant = value.constant();
        if (constant != null ? constants.containsKey(constant) : broadcasts.containsKey(value)) {
            return;
        }
        spread(value.dtype(), widest, () -> scope.push(value));
        int slot = code.reference();
        code.storeRef(slot);
        if (constant != null) {
            constants.put(constant, slot);
        } else {
            broadcasts.put(value, slot);
        }
    }

    /// Pushes the index of each lane, as `i32` or `i64`.
    private void pushLane(DType dtype) {
        spread(dtype, widest, () -> {
            code.loadInt(laneSlot);
            if (dtype == DType.I64) {
                code.insn(Opcodes.I2L);
            }
        });
        code.insn(Opcodes.ICONST_1);
        var type = JvmType.of(dtype);
        code.invoke(type.vector(), "addIndex", "(I)" + type.vectorDescriptor());
    }

    /// Pushes the lanes of `value`; a bool as a mask of `mask` vectors.
    void push(Value value, DType mask) {
        if (value == lane) {
            pushLane(DType.I64);
            return;
        }
        var constant = value.constant();
        Integer slot = constant != null ? constants.get(constant) : broadcasts.get(value);
        if (slot != null) {
            code.loadRef(slot);
            if (value.dtype() == DType.BOOL) {
                castMask(widest, mask);
            }
        } else if (scope.has(value) && scope.at(value) instanceof Location.Vector(var dtype, var _, int at)) {
            code.loadRef(at);
            if (value.dtype() == DType.BOOL) {
                castMask(dtype, mask);
            }
        } else {
            spread(value.dtype(), mask, () -> scope.push(value));
        }
    }

    private void push(Value value) {
        push(value, widest);
    }

    /// Stores the lanes on the stack as `result`; masks are of `maskOf` vectors.
    void store(Value result, DType maskOf) {
        int slot = code.reference();
        code.storeRef(slot);
        put(result, maskOf, slot);
    }

    /// Stores the lanes on the stack, of what is also a scalar, to a new local that later uses find.
    void keep(Value value) {
        int slot = code.reference();
        code.storeRef(slot);
        broadcasts.put(value, slot);
    }

    void put(Value result, DType maskOf, int slot) {
        scope.put(result, new Location.Vector(result.dtype() == DType.BOOL ? maskOf : result.dtype(), lanes, slot));
    }

    /// The mask type that `value` has, or would be given.
    private DType maskOf(Value value) {
        return scope.has(value) && scope.at(value) instanceof Location.Vector(var dtype, var _, var _) ? dtype : widest;
    }

    /// Says that a loop carries `value`, in the local `slot`.
    void carry(Value value, int slot) {
        put(value, widest, slot);
        if (value.dtype() != DType.BOOL) {
            carried.add(value);
        }
    }

    /// Pushes the lanes of `x`, on which a method is called: of what is carried, the sum with an identity, whose
    /// class is known.
    private void pushReceiver(Value x) {
        if (!carried.contains(x)) {
            push(x);
            return;
        }
        var identity = ScalarOp.Constant.of(x.dtype(), x.dtype().isFloat() ? -0.0 : 0.0);
        spread(x.dtype(), widest, () -> code.push(identity));
        push(x);
        apply(BinaryFn.ADD, x.dtype());
    }

    /// Pushes `x` and `y`, in either order.
    private void pushEither(Value x, Value y) {
        if (carried.contains(x) && !carried.contains(y)) {
            push(y);
            push(x);
        } else {
            pushReceiver(x);
            push(y);
        }
    }

    // ---------------------------------------------------------------- elementwise operations

    void define(ScalarOp op, Value result) {
        switch (op) {
            case ScalarOp.JavaMath _ -> throw new IrException(op + " along vector lanes");
            case ScalarOp.Constant _, ScalarOp.Size _ -> throw new IrException("a scalar differs from lane to lane");
            case ScalarOp.Unary(var fn, var x) -> unary(fn, x, result);
            case ScalarOp.Binary(var fn, var x, var y) -> {
                if (x.dtype() == DType.BOOL) {
                    var mask = maskOf(x);
                    push(x, mask);
                    push(y, mask);
                    combineMasks(fn);
                    store(result, mask);
                } else {
                    if (fn == BinaryFn.ADD || fn == BinaryFn.MUL) {
                        pushEither(x, y);
                    } else {
                        pushReceiver(x);
                        push(y);
                    }
                    apply(fn, x.dtype());
                    store(result, widest);
                }
            }
            case ScalarOp.Fma(var x, var y, var z) -> {
                pushEither(x, y);
                push(z);
                var v = JvmType.of(x.dtype());
                code.invoke(v.vector(), "fma", "(" + Names.VECTOR_D + Names.VECTOR_D + ")" + v.vectorDescriptor());
                store(result, widest);
            }
            case ScalarOp.Compare(var fn, var x, var y) -> {
                if (x.dtype() == DType.BOOL) {
                    var mask = maskOf(x);
                    push(x, mask);
                    push(y, mask);
                    code.invoke(Names.MASK, "eq", "(" + Names.MASK_D + ")" + Names.MASK_D);
                    if (fn == CompareFn.NE) {
                        code.invoke(Names.MASK, "not", "()" + Names.MASK_D);
                    }
                    store(result, mask);
                } else {
                    push(x);
                    compareWith(fn, x.dtype(), () -> push(y));
                    store(result, x.dtype());
                }
            }
            case ScalarOp.Select(var c, var t, var f) -> select(c, t, f, result);
            case ScalarOp.Convert(var x, var dtype) -> convert(x, dtype, result);
            case ScalarOp.Bitcast(var x, var dtype) -> {
                push(x);
                bitcast(x.dtype(), dtype);
                store(result, widest);
            }
        }
    }

    private void compareWith(CompareFn fn, DType dtype, Runnable other) {
        code.getStatic(Names.OPERATORS, fn.name(), "Ljdk/incubator/vector/VectorOperators$Comparison;");
        other.run();
        code.invoke(
                JvmType.of(dtype).vector(),
                "compare",
                "(Ljdk/incubator/vector/VectorOperators$Comparison;" + Names.VECTOR_D + ")" + Names.MASK_D);
    }

    private void unary(UnaryFn fn, Value x, Value result) {
        if (x.dtype() == DType.BOOL) {
            var mask = maskOf(x);
            push(x, mask);
            code.invoke(Names.MASK, "not", "()" + Names.MASK_D);
            store(result, mask);
            return;
        }
        var v = JvmType.of(x.dtype());
        pushReceiver(x);
        var name = switch (fn) {
            case NEG -> "neg";
            case ABS -> "abs";
            case SQRT -> "sqrt";
            case NOT -> "not";
        };
        code.invoke(v.vector(), name, "()" + v.vectorDescriptor());
        store(result, widest);
    }

    private void combineMasks(BinaryFn fn) {
        var descriptor = "(" + Names.MASK_D + ")" + Names.MASK_D;
        switch (fn) {
            case AND -> code.invoke(Names.MASK, "and", descriptor);
            case OR -> code.invoke(Names.MASK, "or", descriptor);
            case XOR -> {
                code.invoke(Names.MASK, "eq", descriptor);
                code.invoke(Names.MASK, "not", "()" + Names.MASK_D);
            }
            case ADD, SUB, MUL, DIV, REM, MIN, MAX, SHL, SHR, USHR -> throw new IrException(fn + " of masks");
        }
    }

    /// Combines the two vectors of `dtype` on the stack.
    void apply(BinaryFn fn, DType dtype) {
        var v = JvmType.of(dtype);
        var binary = "(" + Names.VECTOR_D + ")" + v.vectorDescriptor();
        switch (fn) {
            case ADD -> code.invoke(v.vector(), "add", binary);
            case SUB -> code.invoke(v.vector(), "sub", binary);
            case MUL -> code.invoke(v.vector(), "mul", binary);
            case DIV -> code.invoke(v.vector(), "div", binary);
            case MIN -> extreme(CompareFn.LE, dtype);
            case MAX -> extreme(CompareFn.GE, dtype);
            case AND -> lanewise("AND", v);
            case OR -> lanewise("OR", v);
            case XOR -> lanewise("XOR", v);
            case SHL -> lanewise("LSHL", v);
            case SHR -> lanewise("ASHR", v);
            case USHR -> lanewise("LSHR", v);
            case REM -> throw new IrException("no vector form of " + fn);
        }
    }

    /// Takes the vector on the stack into the accumulator below it, which a loop carries.
    void combine(BinaryFn fn, DType dtype) {
        if (fn == BinaryFn.ADD || fn == BinaryFn.MUL) {
            code.insn(Opcodes.SWAP); // its class is known, that of what is carried may not be
        }
        apply(fn, dtype);
    }

    /// `[x, y] -> x where x is NaN or compares to y as keep says, else y`.
    private void extreme(CompareFn keep, DType dtype) {
        var v = JvmType.of(dtype);
        int x = code.reference();
        int y = code.reference();
        code.storeRef(y);
        code.storeRef(x);
        code.loadRef(y);
        code.loadRef(x);
        code.loadRef(x);
        compareWith(keep, dtype, () -> code.loadRef(y));
        blend(v);
        if (dtype.isFloat()) {
            code.loadRef(x);
            code.loadRef(x);
            compareWith(CompareFn.NE, dtype, () -> code.loadRef(x));
            blend(v);
        }
    }

    private void lanewise(String operator, JvmType v) {
        // the operator goes below its operand
        code.getStatic(
                Names.OPERATORS,
                operator,
                operator.startsWith("L") || operator.startsWith("ASH")
                        ? "Ljdk/incubator/vector/VectorOperators$Binary;"
                        : "Ljdk/incubator/vector/VectorOperators$Associative;");
        code.insn(Opcodes.SWAP);
        code.invoke(
                v.vector(),
                "lanewise",
                "(Ljdk/incubator/vector/VectorOperators$Binary;" + Names.VECTOR_D + ")" + v.vectorDescriptor());
    }

    private void select(Value c, Value t, Value f, Value result) {
        if (t.dtype() == DType.BOOL) {
            var mask = maskOf(c);
            push(t, mask);
            push(c, mask);
            combineMasks(BinaryFn.AND);
            push(f, mask);
            push(c, mask);
            code.invoke(Names.MASK, "andNot", "(" + Names.MASK_D + ")" + Names.MASK_D);
            combineMasks(BinaryFn.OR);
            store(result, mask);
            return;
        }
        var v = JvmType.of(t.dtype());
        pushReceiver(f);
        push(t);
        push(c, t.dtype());
        blend(v);
        store(result, widest);
    }

    /// `[otherwise, chosen, mask] -> chosen where the mask is set`.
    private void blend(JvmType v) {
        code.invoke(v.vector(), "blend", "(" + Names.VECTOR_D + Names.MASK_D + ")" + v.vectorDescriptor());
    }

    /// `[value] ->` the value in the lanes in use, the identity `c` in the others.
    void fillUnused(ScalarOp.Constant c) {
        if (!isMasked()) {
            return;
        }
        var v = JvmType.of(c.dtype());
        spread(c.dtype(), widest, () -> code.push(c));
        code.insn(Opcodes.SWAP);
        pushMask(c.dtype());
        blend(v);
    }

    private void convert(Value x, DType to, Value result) {
        var from = x.dtype();
        if (from == to) {
            push(x);
            store(result, maskOf(x));
        } else if (from == DType.BOOL) {
            var v = JvmType.of(to);
            for (long bit = 0; bit <= 1; bit++) {
                var number = ScalarOp.Constant.of(to, bit);
                spread(to, widest, () -> code.push(number));
            }
            push(x, to);
            blend(v);
            store(result, widest);
        } else if (to == DType.BOOL) {
            push(x);
            compareWith(
                    CompareFn.NE, from, () -> spread(from, widest, () -> code.push(ScalarOp.Constant.of(from, 0L))));
            store(result, from);
        } else if (x == lane && to.bytes() == Integer.BYTES) {
            pushLane(DType.I32);
            if (to != DType.I32) {
                convertNumbers(DType.I32, to);
            }
            store(result, widest);
        } else {
            pushReceiver(x);
            convertNumbers(from, to);
            store(result, widest);
        }
    }

    /// Makes `result`, numbers of type `to`, of the `i32` lanes on the stack.
    void convertInts(DType to, Value result) {
        convertNumbers(DType.I32, to);
        store(result, widest);
    }

    private void convertNumbers(DType from, DType to) {
        code.getStatic(Names.OPERATORS, convertName(from, to), "Ljdk/incubator/vector/VectorOperators$Conversion;");
        species(to);
        code.insn(Opcodes.ICONST_0);
        code.invoke(
                JvmType.of(from).vector(),
                "convertShape",
                "(Ljdk/incubator/vector/VectorOperators$Conversion;" + Names.SPECIES_D + "I)" + Names.VECTOR_D);
        code.cast(JvmType.of(to).vector());
    }

    private static String convertName(DType from, DType to) {
        return JvmType.of(from).letter() + "2" + JvmType.of(to).letter();
    }

    private void bitcast(DType from, DType to) {
        var v = JvmType.of(from);
        var name = switch (to) {
            case I32 -> "reinterpretAsInts";
            case I64 -> "reinterpretAsLongs";
            case F32 -> "reinterpretAsFloats";
            case F64 -> "reinterpretAsDoubles";
            case BOOL -> throw new IrException("no bits of bool");
        };
        if (from != to) {
            code.invoke(v.vector(), name, "()" + JvmType.of(to).vectorDescriptor());
        }
    }
}
