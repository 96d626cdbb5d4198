package fluxion.compiler.companion;

import fluxion.runtime.generated.TooManyResidualsException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A derivative of which loops keep what their reverse needs, and in its place one of which they keep less for those
/// calls in which that would be too much. The latter is compiled when first needed.
final class Budgeted {
    private static final MethodHandle LESS = find();

    private final Supplier<MethodHandle> compiler;
    private @Nullable MethodHandle less;

    private Budgeted(Supplier<MethodHandle> compiler) {
        this.compiler = compiler;
    }

    /// `handle`, and what `less` compiles where that throws a [TooManyResidualsException].
    static MethodHandle of(MethodHandle handle, Supplier<MethodHandle> less) {
        var type = handle.type();
        var target = LESS.bindTo(new Budgeted(less));
        var call = MethodHandles.foldArguments(MethodHandles.exactInvoker(type), target);
        return MethodHandles.catchException(
                handle,
                TooManyResidualsException.class,
                MethodHandles.dropArguments(call, 0, TooManyResidualsException.class));
    }

    private static MethodHandle find() {
        try {
            return MethodHandles.lookup()
                    .findVirtual(Budgeted.class, "less", MethodType.methodType(MethodHandle.class));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("less", e);
        }
    }

    // found by name
    synchronized MethodHandle less() {
        if (less == null) {
            less = compiler.get();
        }
        return less;
    }
}
