package fluxion.compiler.companion;

import fluxion.tensor.ShapeException;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Array;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A compiled derivative.
///
/// @param signature its types
/// @param flat its types, with what records are made of in their place
/// @param flatHandle what computes it from numbers and arrays into given arrays
/// @param extents which sizes go together
public record LinkedMethod(Signature signature, Signature flat, MethodHandle flatHandle, Extents extents) {
    /// What computes it into given arrays. Arguments may be records; results that are go to an array for each
    /// number or array that they are made of.
    public MethodHandle handle() {
        return Records.gathered(flatHandle, signature.arguments());
    }

    /// Computes it into new arrays.
    ///
    /// @param arguments as the signature says
    /// @return the results, in order
    public Object[] call(@Nullable Object... arguments) throws Throwable {
        if (arguments.length != signature.arguments().size()) {
            throw new ShapeException("'" + extents.name() + "' takes "
                    + signature.arguments().size() + " arguments, found " + arguments.length);
        }
        int returned = flat.returned();
        var all = Records.exploded(signature.arguments(), Arrays.asList(arguments));
        var sizes = extents.of(all.toArray());
        var results = new Object[flat.results().size()];
        for (int i = 0; i < results.length; i++) {
            if (i != returned) {
                var type = flat.results().get(i);
                var shape = type.isArray() ? extents.result(i, sizes) : new int[] {1};
                results[i] = Array.newInstance(JavaTypes.element(type), shape);
                all.add(results[i]);
            }
        }
        var value = flatHandle.invokeWithArguments(all);
        if (returned >= 0) {
            results[returned] = value;
        }
        for (int i = 0; i < results.length; i++) {
            if (i != returned && !flat.results().get(i).isArray()) {
                results[i] = Array.get(results[i], 0);
            }
        }
        return Records.packed(signature.results(), results);
    }
}
