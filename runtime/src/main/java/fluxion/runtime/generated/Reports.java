package fluxion.runtime.generated;

import fluxion.ir.EvaluationException;
import fluxion.ir.Failure;
import fluxion.ir.FluxionException;
import java.lang.System.Logger.Level;
import java.lang.reflect.Array;
import java.util.Arrays;

/// What generated programs tell their user, and how they fail.
public final class Reports {
    private static final System.Logger PRINTED = System.getLogger("fluxion.print");
    private static final int MOST_PRINTED = 1000;

    private Reports() {}

    /// Logs a tensor under `label`, at level INFO of the logger `fluxion.print`.
    public static void print(String label, String dtype, long[] shape, Object array, int offset) {
        if (PRINTED.isLoggable(Level.INFO)) {
            long size = size(shape);
            var text = new StringBuilder(label)
                    .append(": ")
                    .append(dtype)
                    .append(Arrays.toString(shape))
                    .append(" [");
            for (int i = 0; i < Math.min(size, MOST_PRINTED); i++) {
                text.append(i == 0 ? "" : ", ").append(Array.get(array, offset + i));
            }
            PRINTED.log(
                    Level.INFO,
                    text.append(size > MOST_PRINTED ? ", ...]" : "]").toString());
        }
    }

    private static long size(long[] shape) {
        return Arrays.stream(shape).reduce(1, (x, y) -> x * y);
    }

    /// Fails if an element is NaN or infinite.
    ///
    /// @throws EvaluationException naming `where`, the element and its index
    public static void checkFinite(String where, String dtype, long[] shape, Object array, int offset) {
        long size = size(shape);
        for (int i = 0; i < size; i++) {
            double value = Array.getDouble(array, offset + i);
            if (!Double.isFinite(value)) {
                throw EvaluationException.notFinite(where, i, value);
            }
        }
    }

    /// Fails unless `left` is `right`.
    ///
    /// @throws FluxionException with `message` and both
    public static void requireEqual(long left, long right, String message) {
        if (left != right) {
            throw new FluxionException(message + ": " + left + " is not " + right);
        }
    }

    /// Fails unless `0 <= index < extent`.
    ///
    /// @throws EvaluationException with both
    public static void requireInside(long index, long extent) {
        if (index < 0 || index >= extent) {
            throw EvaluationException.outsideBuffer(index, extent);
        }
    }

    /// Throws an exception of class `exception` with the message that `values` and `template` give.
    public static void fail(String exception, String template, Object[] values) {
        Failure.raise(Thread.currentThread().getContextClassLoader(), exception, template, values);
    }
}
