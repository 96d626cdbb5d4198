package fluxion.compiler.jvm;

import fluxion.ir.Value;
import org.objectweb.asm.Opcodes;

/// Emits loads and stores of all lanes of a loop of a direct method: arrays, and the lists that it appends to or reads.
///
/// @param vectors what the lanes hold
record LaneMemory(DirectScope scope, VectorCode vectors, ListCode lists) {
    /// Loads `result` from every `stride`-th element of an array.
    ///
    /// @param pushAddress pushes the array and the index of what the first lane gets
    void load(Value result, long stride, Runnable pushAddress) {
        var code = scope.code;
        var v = JvmType.of(result.dtype());
        vectors.species(result.dtype());
        pushAddress.run();
        if (stride == 1) {
            code.call(v.vector(), "fromArray", "(" + Names.SPECIES_D + v.array() + "I)" + v.vectorDescriptor());
        } else {
            code.pushInt((int) stride);
            code.call(Names.LANES, "gather", "(" + Names.SPECIES_D + v.array() + "II)" + v.vectorDescriptor());
        }
        vectors.store(result, vectors.widest());
    }

    /// Stores `value` to every `stride`-th element of an array.
    ///
    /// @param pushAddress pushes the array and the index of what the first lane gives
    void store(Value value, long stride, Runnable pushAddress) {
        var code = scope.code;
        var v = JvmType.of(value.dtype());
        vectors.push(value, vectors.widest());
        pushAddress.run();
        if (stride == 1) {
            code.invoke(v.vector(), "intoArray", "(" + v.array() + "I)V");
        } else {
            code.pushInt((int) stride);
            code.call(Names.LANES, "scatter", "(" + v.vectorDescriptor() + v.array() + "II)V");
        }
    }

    /// Writes an element a lane to where they are appended, for which there is room; the length stays.
    ///
    /// @param round the local with how many have been appended
    void append(Value list, Value element, int round) {
        var code = scope.code;
        store(element, 1, () -> {
            lists.pushArray(list);
            code.loadInt(lists.length(list));
            code.loadInt(round);
            code.insn(Opcodes.IADD);
        });
    }

    /// Adds the number in the local `count` to the length of `list`.
    void appended(Value list, int count) {
        var code = scope.code;
        code.loadInt(lists.length(list));
        code.loadInt(count);
        code.insn(Opcodes.IADD);
        code.storeInt(lists.length(list));
    }

    /// Reads an element a lane, which are inside, into `result`; `index` is that of the first one.
    void element(Value list, Value index, Value result) {
        load(result, 1, () -> {
            lists.pushArray(list);
            scope.pushInt(index);
            lists.plusStart(list);
        });
    }
}
