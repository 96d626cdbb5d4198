package fluxion.runtime.generated;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;

/// A list of buffers, or of lists of buffers, as loops leave for their reverse. Cleared elements are kept for the next
/// use.
public final class BufferList {
    private final List<Object> elements = new ArrayList<>();
    private int length;

    /// Creates an empty list.
    public BufferList() {}

    /// The number of elements.
    public long length() {
        return length;
    }

    /// Makes the list empty.
    public BufferList clear() {
        length = 0;
        return this;
    }

    /// Appends a copy of `size` elements of `array` from `offset`.
    public void append(Object array, int offset, int size) {
        System.arraycopy(array, offset, slot(array, size), 0, size);
        length++;
    }

    /// Appends a copy of `list`.
    public void append(BufferList list) {
        slot().set(list);
        length++;
    }

    /// Copies element `index` to `array`; zeros beyond the end.
    public void read(long index, Object array, int offset, int size) {
        if (index >= 0 && index < length) {
            System.arraycopy(elements.get((int) index), 0, array, offset, size);
        } else {
            zero(array, offset, size);
        }
    }

    /// Copies element `index`, a list, to `into`; nothing beyond the end.
    public void read(long index, BufferList into) {
        into.clear();
        if (index >= 0 && index < length) {
            into.set((BufferList) elements.get((int) index));
        }
    }

    /// Adds `size` elements of `array` to element `index`, after making the list long enough with zeros.
    public void accumulate(long index, Object array, int offset, int size) {
        while (length <= index) {
            zero(slot(array, size), 0, size);
            length++;
        }
        var to = elements.get((int) index);
        switch (array) {
            case float[] from -> {
                for (int i = 0; i < size; i++) {
                    ((float[]) to)[i] += from[offset + i];
                }
            }
            case double[] from -> {
                for (int i = 0; i < size; i++) {
                    ((double[]) to)[i] += from[offset + i];
                }
            }
            case int[] from -> {
                for (int i = 0; i < size; i++) {
                    ((int[]) to)[i] += from[offset + i];
                }
            }
            case long[] from -> {
                for (int i = 0; i < size; i++) {
                    ((long[]) to)[i] += from[offset + i];
                }
            }
            default ->
                throw new IllegalArgumentException(
                        "no addition of " + array.getClass().getSimpleName());
        }
    }

    /// Adds `list` element by element to element `index`, after making the list long enough with empty ones.
    public void accumulate(long index, BufferList list) {
        while (length <= index) {
            slot().clear();
            length++;
        }
        ((BufferList) elements.get((int) index)).addAll(list);
    }

    private void addAll(BufferList list) {
        for (int i = 0; i < list.length; i++) {
            switch (list.elements.get(i)) {
                case BufferList inner -> accumulate(i, inner);
                case Object array -> accumulate(i, array, 0, Array.getLength(array));
            }
        }
    }

    private void set(BufferList other) {
        clear();
        for (int i = 0; i < other.length; i++) {
            switch (other.elements.get(i)) {
                case BufferList inner -> append(inner);
                case Object array -> append(array, 0, Array.getLength(array));
            }
        }
    }

    private Object slot(Object like, int size) {
        if (length == elements.size()) {
            elements.add(Array.newInstance(like.getClass().getComponentType(), size));
        } else if (Array.getLength(elements.get(length)) != size) {
            elements.set(length, Array.newInstance(like.getClass().getComponentType(), size));
        }
        return elements.get(length);
    }

    private BufferList slot() {
        if (length == elements.size()) {
            elements.add(new BufferList());
        }
        return (BufferList) elements.get(length);
    }

    private static void zero(Object array, int offset, int size) {
        switch (array) {
            case float[] a -> java.util.Arrays.fill(a, offset, offset + size, 0f);
            case double[] a -> java.util.Arrays.fill(a, offset, offset + size, 0d);
            case int[] a -> java.util.Arrays.fill(a, offset, offset + size, 0);
            case long[] a -> java.util.Arrays.fill(a, offset, offset + size, 0L);
            case boolean[] a -> java.util.Arrays.fill(a, offset, offset + size, false);
            default ->
                throw new IllegalArgumentException(
                        "no zero of " + array.getClass().getSimpleName());
        }
    }
}
