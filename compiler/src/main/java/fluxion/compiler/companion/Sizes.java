package fluxion.compiler.companion;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;

/// Numbers of elements of arguments, as method handles, which allocate nothing.
final class Sizes {
    private static final MethodHandles.Lookup HERE = MethodHandles.lookup();
    private static final MethodHandle PLUS = find("plus", long.class, long.class, long.class);
    private static final MethodHandle IS_NOT_MORE = find("isNotMore", boolean.class, long.class, long.class);

    private Sizes() {}

    /// `forward` where the arguments `inputs` have no more elements than the arguments `outputs`, else `reverse`.
    /// Where the outputs are no arguments, that is not known before: `reverse`.
    static MethodHandle guard(List<Integer> inputs, List<Integer> outputs, MethodHandle forward, MethodHandle reverse) {
        if (outputs.isEmpty()) {
            return reverse;
        }
        var type = forward.type();
        var left = sum(inputs.size());
        var right = sum(outputs.size());
        var test = MethodHandles.collectArguments(IS_NOT_MORE, 1, right);
        test = MethodHandles.collectArguments(test, 0, left);
        var order = new ArrayList<>(inputs);
        order.addAll(outputs);
        for (int i = 0; i < order.size(); i++) {
            test = MethodHandles.filterArguments(test, i, size(type.parameterType(order.get(i))));
        }
        var permuted = MethodHandles.permuteArguments(
                test,
                type.changeReturnType(boolean.class),
                order.stream().mapToInt(i -> i).toArray());
        return MethodHandles.guardWithTest(permuted, forward, reverse);
    }

    private static MethodHandle sum(int count) {
        var sum = MethodHandles.identity(long.class);
        for (int i = 1; i < count; i++) {
            sum = MethodHandles.collectArguments(PLUS, 0, sum);
        }
        return sum;
    }

    private static MethodHandle size(Class<?> type) {
        return JavaTypes.rank(type) == 0
                ? MethodHandles.dropArguments(MethodHandles.constant(long.class, 1L), 0, type)
                : find("size", long.class, type);
    }

    private static MethodHandle find(String name, Class<?> result, Class<?>... parameters) {
        try {
            return HERE.findStatic(Sizes.class, name, MethodType.methodType(result, parameters));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(name, e);
        }
    }

    // found by name
    static long plus(long x, long y) {
        return x + y;
    }

    static boolean isNotMore(long x, long y) {
        return x <= y;
    }

    static long size(double[] array) {
        return array.length;
    }

    static long size(float[] array) {
        return array.length;
    }

    static long size(double[][] rows) {
        return rows.length == 0 ? 0 : (long) rows.length * rows[0].length;
    }

    static long size(float[][] rows) {
        return rows.length == 0 ? 0 : (long) rows.length * rows[0].length;
    }
}
