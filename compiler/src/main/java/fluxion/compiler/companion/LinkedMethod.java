package fluxion.compiler.companion;

import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/// A compiled derivative.
public sealed interface LinkedMethod permits SingleMethod, RowsMethod {
    /// Its types.
    Signature signature();

    /// What computes it into given arrays. Arguments may be records; results that are go to an array for each
    /// number or array that they are made of.
    MethodHandle handle();

    /// Computes it into new arrays.
    ///
    /// @param arguments as the signature says
    /// @return the results, in order
    Object[] call(@Nullable Object... arguments) throws Throwable;
}
