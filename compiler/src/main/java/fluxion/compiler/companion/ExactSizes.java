package fluxion.compiler.companion;

import fluxion.compiler.lift.Specialisation;
import fluxion.compiler.pipeline.Pipeline;
import fluxion.compiler.pipeline.Stages;
import fluxion.ir.Dim;
import fluxion.ir.Graph;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Procedure;
import fluxion.ir.Region;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.lang.reflect.Array;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The lengths that a method seems to be written for: those of the arrays that it accesses at constant indices alone,
/// up to the last. A call with arrays of such lengths goes to code for them, in which the arrays are but numbers.
final class ExactSizes {
    private static final int MOST_ELEMENTS = 32;
    private static final MethodHandle HAS = find();

    private final Map<String, Long> lengths = new TreeMap<>();
    private final Set<String> other = new HashSet<>();

    private ExactSizes(Graph f) {
        walk(f.region());
        lengths.keySet().removeAll(other);
        lengths.values().removeIf(length -> length > MOST_ELEMENTS);
    }

    /// The length of each array of `f` that has one, by the symbol that stands for it.
    static Map<String, Dim> of(Graph f) {
        var lengths = new TreeMap<String, Dim>();
        // arrays of a procedure have lengths of their own
        if (Procedure.in(f.region()).isEmpty()) {
            new ExactSizes(f).lengths.forEach((symbol, length) -> lengths.put(symbol, Dim.of(length)));
        }
        return lengths;
    }

    /// `f` for arrays as long as `lengths` say.
    static Graph of(Graph f, Map<String, Dim> lengths) {
        return Pipeline.run(Pipeline.LIFTED, new Specialisation(lengths).copy(f), new Stages());
    }

    private void walk(Region region) {
        for (var node : region.body()) {
            switch (node.op()) {
                case TensorOp.Load(var x, var indices, var _) -> access(x, indices);
                case TensorOp.Store(var x, var indices, var _, var _) -> access(x, indices);
                case Op op -> OpSchema.forEachAttribute(op, this::named);
            }
            OpSchema.regions(node.op()).forEach(this::walk);
        }
    }

    private void access(Value x, List<Value> indices) {
        var symbol = symbol(x);
        if (symbol != null) {
            var index = indices.getFirst().constant();
            if (index == null || index.bits() < 0) {
                other.add(symbol);
            } else {
                lengths.merge(symbol, index.bits() + 1, Math::max);
            }
        }
    }

    /// The symbol that is the length of `x`; null if none is.
    private static @Nullable String symbol(Value x) {
        return x.rank() == 1 ? symbol(x.shape().dim(0)) : null;
    }

    private static @Nullable String symbol(Dim dim) {
        var symbols = dim.symbols();
        return symbols.size() == 1 && dim.equals(Dim.symbol(symbols.getFirst())) ? symbols.getFirst() : null;
    }

    /// What depends on a length is no matter of the elements alone.
    private void named(Object attribute) {
        switch (attribute) {
            case Dim dim -> other.addAll(dim.symbols());
            case Shape shape -> shape.dims().forEach(this::named);
            case TensorType type -> named(type.shape());
            case List<?> list -> list.forEach(this::named);
            default -> {}
        }
    }

    // ---------------------------------------------------------------- calls

    /// `exact` for arguments as long as `lengths` say, for all others what `general` compiles when first needed.
    ///
    /// @param types the types of the arguments
    static MethodHandle guard(
            Map<String, Dim> lengths, List<TensorType> types, MethodHandle exact, Supplier<MethodHandle> general) {
        var handle = exact;
        var otherwise = new Late(exact.type(), general).dynamicInvoker();
        for (int i = 0; i < types.size(); i++) {
            var shape = types.get(i).shape();
            var symbol = shape.rank() == 1 ? symbol(shape.dim(0)) : null;
            var length = symbol == null ? null : lengths.get(symbol);
            if (length != null) {
                var type = exact.type();
                var test = MethodHandles.insertArguments(HAS, 0, Math.toIntExact(length.constant()))
                        .asType(MethodType.methodType(boolean.class, type.parameterType(i)));
                handle = MethodHandles.guardWithTest(
                        MethodHandles.permuteArguments(test, type.changeReturnType(boolean.class), i),
                        handle,
                        otherwise);
            }
        }
        return handle;
    }

    /// Calls what `compiler` gives, once it was asked.
    private static final class Late extends MutableCallSite {
        private static final MethodHandle COMPILED = findCompiled();

        private final Supplier<MethodHandle> compiler;
        private @Nullable MethodHandle compiled;

        Late(MethodType type, Supplier<MethodHandle> compiler) {
            super(type);
            this.compiler = compiler;
            setTarget(MethodHandles.foldArguments(MethodHandles.exactInvoker(type), COMPILED.bindTo(this)));
        }

        private static MethodHandle findCompiled() {
            try {
                return MethodHandles.lookup()
                        .findVirtual(Late.class, "compiled", MethodType.methodType(MethodHandle.class));
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("compiled", e);
            }
        }

        @SuppressWarnings("UnusedMethod") // found by name
        synchronized MethodHandle compiled() {
            var handle = compiled;
            if (handle == null) {
                handle = compiler.get();
                compiled = handle;
                setTarget(handle);
                syncAll(new MutableCallSite[] {this});
            }
            return handle;
        }
    }

    private static MethodHandle find() {
        try {
            return MethodHandles.lookup()
                    .findStatic(ExactSizes.class, "has", MethodType.methodType(boolean.class, int.class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("has", e);
        }
    }

    // found by name; what is null fails elsewhere
    static boolean has(int length, @Nullable Object array) {
        return array != null && Array.getLength(array) == length;
    }
}
