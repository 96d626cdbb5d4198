package fluxion.compiler.jvm;

import fluxion.ir.BufferOp;
import fluxion.ir.BufferType;
import fluxion.ir.IrException;
import fluxion.ir.ListType;
import fluxion.ir.OpSchema;
import fluxion.ir.Program;
import fluxion.ir.Region;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// The numbers by which generated code names what a frame holds: buffers, lists, symbols, scalars and kernels.
final class ProgramLayout {
    private final List<String> symbols;
    private final Map<Value, Integer> buffers = new IdentityHashMap<>();
    private final List<BufferType> owned = new ArrayList<>();
    private final Map<Value, Integer> lists = new IdentityHashMap<>();
    private final Map<Value, Integer> scalars = new IdentityHashMap<>();
    private final Map<BufferOp, Integer> kernels = new IdentityHashMap<>();
    private final List<BufferOp> kernelOps = new ArrayList<>();
    private final KeptOperands kept;
    private final int parameters;
    private int listCount;
    private int scratch;
    private static final int MOST_LANES = 16;

    ProgramLayout(Program program) {
        symbols = program.symbols();
        for (var parameter : program.graph().parameters()) {
            buffers.put(parameter, buffers.size());
        }
        parameters = buffers.size();
        region(program.graph().region());
        kept = KeptOperands.of(program.graph().region());
    }

    /// Of no values at all, for a method that has no frame.
    ProgramLayout(List<String> symbols) {
        this.symbols = symbols;
        parameters = 0;
        kept = KeptOperands.none();
    }

    private void region(Region region) {
        for (var node : region.body()) {
            switch (node.op()) {
                case BufferOp.Alloc(var type) -> {
                    buffers.put(node.results().getFirst(), buffers.size());
                    owned.add(type);
                }
                case BufferOp.Kernel kernel -> number(kernel);
                case BufferOp.Contract contract -> number(contract);
                case BufferOp.Convolve convolve -> number(convolve);
                case fluxion.ir.Op op -> {
                    node.results().forEach(this::numberList);
                    for (var inner : OpSchema.regions(op)) {
                        inner.parameters().forEach(this::numberList);
                        region(inner);
                    }
                }
            }
        }
    }

    private void numberList(Value value) {
        if (value.type() instanceof ListType) {
            lists.put(value, listCount++);
        }
    }

    private void number(BufferOp op) {
        for (var region : OpSchema.regions(op)) {
            scratch = Math.max(scratch, folds(region) * FoldCode.WIDTH * ColumnFolds.room(MOST_LANES));
        }
        kernels.put(op, kernelOps.size());
        kernelOps.add(op);
    }

    /// Keeps the scalar `value` in the frame.
    void spillScalar(Value value) {
        if (value.type() instanceof TensorType && value.constant() == null) {
            scalars.putIfAbsent(value, scalars.size());
        }
    }

    boolean isSpilled(Value value) {
        return scalars.containsKey(value);
    }

    int scalar(Value value) {
        return number(scalars, value);
    }

    int scalarCount() {
        return scalars.size();
    }

    boolean isBuffer(Value value) {
        return buffers.containsKey(value);
    }

    int buffer(Value value) {
        return number(buffers, value);
    }

    int bufferCount() {
        return buffers.size();
    }

    /// The number of the first buffer that is neither an argument nor a result.
    int parameters() {
        return parameters;
    }

    /// The types of the program's own buffers, in the order of their numbers.
    List<BufferType> owned() {
        return owned;
    }

    int list(Value value) {
        return number(lists, value);
    }

    int listCount() {
        return listCount;
    }

    int kernel(BufferOp op) {
        return number(kernels, op);
    }

    /// The contractions that keep their right operand packed.
    KeptOperands kept() {
        return kept;
    }

    List<BufferOp> kernels() {
        return kernelOps;
    }

    private static <K> int number(Map<K, Integer> numbers, K key) {
        var number = numbers.get(key);
        if (number == null) {
            throw new IrException(key + " has no place in the frame");
        }
        return number;
    }

    /// How many elements of scratch a kernel may ask for: room for the accumulators of as many folds as the largest
    /// has.
    int scratch() {
        return scratch;
    }

    private static int folds(Region region) {
        int folds = 0;
        for (var node : region.body()) {
            folds += node.op() instanceof BufferOp.Fold ? 1 : 0;
            for (var inner : OpSchema.regions(node.op())) {
                folds += folds(inner);
            }
        }
        return folds;
    }

    int symbol(String name) {
        int number = symbols.indexOf(name);
        if (number < 0) {
            throw new IrException("symbol " + name + " is bound by no argument; there are " + symbols);
        }
        return number;
    }
}
