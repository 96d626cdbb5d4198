package fluxion.compiler.jvm;

import fluxion.ir.BufferOp;
import fluxion.ir.Dim;
import fluxion.ir.IrException;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.Value;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;

/// The locations of values in one method, the extents it has computed, and access to both.
class Scope {
    final Code code;
    private final int frameSlot;
    private final Symbols symbols;
    private final ProgramLayout layout;
    private final Map<Value, Location> locations = new IdentityHashMap<>();
    private final Map<Dim, Integer> dims = new HashMap<>();

    Scope(Code code, int frameSlot, ProgramLayout layout) {
        this(code, frameSlot, Symbols.inFrame(frameSlot, layout), layout);
    }

    /// For a method that may have no frame, where each buffer and scalar is put somewhere before it is used.
    Scope(Code code, int frameSlot, Symbols symbols, ProgramLayout layout) {
        this.code = code;
        this.frameSlot = frameSlot;
        this.symbols = symbols;
        this.layout = layout;
    }

    int frameSlot() {
        return frameSlot;
    }

    ProgramLayout layout() {
        return layout;
    }

    void put(Value value, Location location) {
        locations.put(value, location);
    }

    /// Takes back that `value` is somewhere.
    void forget(Value value) {
        locations.remove(value);
    }

    boolean has(Value value) {
        return locations.containsKey(value);
    }

    Location at(Value value) {
        var location = locations.get(value);
        if (location == null) {
            throw new IrException("a value of type " + value.type() + " is used where it has no location");
        }
        return location;
    }

    /// Loads all that `region` takes from outside: buffers, scalars of the host level, extents.
    void capture(Region region) {
        region.body().forEach(this::capture);
        region.yields().forEach(this::captureOperand);
    }

    private void capture(Region.Node node) {
        OpSchema.forEachOperand(node.op(), this::captureOperand);
        dims(node.op());
        for (var region : OpSchema.regions(node.op())) {
            capture(region);
        }
    }

    /// Loads `value` if it comes from the frame and has not been loaded.
    void captureOperand(Value value) {
        if (has(value) || value.constant() != null) {
            return;
        }
        if (layout.isBuffer(value)) {
            int array = code.reference();
            int offset = code.intLocal();
            int number = layout.buffer(value);
            code.loadRef(frameSlot);
            code.getField(Names.FRAME, "arrays", "[Ljava/lang/Object;");
            code.pushNumber(number);
            code.insn(Opcodes.AALOAD);
            code.cast(JvmType.of(value.dtype()).array());
            code.storeRef(array);
            code.loadRef(frameSlot);
            code.getField(Names.FRAME, "offsets", "[I");
            code.pushNumber(number);
            code.insn(Opcodes.IALOAD);
            code.storeInt(offset);
            put(value, new Location.Buffer(value.dtype(), array, offset));
        } else if (layout.isSpilled(value)) {
            loadSpilled(value);
            int slot = code.local(value.dtype());
            code.store(value.dtype(), slot);
            put(value, new Location.Scalar(value.dtype(), slot));
        }
    }

    /// Pushes a scalar that is kept in the frame.
    private void loadSpilled(Value value) {
        code.loadRef(frameSlot);
        code.getField(Names.FRAME, "scalars", "[J");
        code.pushNumber(layout.scalar(value));
        code.insn(Opcodes.LALOAD);
        code.fromBits(value.dtype());
    }

    /// Loads the scalar `value` from the frame into the local that it has.
    void reload(Value value) {
        loadSpilled(value);
        code.store(value.dtype(), ((Location.Scalar) at(value)).slot());
    }

    /// Stores the scalar `value`, which has a location, to the frame.
    void spill(Value value) {
        code.loadRef(frameSlot);
        code.getField(Names.FRAME, "scalars", "[J");
        code.pushNumber(layout.scalar(value));
        push(value);
        code.toBits(value.dtype());
        code.insn(Opcodes.LASTORE);
    }

    private void dims(fluxion.ir.Op op) {
        OpSchema.forEachAttribute(op, attribute -> {
            switch (attribute) {
                case Dim dim -> prepare(dim);
                case List<?> list ->
                    list.forEach(item -> {
                        if (item instanceof Dim dim) {
                            prepare(dim);
                        }
                    });
                default -> {}
            }
        });
    }

