package fluxion.compiler.lower;

import fluxion.ir.BufferOp;
import fluxion.ir.BufferType;
import fluxion.ir.Dim;
import fluxion.ir.OpSchema;
import fluxion.ir.Program;
import fluxion.ir.Region;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;

/// Which buffers of a program can be in the same memory because they are not needed at the same time.
///
/// A buffer is needed from its `alloc` to the last operation that names it, or to the end of the loop or branch that
/// contains that operation if the `alloc` is outside. Buffers of constant size take the smallest free slot that is
/// large enough, else the largest free one grows; buffers of symbolic size take a free slot of the same size. Equal
/// programs get equal plans.
public final class MemoryPlan {
    private final List<BufferType> slots = new ArrayList<>();
    private final Map<Value, Integer> slotOf = new LinkedHashMap<>();

    private MemoryPlan() {}

    /// The plan for the buffers that `program` allocates.
    public static MemoryPlan of(Program program) {
        var uses = new Uses();
        uses.region(program.graph().region());
        var plan = new MemoryPlan();
        plan.assign(uses);
        return plan;
    }

    /// The slots: the dtype and size of each.
    public List<BufferType> slots() {
        return List.copyOf(slots);
    }

    /// The slot of the buffer that an `alloc` yields.
    public int slot(Value buffer) {
        return Objects.requireNonNull(slotOf.get(buffer), "no alloc of the program yields this buffer");
    }

    /// The bytes that all slots take.
    public Dim bytes() {
        return bytes(slots);
    }

    /// The bytes that the buffers would take if each had its own memory.
    public Dim bytesUnshared() {
        return bytes(slotOf.keySet().stream().map(b -> (BufferType) b.type()).toList());
    }

    private static Dim bytes(List<BufferType> types) {
        var sum = Dim.ZERO;
        for (var type : types) {
            sum = sum.plus(type.size().times(type.dtype().bytes()));
        }
        return sum;
    }

    /// The times at which buffers are made and last named, counted in operations.
    private static final class Uses {
        final Map<Value, Integer> made = new LinkedHashMap<>();
        final Map<Value, Integer> last = new LinkedHashMap<>();
        private int now;

        /// @return the values that `region` names, its own included
        Set<Value> region(Region region) {
            var named = new LinkedHashSet<Value>();
            for (var node : region.body()) {
                now++;
                var here = new LinkedHashSet<>(OpSchema.operands(node.op()));
                OpSchema.regions(node.op()).forEach(inner -> here.addAll(region(inner)));
                // after all that is inside: the next round may need it again
                now++;
                here.forEach(value -> last.replace(value, now));
                named.addAll(here);
                if (node.op() instanceof BufferOp.Alloc) {
                    made.put(node.results().getFirst(), now);
                    last.put(node.results().getFirst(), now);
                }
            }
            named.addAll(region.yields());
            return named;
        }
    }

    private void assign(Uses uses) {
        var busy = new PriorityQueue<Value>(Comparator.comparingInt(buffer -> uses.last.getOrDefault(buffer, 0)));
        var free = new ArrayList<Integer>();
        uses.made.forEach((buffer, time) -> {
            for (var first = busy.peek();
                    first != null && uses.last.getOrDefault(first, 0) < time;
                    first = busy.peek()) {
                free.add(slot(busy.remove()));
            }
            int slot = take(free, (BufferType) buffer.type());
            slotOf.put(buffer, slot);
            busy.add(buffer);
        });
    }

    private int take(List<Integer> free, BufferType type) {
        Integer best = null;
        for (var slot : free) {
            var have = slots.get(slot);
            if (have.dtype() != type.dtype()) {
                continue;
            }
            if (have.size().equals(type.size())) {
                best = slot;
                break;
            }
            boolean constant = have.size().isConstant() && type.size().isConstant();
            if (constant && (best == null || isBetter(have, slots.get(best), type))) {
                best = slot;
            }
        }
        if (best == null) {
            slots.add(type);
            return slots.size() - 1;
        }
        free.remove((Object) best);
        var have = slots.get(best).size();
        if (have.isConstant() && have.constant() < type.size().constant()) {
            slots.set(best, type);
        }
        return best;
    }

    /// Whether a slot of constant size `a` suits `type` better than `b`: the smallest that is large enough, else
    /// the largest.
    private static boolean isBetter(BufferType a, BufferType b, BufferType type) {
        long sizeA = a.size().constant();
        long sizeB = b.size().constant();
        boolean fitsA = sizeA >= type.size().constant();
        boolean fitsB = sizeB >= type.size().constant();
        if (fitsA != fitsB) {
            return fitsA;
        }
        return fitsA ? sizeA < sizeB : sizeA > sizeB;
    }
}
