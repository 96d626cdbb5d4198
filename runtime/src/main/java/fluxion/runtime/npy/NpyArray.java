package fluxion.runtime.npy;

import java.util.List;

/// The contents of an NPY file: dimensions, and the elements in C order (the last axis varies fastest).
///
/// The element arrays are not copied, neither on construction nor by the accessors. A shape `()` is a scalar with one
/// element.
@SuppressWarnings("ArrayRecordComponent") // compared by identity, never by contents
public sealed interface NpyArray {
    /// The dimensions, outermost first.
    List<Integer> shape();

    /// NumPy's type without byte order: `f4 f8 i4 i8 u1 b1`.
    default NpyType type() {
        return switch (this) {
            case Floats _ -> NpyType.F4;
            case Doubles _ -> NpyType.F8;
            case Ints _ -> NpyType.I4;
            case Longs _ -> NpyType.I8;
            case UnsignedBytes _ -> NpyType.U1;
            case Booleans _ -> NpyType.B1;
        };
    }

    /// The number of elements, the product of the dimensions.
    default int size() {
        return shape().stream().reduce(1, Math::multiplyExact);
    }

    /// `float32`
    record Floats(List<Integer> shape, float[] values) implements NpyArray {
        /// Checks that the array has as many elements as the shape.
        public Floats {
            shape = checked(shape, values.length);
        }
    }

    /// `float64`
    record Doubles(List<Integer> shape, double[] values) implements NpyArray {
        /// Checks that the array has as many elements as the shape.
        public Doubles {
            shape = checked(shape, values.length);
        }
    }

    /// `int32`
    record Ints(List<Integer> shape, int[] values) implements NpyArray {
        /// Checks that the array has as many elements as the shape.
        public Ints {
            shape = checked(shape, values.length);
        }
    }

    /// `int64`
    record Longs(List<Integer> shape, long[] values) implements NpyArray {
        /// Checks that the array has as many elements as the shape.
        public Longs {
            shape = checked(shape, values.length);
        }
    }

    /// `uint8`; the bytes hold 0 to 255, read them with `Byte.toUnsignedInt`.
    record UnsignedBytes(List<Integer> shape, byte[] values) implements NpyArray {
        /// Checks that the array has as many elements as the shape.
        public UnsignedBytes {
            shape = checked(shape, values.length);
        }
    }

    /// `bool`
    record Booleans(List<Integer> shape, boolean[] values) implements NpyArray {
        /// Checks that the array has as many elements as the shape.
        public Booleans {
            shape = checked(shape, values.length);
        }
    }

    private static List<Integer> checked(List<Integer> shape, int size) {
        long product = 1;
        for (int dimension : shape) {
            if (dimension < 0) {
                throw new IllegalArgumentException("shape " + shape + " has a negative dimension");
            }
            product = product > Integer.MAX_VALUE && dimension != 0 ? product : product * dimension;
        }
        if (product != size) {
            throw new IllegalArgumentException("shape " + shape + " does not fit an array of " + size + " elements");
        }
        return List.copyOf(shape);
    }
}
