package fluxion.runtime.generated;

import fluxion.ir.DType;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;

/// A list of scalars, of buffers, or of lists of these, as loops leave for their reverse. Cleared elements are kept for
/// the next use.
public final class BufferList {
    /// About what an object takes beside its elements.
    private static final int HEADER = 32;

    private final List<Object> elements = new ArrayList<>();
    /// The scalars, if it is a list of such.
    private final ScalarList scalars = new ScalarList();
    private int length;

    /// Creates an empty list.
    public BufferList() {}

    /// The number of elements.
    public long length() {
        return (long) length + scalars.length();
    }

    /// Makes the list empty.
    public BufferList clear() {
        length = 0;
        scalars.clear();
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

    /// Appends a scalar.
    public void append(boolean value) {
        scalars.append(DType.BOOL, value ? 1 : 0);
    }

    /// Scalar `index`; false beyond the end.
    public boolean bool(long index) {
        return scalars.at(index) != 0;
    }

    /// Appends a scalar.
    public void append(int value) {
        scalars.append(DType.I32, value);
    }

    /// Scalar `index`; zero beyond the end.
    public int i32(long index) {
        return (int) scalars.at(index);
    }

    /// Adds a scalar to number `index`, after making the list long enough with zeros.
    public void accumulate(long index, int value) {
        scalars.accumulate(DType.I32, index, value);
    }

    /// Appends a scalar.
    public void append(long value) {
        scalars.append(DType.I64, value);
    }

    /// Scalar `index`; zero beyond the end.
    public long i64(long index) {
        return scalars.at(index);
    }

    /// Adds a scalar to number `index`, after making the list long enough with zeros.
    public void accumulate(long index, long value) {
        scalars.accumulate(DType.I64, index, value);
    }

    /// Appends a scalar.
    public void append(float value) {
        scalars.append(DType.F32, Float.floatToRawIntBits(value));
    }

    /// Scalar `index`; zero beyond the end.
    public float f32(long index) {
        return Float.intBitsToFloat((int) scalars.at(index));
    }

    /// Adds a scalar to number `index`, after making the list long enough with zeros.
    public void accumulate(long index, float value) {
        scalars.accumulate(DType.F32, index, Float.floatToRawIntBits(value));
    }

    /// Appends a scalar.
    public void append(double value) {
        scalars.append(DType.F64, Double.doubleToRawLongBits(value));
    }

    /// Scalar `index`; zero beyond the end.
    public double f64(long index) {
        return Double.longBitsToDouble(scalars.at(index));
    }

    /// Adds a scalar to number `index`, after making the list long enough with zeros.
    public void accumulate(long index, double value) {
        scalars.accumulate(DType.F64, index, Double.doubleToRawLongBits(value));
    }

    private void addAll(BufferList list) {
        scalars.addAll(list.scalars);
        for (int i = 0; i < list.length; i++) {
            switch (list.elements.get(i)) {
                case BufferList inner -> accumulate(i, inner);
                case Object array -> accumulate(i, array, 0, Array.getLength(array));
            }
        }
    }

    private void set(BufferList other) {
        clear();
        scalars.set(other.scalars);
        for (int i = 0; i < other.length; i++) {
            switch (other.elements.get(i)) {
                case BufferList inner -> append(inner);
                case Object array -> append(array, 0, Array.getLength(array));
            }
        }
    }

    private Object slot(Object like, int size) {
        if (length == elements.size()) {
            elements.add(allocate(like, size));
        } else if (Array.getLength(elements.get(length)) != size) {
            elements.set(length, allocate(like, size));
        }
        return elements.get(length);
    }

    private static Object allocate(Object like, int size) {
        ResidualBudget.take(HEADER + 8L * size);
        return Array.newInstance(like.getClass().getComponentType(), size);
    }

    private BufferList slot() {
        if (length == elements.size()) {
            ResidualBudget.take(HEADER);
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
