package fluxion.ir.interp;

import fluxion.ir.DType;
import fluxion.ir.ReduceFn;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import java.util.function.LongBinaryOperator;

/// The order of reductions: element i goes to accumulator i mod 64, then the accumulators are combined in a fixed tree.
final class Accumulators {
    /// How many there are.
    static final int COUNT = 64;

    private Accumulators() {}

    /// The first `n` elements of floats reduced; `element` is asked for each once, in ascending order.
    static double reduceDoubles(ReduceFn fn, DType dtype, int n, IntToDoubleFunction element) {
        DoubleBinaryOperator f = Functions.ofDoubles(fn.combine(), dtype);
        var acc = new double[COUNT];
        Arrays.fill(acc, fn.identity(dtype).toDouble());
        for (int i = 0; i < n; i++) {
            acc[i % COUNT] = f.applyAsDouble(acc[i % COUNT], element.applyAsDouble(i));
        }
        for (int w = COUNT / 2; w > 0; w /= 2) {
            for (int j = 0; j < w; j++) {
                acc[j] = f.applyAsDouble(acc[j], acc[j + w]);
            }
        }
        return acc[0];
    }

    /// The first `n` elements of integers or bools reduced; `element` is asked for each once, in ascending order.
    static long reduceLongs(ReduceFn fn, DType dtype, int n, IntToLongFunction element) {
        LongBinaryOperator f = Functions.ofLongs(fn.combine(), dtype);
        var acc = new long[COUNT];
        Arrays.fill(acc, fn.identity(dtype).bits());
        for (int i = 0; i < n; i++) {
            acc[i % COUNT] = f.applyAsLong(acc[i % COUNT], element.applyAsLong(i));
        }
        for (int w = COUNT / 2; w > 0; w /= 2) {
            for (int j = 0; j < w; j++) {
                acc[j] = f.applyAsLong(acc[j], acc[j + w]);
            }
        }
        return acc[0];
    }
}
