package fluxion.compiler.companion;

import fluxion.ir.Graph;
import fluxion.tensor.ShapeException;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A compiled derivative of one evaluation.
///
/// @param signature its types
/// @param flat its types, with what records are made of in their place
/// @param flatHandle what computes it from numbers and arrays into given arrays
/// @param extents which sizes go together
/// @param operations about how many it takes
/// @param graph what it computes, for the sizes that it seems to be made for
/// @param written the numbers of the arguments that the method writes
record SingleMethod(
        Signature signature,
        Signature flat,
        MethodHandle flatHandle,
        Extents extents,
        long operations,
        Graph graph,
        List<Integer> written)
        implements LinkedMethod {
    /// What messages call it.
    String name() {
        return extents.name();
    }

    @Override
    public MethodHandle handle() {
        return Records.gathered(flatHandle, signature.arguments());
    }

    @Override
    public Object[] call(@Nullable Object... arguments) throws Throwable {
        checkCount(arguments);
        int returned = flat.returned();
        var all = Records.exploded(signature.arguments(), Arrays.asList(arguments));
        var results = freshFor(all.toArray());
        for (int i = 0; i < results.length; i++) {
            if (i != returned) {
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

    /// Checks that there are as many arguments as it takes.
    ///
    /// @throws ShapeException if not
    void checkCount(@Nullable Object... arguments) {
        if (arguments.length != signature.arguments().size()) {
            throw new ShapeException(
                    "'" + name() + "' takes " + signature.arguments().size() + " arguments, found " + arguments.length);
        }
    }

    /// A new array for each result, with what records are made of in their place, if `arguments` are given: of one
    /// element for a number.
    Object[] fresh(@Nullable Object... arguments) {
        return freshFor(Records.exploded(signature.arguments(), Arrays.asList(arguments))
                .toArray());
    }

    private Object[] freshFor(@Nullable Object... arguments) {
        var sizes = extents.of(arguments);
        var results = new Object[flat.results().size()];
        for (int i = 0; i < results.length; i++) {
            var type = flat.results().get(i);
            var shape = type.isArray() ? extents.result(i, sizes) : new int[] {1};
            results[i] = Array.newInstance(JavaTypes.element(type), shape);
        }
        return results;
    }
}
