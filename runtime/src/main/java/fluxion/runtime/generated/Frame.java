package fluxion.runtime.generated;

import fluxion.ir.DType;
import fluxion.runtime.Storage;
import fluxion.runtime.kernel.KeptPanels;
import java.lang.reflect.Array;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What one call of a generated program works on: buffers, sizes, scalars that cross methods, and lists.
///
/// A frame belongs to one call at a time; the kernels of that call may share it over threads, since each buffer
/// element, scalar and list is written by one of them. Generated code indexes the public arrays by numbers fixed at
/// compile time.
public final class Frame {
    /// The array of each buffer.
    public final @Nullable Object[] arrays;

    /// The index of the first element of each buffer in its array.
    public final int[] offsets;

    /// The raw bits of each scalar.
    public final long[] scalars;

    /// The lists.
    public final BufferList[] lists;

    /// The values of the program's symbols.
    public long[] symbols = {};

    /// What runs each kernel on this frame.
    public final KernelTask[] tasks;

    /// Packed operands of contractions in loops, at the numbers of the contractions.
    private final @Nullable KeptPanels[] kept;

    private final int firstOwned;
    private boolean prepared;
    private long[] preparedFor = {};

    Frame(GeneratedProgram program) {
        arrays = new @Nullable Object[program.bufferCount()];
        offsets = new int[program.bufferCount()];
        scalars = new long[program.scalarCount()];
        lists = new BufferList[program.listCount()];
        for (int i = 0; i < lists.length; i++) {
            lists[i] = new BufferList();
        }
        tasks = new KernelTask[program.kernelCount()];
        for (int i = 0; i < tasks.length; i++) {
            tasks[i] = new KernelTask(program, this, i, program.tier(i));
        }
        kept = new @Nullable KeptPanels[tasks.length];
        firstOwned = program.argumentCount() + program.resultCount();
    }

    /// Where contraction number `kernel` keeps its right operand packed; called by generated code.
    public KeptPanels kept(int kernel) {
        var panels = kept[kernel];
        if (panels == null) {
            panels = new KeptPanels();
            kept[kernel] = panels;
        }
        return panels;
    }

    void bind(GeneratedProgram program, Storage[] arguments, Storage[] results, long[] values) {
        for (int i = 0; i < arguments.length; i++) {
            arrays[i] = arguments[i].array();
            offsets[i] = arguments[i].offset();
        }
        for (int i = 0; i < results.length; i++) {
            arrays[arguments.length + i] = results[i].array();
            offsets[arguments.length + i] = results[i].offset();
        }
        symbols = values;
        if (!prepared || !Arrays.equals(values, preparedFor)) {
            program.prepare(this);
            preparedFor = values.clone();
            prepared = true;
        }
    }

    void unbind() {
        for (int i = 0; i < firstOwned; i++) {
            arrays[i] = null;
        }
        for (var list : lists) {
            list.clear();
        }
    }

    /// Makes buffer number `buffer` hold at least `size` elements; called by generated code when sizes have
    /// changed.
    public void reserve(int buffer, String dtype, long size) {
        var array = arrays[buffer];
        if (array == null || Array.getLength(array) < size) {
            arrays[buffer] = Storage.allocate(DType.parse(dtype), size).array();
        }
    }
}
