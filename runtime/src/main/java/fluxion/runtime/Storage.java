package fluxion.runtime;

import fluxion.ir.DType;

/// A run of elements in a primitive Java array.
///
/// @param array a `float[] double[] int[] long[]` or `boolean[]`, as `dtype` says
/// @param dtype the type of the elements
/// @param offset the index of the first element
/// @param size the number of elements
public record Storage(Object array, DType dtype, int offset, int size) {
    /// New storage of `size` zeros.
    ///
    /// @throws TooManyElementsException if a Java array cannot hold so many elements
    /// @throws MemoryException if the Java heap cannot
    public static Storage allocate(DType dtype, long size) {
        if (size > TooManyElementsException.MOST) {
            throw new TooManyElementsException("a buffer of " + dtype, size);
        }
        int n = (int) size;
        try {
            var array = switch (dtype) {
                case BOOL -> new boolean[n];
                case I32 -> new int[n];
                case I64 -> new long[n];
                case F32 -> new float[n];
                case F64 -> new double[n];
            };
            return new Storage(array, dtype, 0, n);
        } catch (OutOfMemoryError e) {
            throw new MemoryException(dtype, size, e);
        }
    }
}
