package fluxion.runtime.generated;

import java.lang.reflect.Array;

/// Lists of lists as frames keep them: an array of arrays, where working memory has all elements one after the other
/// and the places where each list ends.
public final class NestedLists {
    private NestedLists() {}

    /// An array for each of the lists that end at `ends`, which begins with 0.
    ///
    /// @param count how many lists there are
    /// @param elements an array of their elements
    /// @param size how many places of that array an element takes
    public static Object[] parts(int[] ends, int count, Object elements, int size) {
        var parts = new Object[count];
        var type = elements.getClass().componentType();
        for (int i = 0; i < count; i++) {
            int length = (ends[i + 1] - ends[i]) * size;
            parts[i] = Array.newInstance(type, length);
            System.arraycopy(elements, ends[i] * size, parts[i], 0, length);
        }
        return parts;
    }

    /// Where each of `parts` ends, after 0.
    ///
    /// @param size how many places an element takes
    public static int[] ends(Object[] parts, int size) {
        var ends = new int[parts.length + 1];
        for (int i = 0; i < parts.length; i++) {
            ends[i + 1] = ends[i] + (size == 0 ? 0 : Array.getLength(parts[i]) / size);
        }
        return ends;
    }

    /// All elements of `parts`, in an array of class `array`.
    public static Object joined(Object[] parts, Class<?> array) {
        int length = 0;
        for (var part : parts) {
            length += Array.getLength(part);
        }
        var joined = Array.newInstance(array.componentType(), length);
        int at = 0;
        for (var part : parts) {
            System.arraycopy(part, 0, joined, at, Array.getLength(part));
            at += Array.getLength(part);
        }
        return joined;
    }
}
