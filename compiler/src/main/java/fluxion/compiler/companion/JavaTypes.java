package fluxion.compiler.companion;

import java.util.Set;

/// Java types that stand for tensors: a primitive for a scalar, an array for one with an axis, and so on; a record
/// stands for several.
public final class JavaTypes {
    private static final Set<Class<?>> ELEMENTS =
            Set.of(boolean.class, int.class, long.class, float.class, double.class);

    private JavaTypes() {}

    /// The type of the elements.
    public static Class<?> element(Class<?> type) {
        return type.isArray() ? element(type.componentType()) : type;
    }

    /// The number of axes.
    public static int rank(Class<?> type) {
        return type.isArray() ? 1 + rank(type.componentType()) : 0;
    }

    /// Whether it has derivatives: a record has if all that it is made of has; an object of another class has none, as
    /// nobody says how to make one of its fields.
    public static boolean isFloat(Class<?> type) {
        return Records.isRecord(type)
                ? !Records.leaves(type).isEmpty()
                        && Records.leaves(type).stream().allMatch(JavaTypes::isFloat)
                        && !Records.holdsObject(type)
                : isFloatArray(type);
    }

    private static boolean isFloatArray(Class<?> type) {
        return element(type) == double.class || element(type) == float.class;
    }

    /// Whether a differentiable method may take or give it.
    static boolean isSupported(Class<?> type) {
        return Records.isRecord(type)
                ? Records.leaves(type).stream().allMatch(JavaTypes::isSupported)
                : isSupportedArray(type);
    }

    private static boolean isSupportedArray(Class<?> type) {
        return ELEMENTS.contains(element(type)) && (rank(type) <= 1 || (rank(type) == 2 && isFloatArray(type)));
    }

    /// The type of an array that a result of `type` goes into.
    public static Class<?> holder(Class<?> type) {
        return type.isArray() ? type : type.arrayType();
    }
}
