package fluxion.compiler.companion;

import fluxion.ir.DType;
import fluxion.ir.TensorType;
import fluxion.runtime.Storage;
import fluxion.tensor.ShapeException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;

/// Java values as runs of elements: arrays of rows are copied into one array and back.
final class Rows {
    private Rows() {}

    /// Whether `array` is an array of arrays.
    static boolean isNested(Object array) {
        return array.getClass().isArray() && array.getClass().componentType().isArray();
    }

    /// The extents of `value`, which stands for a tensor of `type`; none for a number, but where it is an extent
    /// itself ([Lifting.Hidden.Length]).
    ///
    /// @throws ShapeException if it is an array of arrays of different lengths
    static long[] shape(Object value, TensorType type) {
        return isExtent(value, type) ? new long[] {0, Math.max(0, (int) value)} : shape(value);
    }

    private static boolean isExtent(Object value, TensorType type) {
        return type.dtype() == DType.BOOL && type.rank() == 2 && value instanceof Integer;
    }

    private static long[] shape(Object value) {
        if (!value.getClass().isArray()) {
            return new long[0];
        }
        int n = Array.getLength(value);
        if (!isNested(value)) {
            return new long[] {n};
        }
        int width = n == 0 ? 0 : Array.getLength(Array.get(value, 0));
        for (int i = 1; i < n; i++) {
            int length = Array.getLength(Array.get(value, i));
            if (length != width) {
                throw ragged(i, n, length, width);
            }
        }
        return new long[] {n, width};
    }

    /// The elements of `value`: a plain array as it is, all else copied.
    static Storage flat(Object value, TensorType type) {
        var dtype = type.dtype();
        if (isExtent(value, type)) {
            return Storage.allocate(dtype, 0);
        }
        if (!value.getClass().isArray()) {
            var single = Storage.allocate(dtype, 1);
            Array.set(single.array(), 0, value);
            return single;
        }
        if (!isNested(value)) {
            return new Storage(value, dtype, 0, Array.getLength(value));
        }
        var all = elements((Object[]) value);
        return new Storage(all, dtype, 0, Array.getLength(all));
    }

    // ---------------------------------------------------------------- the same as method handles

    private static final MethodHandles.Lookup HERE = MethodHandles.lookup();

    /// `rows -> elements`
    static MethodHandle flattener(Class<?> rows) {
        return find("elements", Object.class, Object[].class).asType(MethodType.methodType(rows.componentType(), rows));
    }

    /// `extent -> the array that goes with it`
    static MethodHandle empty() {
        return MethodHandles.dropArguments(MethodHandles.constant(boolean[].class, new boolean[0]), 0, int.class);
    }

    /// `number -> extent`
    static MethodHandle extent() {
        return find("extent", int.class, int.class);
    }

    /// `rows -> their number`
    static MethodHandle length(Class<?> rows) {
        return find("length", int.class, Object[].class).asType(MethodType.methodType(int.class, rows));
    }

    /// `rows -> the length of each`
    static MethodHandle width(Class<?> rows) {
        return find("width", int.class, Object[].class).asType(MethodType.methodType(int.class, rows));
    }

    /// `rows -> a new array for their elements`
    static MethodHandle maker(Class<?> rows) {
        return find("make", Object.class, Object[].class).asType(MethodType.methodType(rows.componentType(), rows));
    }

    /// `(elements, rows) -> nothing`: copies the elements into the rows
    static MethodHandle copier(Class<?> rows) {
        return find("copy", void.class, Object.class, Object[].class)
                .asType(MethodType.methodType(void.class, rows.componentType(), rows));
    }

    private static MethodHandle find(String name, Class<?> result, Class<?>... parameters) {
        try {
            return HERE.findStatic(Rows.class, name, MethodType.methodType(result, parameters));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(name, e);
        }
    }

    // found by name
    static int extent(int number) {
        return Math.max(0, number);
    }

    static int length(Object[] rows) {
        return rows.length;
    }

    static int width(Object[] rows) {
        return rows.length == 0 ? 0 : Array.getLength(rows[0]);
    }

    static Object make(Object[] rows) {
        var element = rows.getClass().componentType().componentType();
        return Array.newInstance(element, Math.multiplyExact(rows.length, width(rows)));
    }

    static Object elements(Object[] rows) {
        var elements = make(rows);
        int width = width(rows);
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(row(rows, i, width), 0, elements, i * width, width);
        }
        return elements;
    }

    /// Copies `elements` into `rows`.
    static void copy(Object elements, Object[] rows) {
        int width = width(rows);
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(elements, i * width, row(rows, i, width), 0, width);
        }
    }

    private static Object row(Object[] rows, int i, int width) {
        int length = Array.getLength(rows[i]);
        if (length != width) {
            throw ragged(i, rows.length, length, width);
        }
        return rows[i];
    }

    private static ShapeException ragged(int row, int rows, int length, int width) {
        return new ShapeException("row " + row + " of an array of " + rows + " rows has " + length
                + " elements, row 0 has " + width + "; all rows must have the same length");
    }
}
