package fluxion.compiler.companion;

import fluxion.ir.DType;
import fluxion.ir.TensorType;
import fluxion.runtime.Storage;
import fluxion.tensor.ShapeException;
import java.lang.reflect.Array;

/// Java values as runs of elements: arrays of rows are copied into one array and back.
final class Rows {
    private Rows() {}

    /// Whether `array` is an array of arrays.
    static boolean isNested(Object array) {
        return array.getClass().isArray() && array.getClass().componentType().isArray();
    }

    /// The extents of `value`, which stands for a tensor of `type`; none for a number, but where it is an extent itself
    /// ([Lifting.Hidden.Length]).
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
        var shape = shape(value);
        var all = Storage.allocate(dtype, shape[0] * shape[1]);
        for (int i = 0; i < shape[0]; i++) {
            System.arraycopy(Array.get(value, i), 0, all.array(), (int) (i * shape[1]), (int) shape[1]);
        }
        return all;
    }

    /// Copies `flat` into the rows of `rows`.
    static void copy(Object flat, Object rows) {
        int from = 0;
        for (int i = 0; i < Array.getLength(rows); i++) {
            var row = Array.get(rows, i);
            System.arraycopy(flat, from, row, 0, Array.getLength(row));
            from += Array.getLength(row);
        }
    }

    private static ShapeException ragged(int row, int rows, int length, int width) {
        return new ShapeException("row " + row + " of an array of " + rows + " rows has " + length
                + " elements, row 0 has " + width + "; all rows must have the same length");
    }
}
