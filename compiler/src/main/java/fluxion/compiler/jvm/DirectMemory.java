package fluxion.compiler.jvm;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// How the methods of a direct class use their working memory: arrays, and numbers that cross from one to another.
final class DirectMemory {
    /// An array that may be replaced by a longer one.
    private record Growing(int number, Cell cell) {}

    private final int scratch;
    private final Map<Integer, Growing> growing = new HashMap<>();
    private final Map<Integer, Integer> kept = new HashMap<>();
    private int numbers;
    private int frames;

    /// @param scratch the local with the memory
    DirectMemory(int scratch) {
        this.scratch = scratch;
    }

    int scratch() {
        return scratch;
    }

    /// How many numbers cross at once.
    int numbers() {
        return numbers;
    }

    void need(int count) {
        numbers = Math.max(numbers, count);
    }

    /// How many frames cross at once.
    int frames() {
        return frames;
    }

    void needFrames(int count) {
        frames = Math.max(frames, count);
    }

    /// Whether the local `slot` has an array that may be replaced.
    boolean isGrowing(int slot) {
        return growing.containsKey(slot);
    }

    /// Stores the frame in the local `slot` as number `index` of those that cross.
    void storeFrame(Code code, int memory, int index, int slot) {
        pushFrames(code, memory, index);
        code.loadRef(slot);
        code.insn(Opcodes.AASTORE);
    }

    /// Loads number `index` of the frames that cross into the local `slot`.
    void loadFrame(Code code, int memory, int index, int slot) {
        pushFrames(code, memory, index);
        code.insn(Opcodes.AALOAD);
        code.storeRef(slot);
    }

    private static void pushFrames(Code code, int memory, int index) {
        code.loadRef(memory);
        code.getField(Names.DIRECT_SCRATCH, "frames", "[" + Names.CALL_FRAME_D);
        code.pushNumber(index);
    }

    /// How many numbers are kept.
    int keptNumbers() {
        return kept.size();
    }

    /// Gives the local `slot` a place of its own.
    void keep(int slot) {
        kept.putIfAbsent(slot, kept.size());
    }

    boolean isKept(int slot) {
        return kept.containsKey(slot);
    }

    /// Says that the local `slot` has array `number`, which may be replaced.
    void grows(int slot, int number, Cell cell) {
        growing.put(slot, new Growing(number, cell));
    }

    /// Stores array `number` as it is in the local `slot`.
    void reload(Code code, int slot) {
        var array = Objects.requireNonNull(growing.get(slot), "an array that no list has");
        code.loadRef(scratch);
        code.pushInt(array.number());
        code.invoke(
                Names.DIRECT_SCRATCH, array.cell().name(), "(I)" + array.cell().array());
        code.storeRef(slot);
    }

    /// Stores the local `slot` as number `index` of those that cross.
    void store(Code code, int memory, int index, Type type, int slot) {
        store(code, memory, "numbers", index, type, slot);
    }

    /// Loads number `index` of those that cross into the local `slot`.
    void load(Code code, int memory, int index, Type type, int slot) {
        load(code, memory, "numbers", index, type, slot);
    }

    /// Stores the local `slot` to its place.
    void storeKept(Code code, Type type, int slot) {
        store(code, scratch, "kept", Objects.requireNonNull(kept.get(slot)), type, slot);
    }

    /// Loads the local `slot` from its place.
    void loadKept(Code code, Type type, int slot) {
        load(code, scratch, "kept", Objects.requireNonNull(kept.get(slot)), type, slot);
    }

    private static void store(Code code, int memory, String array, int index, Type type, int slot) {
        pushPlace(code, memory, array, index);
        code.m.visitVarInsn(type.getOpcode(Opcodes.ILOAD), slot);
        switch (type.getSort()) {
            case Type.LONG -> {}
            case Type.FLOAT -> {
                code.call("java/lang/Float", "floatToRawIntBits", "(F)I");
                code.insn(Opcodes.I2L);
            }
            case Type.DOUBLE -> code.call("java/lang/Double", "doubleToRawLongBits", "(D)J");
            default -> code.insn(Opcodes.I2L);
        }
        code.insn(Opcodes.LASTORE);
    }

    private static void load(Code code, int memory, String array, int index, Type type, int slot) {
        pushPlace(code, memory, array, index);
        code.insn(Opcodes.LALOAD);
        switch (type.getSort()) {
            case Type.LONG -> {}
            case Type.FLOAT -> {
                code.insn(Opcodes.L2I);
                code.call("java/lang/Float", "intBitsToFloat", "(I)F");
            }
            case Type.DOUBLE -> code.call("java/lang/Double", "longBitsToDouble", "(J)D");
            default -> code.insn(Opcodes.L2I);
        }
        code.m.visitVarInsn(type.getOpcode(Opcodes.ISTORE), slot);
    }

    private static void pushPlace(Code code, int memory, String array, int index) {
        code.loadRef(memory);
        code.getField(Names.DIRECT_SCRATCH, array, "[J");
        code.pushNumber(index);
    }
}
