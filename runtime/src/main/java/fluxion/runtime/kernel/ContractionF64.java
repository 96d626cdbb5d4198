package fluxion.runtime.kernel;

import java.util.Arrays;

/// A contraction of `f64` arrays.
abstract class ContractionF64<W> extends Contraction<W> {
    private static final double[] NONE = {};

    double[] a = NONE;
    double[] b = NONE;
    double[] c = NONE;

    @Override
    final void zero(int at, int count) {
        Arrays.fill(c, at, at + count, 0);
    }

    @Override
    final void release() {
        a = NONE;
        b = NONE;
        c = NONE;
    }
}
