package fluxion.runtime.generated;

import fluxion.ir.FluxionException;
import java.lang.reflect.Array;

/// Checks of generated static methods that take more than an instruction.
public final class DirectChecks {
    private DirectChecks() {}

    /// `index` as an index of an array; -1, which is none, for one that is beyond all arrays.
    public static int index(long index) {
        return (int) index == index ? (int) index : -1;
    }

    /// Fails if `array` is null or has another length.
    ///
    /// @param what what messages call it: `argument 0 (f64[n])`
    /// @throws FluxionException naming what was expected
    public static void array(Object array, String what, long length) {
        if (array == null) {
            throw new FluxionException(what + " is null; an array of " + length + " elements is needed");
        }
        int actual = Array.getLength(array);
        if (actual != length) {
            throw new FluxionException(what + " has " + actual + " elements; an array of " + length + " is needed");
        }
    }

    /// Fails if `array` is null.
    ///
    /// @throws FluxionException saying so
    public static void notNull(Object array, String what) {
        if (array == null) {
            throw new FluxionException(what + " is null; an array is needed");
        }
    }

    /// Fails if `extent` is negative.
    ///
    /// @throws FluxionException saying so
    public static void extent(int extent, String what) {
        if (extent < 0) {
            throw new FluxionException(what + " is " + extent + "; it must not be negative");
        }
    }

    /// Fails if two arrays, one of which is written, are the same.
    ///
    /// @throws FluxionException naming both
    public static void distinct(Object x, String what, Object y, String other) {
        if (x == y) {
            throw new FluxionException(what + ", which is written, is the same array as " + other + "; pass a copy");
        }
    }
}
