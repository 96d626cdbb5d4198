package fluxion.benchmarks.scalar;

import java.lang.invoke.MethodHandle;

/// Calls of gradients by constant method handles, as HotSpot compiles calls of methods.
final class Invocation {
    private Invocation() {}

    /// Writes the gradient at `x` into `gradient`.
    static void of(MethodHandle handle, double[] x, double[] gradient) {
        try {
            handle.invokeExact(x, gradient);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
