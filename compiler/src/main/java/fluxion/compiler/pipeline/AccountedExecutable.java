package fluxion.compiler.pipeline;

import fluxion.compiler.lower.MemoryPlan;
import fluxion.ir.Dim;
import fluxion.ir.Program;
import fluxion.ir.Shape;
import fluxion.ir.TensorType;
import fluxion.runtime.Executable;
import fluxion.runtime.MemoryException.Buffer;
import fluxion.runtime.Storage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// An executable that can say how much memory it takes.
///
/// @param program what it was made from
/// @param executable what runs
record AccountedExecutable(Program program, Executable executable) implements Executable {
    @Override
    public void run(Storage[] arguments, Storage[] results, long[] symbols) {
        executable.run(arguments, results, symbols);
    }

    @Override
    public List<Buffer> buffers(long[] symbols) {
        var extents = new HashMap<String, Long>();
        var names = program.symbols();
        for (int i = 0; i < names.size(); i++) {
            extents.put(names.get(i), symbols[i]);
        }
        var buffers = new ArrayList<Buffer>();
        tensors("argument", program.arguments(), extents, buffers);
        tensors("result", program.results(), extents, buffers);
        for (var slot : MemoryPlan.of(program).slots()) {
            long bytes = bytes(slot.size(), slot.dtype().bytes(), extents);
            buffers.add(new Buffer(
                    "intermediate " + slot.dtype() + "[" + slot.size().evaluate(extents) + "]", bytes));
        }
        return buffers;
    }

    private static void tensors(String what, List<TensorType> types, Map<String, Long> extents, List<Buffer> buffers) {
        for (int i = 0; i < types.size(); i++) {
            var type = types.get(i);
            var shape = Shape.of(type.shape().dims().stream()
                    .mapToLong(dim -> dim.evaluate(extents))
                    .toArray());
            long bytes = bytes(shape.size(), type.dtype().bytes(), extents);
            buffers.add(new Buffer(what + " " + i + " " + type.with(shape), bytes));
        }
    }

    private static long bytes(Dim size, int each, Map<String, Long> extents) {
        return size.evaluate(extents) * each;
    }
}
