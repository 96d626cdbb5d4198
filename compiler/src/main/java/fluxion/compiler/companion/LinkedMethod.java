package fluxion.compiler.companion;

import fluxion.tensor.ShapeException;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A compiled derivative.
///
/// @param signature its types
/// @param handle what computes it into given arrays
/// @param extents which sizes go together
public record LinkedMethod(Signature signature, MethodHandle handle, Extents extents) {
    /// Computes it into new arrays.
    ///
    /// @param arguments as the signature says
    /// @return the results, in order
    public Object[] call(@Nullable Object... arguments) throws Throwable {
        if (arguments.length != signature.arguments().size()) {
            throw new ShapeException("'" + extents.name() + "' takes "
                    + signature.arguments().size() + " arguments, found " + arguments.length);
        }
        int returned = signature.returned();
        var all = new ArrayList<@Nullable Object>(Arrays.asList(arguments));
        var sizes = extents.of(arguments);
        var results = new Object[signature.results().size()];
        for (int i = 0; i < results.length; i++) {
            if (i != returned) {
                var type = signature.results().get(i);
                var shape = type.isArray() ? extents.result(i, sizes) : new int[] {1};
                results[i] = Array.newInstance(JavaTypes.element(type), shape);
                all.add(results[i]);
            }
        }
        var value = handle.invokeWithArguments(all);
        if (returned >= 0) {
            results[returned] = value;
        }
        for (int i = 0; i < results.length; i++) {
            if (i != returned && !signature.results().get(i).isArray()) {
                results[i] = Array.get(results[i], 0);
            }
        }
        return results;
    }
}
