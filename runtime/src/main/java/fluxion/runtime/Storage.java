package fluxion.runtime;

import fluxion.ir.DType;
import fluxion.ir.FluxionException;

/// A run of elements in a primitive Java array.
///
/// @param array a `float[] double[] int[] long[]` or `boolean[]`, as `dtype` says
/// @param dtype the type of the elements
/// @param offset the index of the first element
/// @param size the number of elements
public record Storage(Object array, DType dtype, int offset, int size) {
    /// New storage of `size` zeros.
    ///
    /// @throws FluxionException if a Java array cannot hold so many elements
    public static Storage allocate(DType dtype, long size) {
        if (size > Integer.MAX_VALUE - 8) {
            throw new FluxionException("a tensor of " + size + " " + dtype + " elements is too large: "
                    + (Integer.MAX_VALUE - 8) + " is the most that a Java array holds; split it along an axis");
        }
        int n = (int) size;
        var array = switch (dtype) {
            case BOOL -> new boolean[n];
            case I32 -> new int[n];
            case I64 -> new long[n];
            case F32 -> new float[n];
            case F64 -> new double[n];
        };
        return new Storage(array, dtype, 0, n);
    }
}
