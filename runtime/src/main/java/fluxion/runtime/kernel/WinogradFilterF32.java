package fluxion.runtime.kernel;

import fluxion.ir.math.Winograd;
import java.util.Arrays;

/// The filter of a [WinogradF32], transformed: for each panel of columns 36 matrices, channels by columns.
final class WinogradFilterF32 {
    private static final int PATCH = Winograd.PATCH;
    private static final int TAPS = Winograd.TAPS;
    private static final int PRODUCTS = PATCH * PATCH;
    /// Half a panel where there are no vectors.
    private static final int SCALAR_LANES = 8;

    private final Tier tier;
    private final int lanes;
    private FilterShape shape = new FilterShape();
    private float[] elements = {};

    /// @param hasScalar whether it begins in scalar code where it has vector code
    /// @param lanes of a vector, of which a panel has two or one; 0 if there are none
    WinogradFilterF32(boolean hasScalar, int lanes) {
        this.tier = new Tier(hasScalar, lanes > 0);
        this.lanes = lanes > 0 ? lanes : SCALAR_LANES;
    }

    /// Makes room for a filter of that shape.
    void reserve(FilterShape of) {
        shape = of;
        int size = PRODUCTS * of.inner * padded(of.columns);
        if (elements.length < size) {
            elements = new float[size];
        }
    }

    /// The transformed elements.
    float[] elements() {
        return elements;
    }

    /// The columns of a whole panel.
    int panelColumns() {
        return 2 * lanes;
    }

    /// How many panels there are.
    int panels() {
        return (shape.columns + 2 * lanes - 1) / (2 * lanes);
    }

    /// The columns of the panel that begins with `column`, padding included.
    int columns(int column) {
        return Math.min(2 * lanes, padded(shape.columns - column));
    }

    /// Where matrix `k` of the panel that begins with `column` is.
    int matrix(int column, int k) {
        return (column * PRODUCTS + k * columns(column)) * shape.inner;
    }

    private int padded(int columns) {
        return (columns + lanes - 1) / lanes * lanes;
    }

    /// Transforms the panel that begins with `column` of the filter `b`, which begins at `bAt`.
    ///
    /// @param whole room for 9 elements of each column of a panel
    /// @param half room for 18
    void transform(int column, float[] b, int bAt, float[] whole, float[] half) {
        int inner = shape.inner;
        if (tier.isHot()) {
            transform(column, 0, inner, b, bAt, whole, half, true);
            return;
        }
        int share = tier.share(inner, 1);
        long start = System.nanoTime();
        transform(column, 0, share, b, bAt, whole, half, true);
        long middle = System.nanoTime();
        transform(column, share, inner, b, bAt, whole, half, false);
        tier.measured(middle - start, share, System.nanoTime() - middle, inner - share);
    }

    /// Transforms the channels `from .. to-1` of a panel.
    private void transform(
            int column, int from, int to, float[] b, int bAt, float[] whole, float[] half, boolean onVectors) {
        var s = shape;
        int size = columns(column);
        int used = Math.min(size, s.columns - column);
        int line = TAPS * size;
        int next = s.inner * size;
        Arrays.fill(whole, 0, TAPS * line, 0);
        for (int k = from; k < to; k++) {
            int at = bAt + s.bOffset + k * s.bInner + column * s.bColumn;
            for (int tap = 0; tap < TAPS * TAPS; tap++) {
                int here = at + tap / TAPS * s.bSpace(0) + tap % TAPS * s.bSpace(1);
                for (int j = 0; j < used; j++) {
                    whole[tap * size + j] = b[here + j * s.bColumn];
                }
            }
            lines(whole, 0, line, half, 0, line, line, onVectors);
            for (int i = 0; i < PATCH; i++) {
                int into = matrix(column, i * PATCH) + k * size;
                lines(half, i * line, size, elements, into, next, size, onVectors);
            }
        }
    }

    /// `count` transforms next to each other.
    private static void lines(
            float[] from, int at, int step, float[] to, int toAt, int toStep, int count, boolean onVectors) {
        int done = onVectors ? WinogradVectorsF32.filter(from, at, step, to, toAt, toStep, count) : 0;
        for (int i = done; i < count; i++) {
            Winograd.filter(from, at + i, step, to, toAt + i, toStep);
        }
    }
}
