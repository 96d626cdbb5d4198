package fluxion.compiler.loops;

import fluxion.ir.ControlOp;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Which arrays of a graph are small and accessed at known places alone, wherever control flow hands them.
final class ArrayFlow {
    private static final int MOST_ELEMENTS = 32;

    /// Another name of the same array, for each that has one; the same names all end with one that has none.
    private final Map<Value, Value> names = new IdentityHashMap<>();
    /// For the last name of each array, whether it may be split.
    private final Map<Value, Boolean> split = new IdentityHashMap<>();

    ArrayFlow(Region graph) {
        graph.parameters().forEach(this::keep);
        region(graph);
    }

    /// Whether nothing is split.
    boolean isEmpty() {
        return !split.containsValue(true);
    }

    /// Whether `x` is an array that is split into its elements.
    boolean isSplit(Value x) {
        return split.getOrDefault(last(x), false);
    }

    /// How many elements a small array has.
    static int size(Value x) {
        return Math.toIntExact(x.shape().size().constant());
    }

    private static boolean isArray(Value x) {
        return x.type() instanceof TensorType(var _, var shape) && shape.rank() > 0;
    }

    private static boolean isSmall(Value x) {
        var shape = x.shape();
        return shape.isConstant() && shape.size().constant() <= MOST_ELEMENTS;
    }

    // ---------------------------------------------------------------- places

    /// Which element of an array of `shape` is at `indices`, if they are known and inside.
    static OptionalInt place(Shape shape, List<Value> indices) {
        long place = 0;
        for (int axis = 0; axis < shape.rank(); axis++) {
            var index = number(indices.get(axis));
            long extent = shape.dim(axis).constant();
            if (index.isEmpty() || index.get() < 0 || index.get() >= extent) {
                return OptionalInt.empty();
            }
            place = place * extent + index.get();
        }
        return OptionalInt.of((int) place);
    }

    /// Which element of an array of `shape` element `i` of a block there becomes, which is moved inside.
    static int place(Shape shape, Shape block, List<Value> starts, int i) {
        long place = 0;
        long stride = 1;
        long rest = i;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            long extent = shape.dim(axis).constant();
            long size = block.dim(axis).constant();
            long start = Math.clamp(number(starts.get(axis)).orElseThrow(), 0, extent - size);
            place += stride * (start + rest % size);
            rest /= size;
            stride *= extent;
        }
        return (int) place;
    }

    private static Optional<Long> number(Value x) {
        if (x.def() instanceof ScalarOp.Size(var dim) && dim.isConstant()) {
            return Optional.of(dim.constant());
        }
        var constant = x.constant();
        return constant == null ? Optional.empty() : Optional.of(constant.bits());
    }

    // ---------------------------------------------------------------- the walk

    private Value last(Value x) {
        var last = x;
        for (var next = names.get(x); next != null; next = names.get(next)) {
            last = next;
        }
        return last;
    }

    /// Notes that `x` may be split, unless it is large or something keeps it whole.
    private void note(Value x) {
        if (isArray(x)) {
            split.putIfAbsent(last(x), isSmall(x));
        }
    }

    private void keep(Value x) {
        if (isArray(x)) {
            split.put(last(x), false);
        }
    }

    private void same(Value x, Value y) {
        if (isArray(x)) {
            note(x);
            note(y);
            boolean both = isSplit(x) && isSplit(y);
            var last = last(x);
            if (last != last(y)) {
                split.remove(last);
                names.put(last, last(y));
            }
            split.put(last(y), both);
        }
    }

    private void same(List<Value> xs, List<Value> ys) {
        for (int i = 0; i < xs.size(); i++) {
            same(xs.get(i), ys.get(i));
        }
    }

    private void region(Region region) {
        region.parameters().forEach(this::note);
        region.body().forEach(this::node);
    }

    private void node(Region.Node node) {
        var results = node.results();
        switch (node.op()) {
            case ControlOp.If(var _, var whenTrue, var whenFalse) -> {
                region(whenTrue);
                region(whenFalse);
                same(results, whenTrue.yields());
                same(results, whenFalse.yields());
            }
            case ControlOp.For(var _, var initial, var body) -> {
                region(body);
                same(results, initial);
                same(results, body.yields());
                same(results, body.parameters().subList(1, body.parameters().size()));
            }
            case ControlOp.While(var initial, var condition, var body) -> {
                region(condition);
                region(body);
                same(results, initial);
                same(results, body.yields());
                same(results, body.parameters());
                same(results, condition.parameters());
            }
            case TensorOp.Broadcast(var x, var _, var _) when x.rank() == 0 -> note(results.getFirst());
            case TensorOp.Iota(var type, var _) when type.rank() == 1 -> note(results.getFirst());
            // either of an array and its copy may be split without the other
            case TensorOp.Copy(var x) -> {
                note(x);
                note(results.getFirst());
            }
            case TensorOp.Reshape(var x, var _)
            when isArray(x) && isArray(results.getFirst()) -> same(x, results.getFirst());
            case TensorOp.Reshape(var x, var _) -> {
                note(x);
                note(results.getFirst());
            }
            case TensorOp.Load(var x, var indices, var _) -> access(x, indices);
            case TensorOp.Store(var x, var indices, var _, var _) -> {
                same(x, results.getFirst());
                access(x, indices);
            }
            case TensorOp.DynamicUpdate(var x, var update, var starts) -> {
                same(x, results.getFirst());
                note(update);
                if (!isSmall(x)
                        || !isSmall(update)
                        || !starts.stream().allMatch(start -> number(start).isPresent())) {
                    keep(x);
                    keep(update);
                }
            }
            case ScalarOp op -> OpSchema.forEachOperand(op, x -> same(x, results.getFirst()));
            case Op op -> {
                OpSchema.forEachOperand(op, this::keep);
                results.forEach(this::keep);
                for (var inner : OpSchema.regions(op)) {
                    inner.parameters().forEach(this::keep);
                    region(inner);
                    inner.yields().forEach(this::keep);
                }
            }
        }
    }

    private void access(Value x, List<Value> indices) {
        note(x);
        if (!isSmall(x) || place(x.shape(), indices).isEmpty()) {
            keep(x);
        }
    }
}
