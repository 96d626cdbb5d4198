package fluxion.compiler.jvm;

import fluxion.ir.BufferOp;
import fluxion.ir.BufferType;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where a direct method keeps the buffers of a program: those of one element that only the host level reads and writes
/// in locals, all others in arrays.
final class DirectBuffers {
    private final List<Value> allocated = new ArrayList<>();
    private final Set<Value> addressed = new HashSet<>();
    private final Map<Value, Location.Scalar> scalars = new IdentityHashMap<>();
    private final Map<Value, Location.Buffer> arrays = new IdentityHashMap<>();
    private final Map<Value, Integer> lanes = new IdentityHashMap<>();
    private @Nullable DirectScope scope;

    DirectBuffers(Region program) {
        find(program);
    }

    private void find(Region region) {
        for (var node : region.body()) {
            switch (node.op()) {
                case BufferOp.Alloc _ -> allocated.add(node.results().getFirst());
                case BufferOp.Read(var _, var _, var indices, var _) when indices.isEmpty() -> {}
                case BufferOp.Write(var _, var _, var indices, var _, var _) when indices.isEmpty() -> {}
                case BufferOp.AssertInside _ -> {}
                case BufferOp.Kernel(var _, var _, var reads, var writes, var _) -> {
                    addressed.addAll(reads);
                    addressed.addAll(writes);
                }
                case Op op -> {
                    OpSchema.forEachOperand(op, addressed::add);
                    OpSchema.regions(op).forEach(this::find);
                }
            }
        }
    }

    void in(DirectScope method) {
        scope = method;
    }

    /// The buffers that the program makes, and that are arrays.
    List<Value> allocatedArrays() {
        return allocated.stream().filter(b -> !isScalar(b)).toList();
    }

    /// The buffers that the program makes, and that are locals.
    List<Value> allocatedScalars() {
        return allocated.stream().filter(this::isScalar).toList();
    }

    /// Whether `buffer` may be a local.
    boolean isScalar(Value buffer) {
        return ((BufferType) buffer.type()).size().is(1) && !addressed.contains(buffer);
    }

    void put(Value buffer, Location.Scalar local) {
        scalars.put(buffer, local);
    }

    void put(Value buffer, int arraySlot) {
        var location = new Location.Buffer(buffer.dtype(), arraySlot, Location.Buffer.FROM_ZERO);
        arrays.put(buffer, location);
        Objects.requireNonNull(scope).put(buffer, location);
    }

    /// The local that `buffer` is; null if it is an array.
    Location.@Nullable Scalar scalar(Value buffer) {
        return scalars.get(buffer);
    }

    /// Says that the local `slot` has an array with the elements that `buffer` has in each lane, side by side.
    void putLanes(Value buffer, int slot) {
        lanes.put(buffer, slot);
    }

    /// The local of the array with the elements of all lanes.
    int lanes(Value buffer) {
        return Objects.requireNonNull(lanes.get(buffer));
    }

    void pushArray(Value buffer) {
        var method = Objects.requireNonNull(scope);
        method.code.loadRef(Objects.requireNonNull(arrays.get(buffer)).arraySlot());
    }

    /// Whether two buffers are the same array.
    boolean isSame(Value x, Value y) {
        var a = arrays.get(x);
        var b = arrays.get(y);
        return a != null && b != null && a.arraySlot() == b.arraySlot();
    }
}
