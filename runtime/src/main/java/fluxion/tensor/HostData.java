package fluxion.tensor;

import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.ScalarOp;
import fluxion.ir.Shape;
import fluxion.ir.TensorType;
import fluxion.runtime.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Array;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Data of the Java program going into tensors and coming out.
final class HostData {
    private HostData() {}

    /// A tensor with `array` itself as its elements.
    static Tensor tensor(DType dtype, Object array, long... shape) {
        var dims = Axes.shape("of", shape);
        int n = Array.getLength(array);
        if (!dims.size().is(n)) {
            throw new ShapeException("of: " + n + " elements do not fill shape " + Arrays.toString(shape)
                    + ", which has " + dims.size());
        }
        return Handles.tensor(new TensorType(dtype, dims), new Storage(array, dtype, 0, n));
    }

    /// A copy of an array of arrays of `rank` levels.
    static Tensor nested(DType dtype, Object array, int rank) {
        var shape = new long[rank];
        var level = array;
        for (int i = 0; i < rank; i++) {
            shape[i] = Array.getLength(level);
            if (shape[i] == 0) {
                break;
            }
            level = i + 1 < rank ? Array.get(level, 0) : level;
        }
        var flat = Storage.allocate(dtype, Shape.of(shape).size().constant());
        fill(array, shape, 0, flat.array(), 0);
        return Handles.tensor(TensorType.of(dtype, shape), flat);
    }

    private static int fill(Object level, long[] shape, int depth, Object flat, int offset) {
        int n = Array.getLength(level);
        if (n != shape[depth]) {
            throw new ShapeException("of: the array is ragged: a row at depth " + depth + " has " + n
                    + " elements, the first one has " + shape[depth]);
        }
        if (depth == shape.length - 1) {
            System.arraycopy(level, 0, flat, offset, n);
            return offset + n;
        }
        for (int i = 0; i < n; i++) {
            offset = fill(Array.get(level, i), shape, depth + 1, flat, offset);
        }
        return offset;
    }

    static Tensor fromSegment(DType dtype, MemorySegment segment, ByteOrder order, long... shape) {
        var type = new TensorType(dtype, Axes.shape("of", shape));
        long bytes = type.shape().size().times(dtype.bytes()).constant();
        if (segment.byteSize() != bytes) {
            throw new ShapeException(
                    "of: " + segment.byteSize() + " bytes do not fill " + type + ", which takes " + bytes);
        }
        var storage = Storage.allocate(dtype, bytes / dtype.bytes());
        int n = storage.size();
        switch (storage.array()) {
            case float[] a ->
                MemorySegment.copy(segment, ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(order), 0, a, 0, n);
            case double[] a ->
                MemorySegment.copy(segment, ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(order), 0, a, 0, n);
            case int[] a -> MemorySegment.copy(segment, ValueLayout.JAVA_INT_UNALIGNED.withOrder(order), 0, a, 0, n);
            case long[] a -> MemorySegment.copy(segment, ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order), 0, a, 0, n);
            case boolean[] a -> {
                for (int i = 0; i < n; i++) {
                    a[i] = segment.get(ValueLayout.JAVA_BYTE, i) != 0;
                }
            }
            case Object other -> throw new IllegalStateException("storage " + other.getClass());
        }
        return Handles.tensor(type, storage);
    }

    static void toSegment(Tensor x, MemorySegment target, ByteOrder order) {
        var storage = x.storage();
        int from = storage.offset();
        int n = storage.size();
        if (target.byteSize() < (long) n * x.dtype().bytes()) {
            throw new ShapeException("copyTo: " + x.type() + " takes "
                    + (long) n * x.dtype().bytes() + " bytes, the target has " + target.byteSize());
        }
        switch (storage.array()) {
            case float[] a ->
                MemorySegment.copy(a, from, target, ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(order), 0, n);
            case double[] a ->
                MemorySegment.copy(a, from, target, ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(order), 0, n);
            case int[] a -> MemorySegment.copy(a, from, target, ValueLayout.JAVA_INT_UNALIGNED.withOrder(order), 0, n);
            case long[] a ->
                MemorySegment.copy(a, from, target, ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order), 0, n);
            case boolean[] a -> {
                for (int i = 0; i < n; i++) {
                    target.set(ValueLayout.JAVA_BYTE, i, (byte) (a[from + i] ? 1 : 0));
                }
            }
            case Object other -> throw new IllegalStateException("storage " + other.getClass());
        }
    }

    private static void expect(String what, Tensor x, DType dtype) {
        if (x.dtype() != dtype) {
            throw new DTypeException(what + ": the tensor has type " + x.type() + ", expected dtype " + dtype
                    + "; cast it first: x.cast(DType." + dtype.name() + ")");
        }
    }

    static Object copy(String what, Tensor x, DType dtype) {
        expect(what, x, dtype);
        var storage = x.storage();
        var copy = Storage.allocate(dtype, storage.size()).array();
        System.arraycopy(storage.array(), storage.offset(), copy, 0, storage.size());
        return copy;
    }

    static void copyTo(Tensor x, DType dtype, Object target, int length) {
        expect("copyTo", x, dtype);
        var storage = x.storage();
        if (length < storage.size()) {
            throw new ShapeException(
                    "copyTo: " + x.type() + " has " + storage.size() + " elements, the target has " + length);
        }
        System.arraycopy(storage.array(), storage.offset(), target, 0, storage.size());
    }

    static Object[] rows(String what, Tensor x, DType dtype) {
        expect(what, x, dtype);
        if (x.rank() != 2) {
            throw new ShapeException(what + ": the tensor has type " + x.type() + "; it must have two axes");
        }
        var storage = x.storage();
        int m = (int) x.size(0);
        int n = (int) x.size(1);
        var rows = (Object[]) Array.newInstance(storage.array().getClass().componentType(), m, n);
        for (int i = 0; i < m; i++) {
            System.arraycopy(storage.array(), storage.offset() + i * n, rows[i], 0, n);
        }
        return rows;
    }

    /// The only element.
    static ScalarOp.Constant item(Tensor x) {
        if (x.shape().isConstant() && !x.shape().size().is(1)) {
            throw new ShapeException("item: the tensor has type " + x.type() + "; it must have one element");
        }
        return element(x.storage(), 0);
    }

    static long itemLong(Tensor x) {
        if (!x.dtype().isInteger()) {
            throw new DTypeException("itemLong: the tensor has type " + x.type() + "; it must be i32 or i64");
        }
        return item(x).bits();
    }

    static boolean itemBoolean(Tensor x) {
        expect("itemBoolean", x, DType.BOOL);
        return item(x).bits() != 0;
    }

    static ScalarOp.Constant element(Storage storage, int index) {
        int i = storage.offset() + index;
        return switch (storage.array()) {
            case float[] a -> ScalarOp.Constant.of(DType.F32, (double) a[i]);
            case double[] a -> ScalarOp.Constant.of(DType.F64, a[i]);
            case int[] a -> ScalarOp.Constant.of(DType.I32, (long) a[i]);
            case long[] a -> ScalarOp.Constant.of(DType.I64, a[i]);
            case boolean[] a -> ScalarOp.Constant.of(a[i]);
            case Object other -> throw new IllegalStateException("storage " + other.getClass());
        };
    }

    static long constant(Dim dim, Tensor x) {
        if (!dim.isConstant()) {
            throw new TraceException(
                    "the extent " + dim + " of " + x.type() + " is not known while the function is traced for any"
                            + " size; use shape(), which may be symbolic");
        }
        return dim.constant();
    }
}
