package fluxion.runtime.kernel;

import java.util.Arrays;

/// A contraction of `f32` arrays.
abstract class ContractionF32<W> extends Contraction<W> {
    private static final float[] NONE = {};

    float[] a = NONE;
    float[] b = NONE;
    float[] c = NONE;

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
