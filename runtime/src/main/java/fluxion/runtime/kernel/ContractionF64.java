package fluxion.runtime.kernel;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A contraction of `f64` arrays.
abstract class ContractionF64<W> extends Contraction<W> {
    private static final double[] NONE = {};

    double[] a = NONE;
    double[] b = NONE;
    double[] c = NONE;
    private final @Nullable NearF64 near;

    /// @param near multiplies what is small, or null
    ContractionF64(@Nullable NearF64 near) {
        this.near = near;
    }

    @Override
    final boolean isNear(int rows, int columns, int inner) {
        return near != null && NearF64.fits(rows, columns, inner, aRow, aInner, bColumn);
    }

    @Override
    final void near(int atA, int atB, int atC, int rows, int columns, int inner) {
        Objects.requireNonNull(near)
                .multiply(a, atA, aRow, aInner, b, atB, bInner, bColumn, c, atC, cRow, rows, columns, inner);
    }

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
