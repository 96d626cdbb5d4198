package fluxion.nn.data;

import java.util.List;

/// The contents of an IDX file: dimensions, and the elements in C order (the last axis varies fastest).
///
/// The element arrays are not copied, neither on construction nor by the accessors.
@SuppressWarnings("ArrayRecordComponent") // compared by identity, never by contents
public sealed interface IdxArray {
    /// The dimensions, outermost first.
    List<Integer> shape();

    /// Type code 08; the bytes hold 0 to 255, read them with `Byte.toUnsignedInt`.
    record UnsignedBytes(List<Integer> shape, byte[] values) implements IdxArray {}

    /// Type code 09.
    record SignedBytes(List<Integer> shape, byte[] values) implements IdxArray {}

    /// Type code 0B.
    record Shorts(List<Integer> shape, short[] values) implements IdxArray {}

    /// Type code 0C.
    record Ints(List<Integer> shape, int[] values) implements IdxArray {}

    /// Type code 0D.
    record Floats(List<Integer> shape, float[] values) implements IdxArray {}

    /// Type code 0E.
    record Doubles(List<Integer> shape, double[] values) implements IdxArray {}
}
