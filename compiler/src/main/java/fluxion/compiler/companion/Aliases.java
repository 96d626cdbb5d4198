package fluxion.compiler.companion;

import fluxion.runtime.companion.DifferentiableMethod;
import fluxion.runtime.companion.NotDifferentiableException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;

/// A lifted method knows its arrays by the names of its parameters. Where it writes one that is another argument too,
/// it would not see what it wrote under the other name: an exception at entry.
final class Aliases {
    private Aliases() {}

    /// `handle`, after a check of its arguments.
    static MethodHandle checked(MethodHandle handle, DifferentiableMethod method, List<Integer> written) {
        var types = method.parameterTypes();
        for (int array : written) {
            for (int other = 0; other < types.size(); other++) {
                boolean seen = written.contains(other) && other < array;
                if (other != array && !seen && types.get(other) == types.get(array)) {
                    handle = checked(handle, method, array, other);
                }
            }
        }
        return handle;
    }

    private static MethodHandle checked(MethodHandle handle, DifferentiableMethod method, int array, int other) {
        MethodHandle check;
        try {
            check = MethodHandles.lookup()
                    .findStatic(
                            Aliases.class,
                            "check",
                            MethodType.methodType(
                                    void.class,
                                    DifferentiableMethod.class,
                                    int.class,
                                    int.class,
                                    Object.class,
                                    Object.class));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("check", e);
        }
        var bound = MethodHandles.insertArguments(check, 0, method, array, other);
        var type = handle.type();
        bound = bound.asType(MethodType.methodType(void.class, type.parameterType(array), type.parameterType(other)));
        var before = MethodHandles.permuteArguments(bound, type.changeReturnType(void.class), array, other);
        return MethodHandles.foldArguments(handle, before);
    }

    // found by name
    static void check(DifferentiableMethod method, int array, int other, Object x, Object y) {
        if (x == y) {
            throw new NotDifferentiableException("argument " + array + " of " + method
                    + ", which the method writes, is the" + " same array as argument " + other + "; pass a copy");
        }
    }
}
