package fluxion.ir.interp;

import fluxion.ir.DType;
import java.util.Arrays;

/// A mutable run of elements.
///
/// @param dtype the type of the elements
/// @param array a `boolean[] int[] long[] float[]` or `double[]`, as `dtype` says
/// @param offset the index of the first element
/// @param size the number of elements
public record BufferValue(DType dtype, Object array, int offset, int size) implements Datum {
    /// A buffer of a copy of the elements of `tensor`.
    public static BufferValue of(TensorValue tensor) {
        return new BufferValue(tensor.dtype(), tensor.toArray(), 0, tensor.size());
    }

    /// A buffer of elements that no program should use: NaN, large integers, true.
    static BufferValue garbage(DType dtype, int size) {
        var array = Elements.allocate(dtype, size);
        switch (array) {
            case boolean[] a -> Arrays.fill(a, true);
            case int[] a -> Arrays.fill(a, 0xABADCAFE);
            case long[] a -> Arrays.fill(a, 0xABADCAFE_ABADCAFEL);
            case float[] a -> Arrays.fill(a, Float.NaN);
            case double[] a -> Arrays.fill(a, Double.NaN);
            default -> throw new AssertionError(array);
        }
        return new BufferValue(dtype, array, 0, size);
    }

    /// The elements as a tensor of shape `shape`.
    public TensorValue toTensor(long... shape) {
        return TensorValue.of(Elements.copy(array, offset, offset + size), shape);
    }
}
