package fluxion.runtime.companion;

import fluxion.annotation.DerivativeKind;
import fluxion.ir.FluxionException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ServiceLoader;

/// What the code of generated companions calls.
public final class Companions {
    private Companions() {}

    /// The handle of `kind` of `method`, for a constant of generated code. Where there is none, it is one that throws
    /// the reason when it is called, since an exception here would reach the user as that of a class initialiser.
    ///
    /// @param type what the generated code will call it with
    public static MethodHandle link(DifferentiableMethod method, DerivativeKind kind, MethodType type) {
        try {
            var handle = linker(method).link(method, kind);
            if (!handle.type().equals(type)) {
                throw new NotDifferentiableException("the companion of " + method + " expects " + kind.title() + " of type " + type
                        + ", found " + handle.type() + "; compile it again with the processor of this version");
            }
            return handle;
        } catch (FluxionException e) {
            var thrower = MethodHandles.throwException(type.returnType(), FluxionException.class);
            return MethodHandles.dropArguments(thrower.bindTo(e), 0, type.parameterList());
        }
    }

    private static DerivativeLinker linker(DifferentiableMethod method) {
        return ServiceLoader.load(DerivativeLinker.class, Companions.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new NotDifferentiableException("no derivatives of " + method
                        + " can be compiled, since fluxion-compiler is neither on the class path nor in the module graph;"
                        + " add it to the dependencies that the program runs with"));
    }

    /// Throws `e`, whatever it is: a handle throws what the method throws.
    ///
    /// @return nothing; for `throw rethrow(e)`, after which the compiler expects no value
    @SuppressWarnings("unchecked") // the caller declares what its method declares
    public static <E extends Throwable> RuntimeException rethrow(Throwable e) throws E {
        throw (E) e;
    }
}
