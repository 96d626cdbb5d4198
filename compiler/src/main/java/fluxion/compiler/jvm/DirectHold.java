package fluxion.compiler.jvm;

import fluxion.ir.BufferType;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.ScalarOp;
import fluxion.ir.Value;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/// What a direct method holds of its pool while it runs: arrays for buffers and lists. It gives them back however it
/// ends.
final class DirectHold {
    private static final String POOL_D = "L" + Names.DIRECT_POOL + ";";

    private final Code code;
    private final DirectScope scope;
    private final DirectBuffers buffers;
    private final List<Value> taken;
    private final Map<Value, Dim> inLanes;
    private final List<String> symbols;
    private final Map<Value, Integer> made = new IdentityHashMap<>();
    private final String className;
    private final String poolName;
    private final int scratch;
    private final int count;
    private final boolean holds;
    private final DirectMemory memory;
    private final ListCode lists;
    private final Label from = new Label();
    private final Label to = new Label();

    /// @param taken the buffers that are arrays of the pool
    /// @param lanes the loops that have vector code
    /// @param symbols the extents that are known from the beginning
    /// @param poolName the static field of the pool
    /// @param frames what frames are, and the local with their stack or budget
    /// @param always whether it takes memory even for nothing of its own
    DirectHold(
            DirectScope scope,
            DirectBuffers buffers,
            ListPlan plan,
            List<Value> taken,
            LaneLoops lanes,
            List<String> symbols,
            String className,
            String poolName,
            FrameLocal frames,
            boolean always) {
        this.code = scope.code;
        this.scope = scope;
        this.buffers = buffers;
        this.taken = List.copyOf(taken);
        this.symbols = symbols;
        this.className = className;
        this.poolName = poolName;
        this.scratch = code.reference();
        this.inLanes = lanes.buffers();
        this.count = taken.size() + inLanes.size() + plan.stores().size();
        this.memory = new DirectMemory(scratch);
        var stacked = new StackedLists(scope, plan, frames);
        this.holds = count > stacked.count() || always;
        this.lists = new ListCode(scope, plan, taken.size() + inLanes.size(), memory, stacked);
    }

    DirectMemory memory() {
        return memory;
    }

    ListCode lists() {
        return lists;
    }

    /// A pool of working memory.
    ///
    /// @param field the static field that has it
    /// @param arrays how many arrays it has
    /// @param memory what else it has
    record Pool(String field, int arrays, DirectMemory memory) {}

    /// The pool that the method needs; null if none.
    @Nullable
    Pool pool() {
        return holds ? new Pool(poolName, count, memory) : null;
    }

    /// Takes the memory, and puts the buffers and lists in it.
    void begin() {
        if (!holds) {
            lists.start();
            return;
        }
        code.getStatic(className, poolName, POOL_D);
        code.invoke(Names.DIRECT_POOL, "acquire", "()L" + Names.DIRECT_SCRATCH + ";");
        code.storeRef(scratch);
        code.m.visitLabel(from);
        for (int i = 0; i < taken.size(); i++) {
            if (symbols.containsAll(taken.get(i).type().symbols())) {
                take(i);
            } else {
                made.put(taken.get(i), i);
            }
        }
        int number = taken.size();
        for (var buffer : inLanes.entrySet()) {
            buffers.putLanes(buffer.getKey(), take(number++, buffer.getKey().dtype(), buffer.getValue()));
        }
        lists.start();
    }

    /// Takes the array of `buffer` where it is made, if its length is not known from the beginning.
    void make(Value buffer) {
        var number = made.get(buffer);
        if (number != null) {
            int slot = take(number);
            memory.grows(slot, number, Cell.of(buffer.dtype()));
        }
    }

    private int take(int number) {
        var type = (BufferType) taken.get(number).type();
        int slot = take(number, type.dtype(), type.size());
        buffers.put(taken.get(number), slot);
        return slot;
    }

    /// Takes array `number`, of `size` elements, into a new local.
    private int take(int number, DType dtype, Dim size) {
        var cell = Cell.of(dtype);
        int slot = code.reference();
        code.loadRef(scratch);
        code.pushInt(number);
        scope.pushDim(size);
        code.invoke(Names.DIRECT_SCRATCH, cell.name(), "(II)" + cell.array());
        code.storeRef(slot);
        return slot;
    }

    /// Gives the memory back at the end of the body.
    void release() {
        if (holds) {
            code.m.visitLabel(to);
            give();
        }
    }

    private void give() {
        code.loadRef(scratch);
        code.invoke(Names.DIRECT_SCRATCH, "release", "()V");
    }

    /// Emits what happens where the body throws; after the return.
    void finish() {
        if (holds) {
            var handler = new Label();
            code.m.visitTryCatchBlock(from, to, handler, null);
            code.m.visitLabel(handler);
            int thrown = code.reference();
            code.storeRef(thrown);
            give();
            code.loadRef(thrown);
            code.insn(Opcodes.ATHROW);
        }
    }

    /// Emits the fields of `pools`.
    ///
    /// @param code the initialiser of the class, which makes them
    /// @param budget the bytes that lists may take
    static void pools(ClassWriter writer, Code code, String className, List<Pool> pools, long budget) {
        for (var pool : pools) {
            writer.visitField(
                    Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_FINAL, pool.field(), POOL_D, null, null);
            code.m.visitTypeInsn(Opcodes.NEW, Names.DIRECT_POOL);
            code.insn(Opcodes.DUP);
            code.pushInt(pool.arrays());
            code.pushInt(pool.memory().numbers());
            code.pushInt(pool.memory().keptNumbers());
            code.pushInt(pool.memory().frames());
            code.push(new ScalarOp.Constant(DType.I64, budget));
            code.m.visitMethodInsn(Opcodes.INVOKESPECIAL, Names.DIRECT_POOL, "<init>", "(IIIIJ)V", false);
            code.m.visitFieldInsn(Opcodes.PUTSTATIC, className, pool.field(), POOL_D);
        }
    }
}
