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
    NpyType type();

    /// The number of elements, the product of the dimensions.
    int size();

    /// `float32`
    record Floats(List<Integer> shape, float[] values) implements NpyArray {
        public Floats {
            shape = checked(shape, values.length);
        }

        @Override
        public NpyType type() {
            return NpyType.F4;
        }

        @Override
        public int size() {
            return values.length;
        }
    }

    /// `float64`
    record Doubles(List<Integer> shape, double[] values) implements NpyArray {
        public Doubles {
            shape = checked(shape, values.length);
        }

        @Override
        public NpyType type() {
            return NpyType.F8;
        }

        @Override
        public int size() {
            return values.length;
        }
    }

    /// `int32`
    record Ints(List<Integer> shape, int[] values) implements NpyArray {
        public Ints {
            shape = checked(shape, values.length);
        }

        @Override
        public NpyType type() {
            return NpyType.I4;
        }

        @Override
        public int size() {
            return values.length;
        }
    }

    /// `int64`
    record Longs(List<Integer> shape, long[] values) implements NpyArray {
        public Longs {
            shape = checked(shape, values.length);
        }

        @Override
        public NpyType type() {
            return NpyType.I8;
        }

        @Override
        public int size() {
            return values.length;
        }
    }

    /// `uint8`; the bytes hold 0 to 255, read them with `Byte.toUnsignedInt`.
    record UnsignedBytes(List<Integer> shape, byte[] values) implements NpyArray {
        public UnsignedBytes {
            shape = checked(shape, values.length);
        }

        @Override
        public NpyType type() {
            return NpyType.U1;
        }

        @Override
        public int size() {
            return values.length;
        }
    }

    /// `bool`
    record Booleans(List<Integer> shape, boolean[] values) implements NpyArray {
        public Booleans {
            shape = checked(shape, values.length);
        }

        @Override
        public NpyType type() {
            return NpyType.B1;
        }

        @Override
        public int size() {
            return values.length;
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
