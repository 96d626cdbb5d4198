package fluxion.runtime.generated;

/// Rows of arguments and results side by side, as generated loops that run rows in lanes of vectors take them: the
/// first elements of all rows of a block, then their second ones.
public final class RowBlocks {
    /// The most rows of a block: those of some twenty arguments and results are in the first-level cache.
    public static final int ROWS = 64;

    private RowBlocks() {}

    /// The end of the block that begins with row `at` of `to`.
    public static int end(int at, int to) {
        return to - at < ROWS ? to : at + ROWS;
    }

    /// Whether each of the rows `from .. end-1` is there and has `length` elements.
    public static boolean fit(double[][] rows, int length, int from, int end) {
        for (int r = from; r < end; r++) {
            var row = rows[r];
            if (row == null || row.length != length) {
                return false;
            }
        }
        return true;
    }

    /// Whether each of the rows `from .. end-1` is there and has `length` elements.
    public static boolean fit(float[][] rows, int length, int from, int end) {
        for (int r = from; r < end; r++) {
            var row = rows[r];
            if (row == null || row.length != length) {
                return false;
            }
        }
        return true;
    }

    /// Whether `array` is there and has `length` elements, or any number of them if that is negative.
    public static boolean fits(double[] array, int length) {
        return array != null && (length < 0 || array.length == length);
    }

    /// Whether `array` is there and has `length` elements, or any number of them if that is negative.
    public static boolean fits(float[] array, int length) {
        return array != null && (length < 0 || array.length == length);
    }

    /// Whether none of the rows `from .. end-1` is the same array in `x` and in `y`.
    public static boolean apart(Object[] x, Object[] y, int from, int end) {
        for (int r = from; r < end; r++) {
            if (x[r] == y[r]) {
                return false;
            }
        }
        return true;
    }

    /// Whether none of the rows `from .. end-1` is `array`.
    public static boolean apart(Object[] rows, Object array, int from, int end) {
        for (int r = from; r < end; r++) {
            if (rows[r] == array) {
                return false;
            }
        }
        return true;
    }

    /// Puts the rows `from .. end-1`, of which each has `length` elements, side by side.
    public static void pack(double[][] rows, int length, int from, int end, double[] block) {
        for (int r = from; r < end; r++) {
            var row = rows[r];
            for (int k = 0; k < length; k++) {
                block[k * ROWS + r - from] = row[k];
            }
        }
    }

    /// Puts the rows `from .. end-1`, of which each has `length` elements, side by side.
    public static void pack(float[][] rows, int length, int from, int end, float[] block) {
        for (int r = from; r < end; r++) {
            var row = rows[r];
            for (int k = 0; k < length; k++) {
                block[k * ROWS + r - from] = row[k];
            }
        }
    }

    /// The other way round.
    public static void unpack(double[][] rows, int length, int from, int end, double[] block) {
        for (int r = from; r < end; r++) {
            var row = rows[r];
            for (int k = 0; k < length; k++) {
                row[k] = block[k * ROWS + r - from];
            }
        }
    }

    /// The other way round.
    public static void unpack(float[][] rows, int length, int from, int end, float[] block) {
        for (int r = from; r < end; r++) {
            var row = rows[r];
            for (int k = 0; k < length; k++) {
                row[k] = block[k * ROWS + r - from];
            }
        }
    }
}