    private void pushSymbol(Code to, String name) {
        var slot = dims.get(Dim.symbol(name));
        if (slot == null) {
            symbols.push(to, name);
        } else {
            to.loadInt(slot);
            to.insn(Opcodes.I2L);
        }
    }

    /// The int local that `dim` is in; null if it is in none.
    @Nullable
    Integer dimSlot(Dim dim) {
        return dims.get(dim);
    }

    /// Computes `dim` once, into an int local, unless it is a constant.
    void prepare(Dim dim) {
        if (!dim.isConstant() && !dims.containsKey(dim)) {
            new DimCode(code, this::pushSymbol).push(dim);
            code.insn(Opcodes.L2I);
            int slot = code.intLocal();
            code.storeInt(slot);
            dims.put(dim, slot);
        }
    }

    /// Says that `dim` is in an int local.
    void bindDim(Dim dim, int slot) {
        dims.put(dim, slot);
    }

    /// Pushes an extent as an int.
    void pushDim(Dim dim) {
        var slot = dims.get(dim);
        if (dim.isConstant()) {
            code.pushInt((int) dim.constant());
        } else if (slot != null) {
            code.loadInt(slot);
        } else {
            new DimCode(code, this::pushSymbol).push(dim);
            code.insn(Opcodes.L2I);
        }
    }

    /// Pushes a scalar.
    void push(Value value) {
        var constant = value.constant();
        if (constant != null) {
            code.push(constant);
            return;
        }
        switch (at(value)) {
            case Location.Index(int slot) -> {
                code.loadInt(slot);
                code.insn(Opcodes.I2L);
            }
            case Location.Scalar(var dtype, int slot) -> code.load(dtype, slot);
            case Location.Reference(int slot) -> code.loadRef(slot);
            case Location.Vector _, Location.Buffer _ ->
                throw new IrException("a vector or buffer of type " + value.type() + " where a scalar is needed");
        }
    }

    /// Pushes an `i64` scalar as an int.
    void pushInt(Value value) {
        var constant = value.constant();
        if (constant != null) {
            code.pushInt((int) constant.bits());
        } else if (at(value) instanceof Location.Index(int slot)) {
            code.loadInt(slot);
        } else {
            push(value);
            code.insn(Opcodes.L2I);
        }
    }

    /// Pushes the array and the element index that a read or write addresses; `lane` counts as its own loop index.
    void pushAddress(Value buffer, Dim offset, List<Value> indices, List<Dim> strides) {
        code.loadRef(((Location.Buffer) at(buffer)).arraySlot());
        pushIndex(buffer, offset, indices, strides);
    }

    /// Pushes the element index that a read or write addresses. Ints suffice: they wrap to the right result.
    void pushIndex(Value buffer, Dim offset, List<Value> indices, List<Dim> strides) {
        int offsetSlot = ((Location.Buffer) at(buffer)).offsetSlot();
        boolean first = offsetSlot == Location.Buffer.FROM_ZERO;
        if (!first) {
            code.loadInt(offsetSlot);
        }
        if (!offset.is(0)) {
            pushDim(offset);
            first = sum(first);
        }
        for (int i = 0; i < indices.size(); i++) {
            var stride = strides.get(i);
            var constant = indices.get(i).constant();
            if (stride.is(0) || (constant != null && constant.bits() == 0)) {
                continue;
            }
            pushInt(indices.get(i));
            if (!stride.is(1)) {
                pushDim(stride);
                code.insn(Opcodes.IMUL);
            }
            first = sum(first);
        }
        if (first) {
            code.pushInt(0);
        }
    }

    /// Adds what is on the stack, unless it is all there is; gives false.
    private boolean sum(boolean first) {
        if (!first) {
            code.insn(Opcodes.IADD);
        }
        return false;
    }

    /// The stride of `index` in an address, as the sum over its occurrences.
    static Dim strideOf(Value index, BufferOp.Read read) {
        return strideOf(index, read.indices(), read.strides());
    }

    static Dim strideOf(Value index, List<Value> indices, List<Dim> strides) {
        var stride = Dim.ZERO;
        for (int i = 0; i < indices.size(); i++) {
            if (indices.get(i) == index) {
                stride = stride.plus(strides.get(i));
            }
        }
        return stride;
    }
}
