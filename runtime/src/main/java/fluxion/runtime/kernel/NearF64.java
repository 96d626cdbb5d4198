package fluxion.runtime.kernel;

import fluxion.runtime.Pool;
import java.util.Arrays;

/// Products of `f64` matrices of few columns: A is read where it lies, since packing it would cost as much as it saves.
///
/// Rows and columns that do not fill a tile are computed by one that begins earlier; what two tiles compute is the
/// same.
final class NearF64 {
    private static final int ROWS = NearTilesF64.ROWS;
    private static final int LANES = NearTilesF64.LANES;
    /// The most columns: with more of them packing A costs less than it saves.
    private static final int COLUMNS = 6 * LANES;
    /// The most elements of B, which every tile of rows reads: they stay in the second-level cache.
    private static final int MOST = 1 << 14;

    private static final Pool<NearF64.Copy> POOL = new Pool<>();

    private final Tier along;
    private final Tier across;

    /// @param hasScalar whether it begins in scalar code
    NearF64(boolean hasScalar) {
        along = new Tier(hasScalar, true);
        across = new Tier(hasScalar, true);
    }

    /// A copy of B in panels of two vectors of columns, and at the end of one.
    private static final class Copy {
        private double[] panels = {};

        private void fill(double[] b, int at, int bInner, int bColumn, int columns, int inner) {
            int size = (columns + LANES - 1) / LANES * LANES * inner;
            if (panels.length < size) {
                panels = new double[size];
            }
            for (int j = 0; j < columns; j += 2 * LANES) {
                int to = j * inner;
                int from = at + Math.min(j, columns - LANES) * bColumn;
                if (columns - j > LANES) {
                    vector(b, from, bInner, bColumn, to, 2 * LANES, inner);
                    from = at + Math.min(j + LANES, columns - LANES) * bColumn;
                    vector(b, from, bInner, bColumn, to + LANES, 2 * LANES, inner);
                } else {
                    vector(b, from, bInner, bColumn, to, LANES, inner);
                }
            }
        }

        private void vector(double[] b, int from, int bInner, int bColumn, int to, int step, int inner) {
            for (int k = 0; k < inner; k++) {
                for (int j = 0; j < LANES; j++) {
                    panels[to + k * step + j] = b[from + k * bInner + j * bColumn];
                }
            }
        }
    }

    /// Whether a product of these extents and strides is computed here.
    static boolean fits(int rows, int columns, int inner, int aRow, int aInner, int bColumn) {
        boolean isRead = aInner == 1 || (aRow == 1 && bColumn == 1);
        return isRead && rows >= ROWS && columns >= LANES && columns <= COLUMNS && inner <= MOST / columns;
    }

    /// Multiplies rows of A with B.
    void multiply(
            double[] a,
            int atA,
            int aRow,
            int aInner,
            double[] b,
            int atB,
            int bInner,
            int bColumn,
            double[] c,
            int atC,
            int cRow,
            int rows,
            int columns,
            int inner) {
        var tier = aInner == 1 ? along : across;
        if (rows >= ROWS && tier.isHot()) {
            vectors(a, atA, aRow, aInner, b, atB, bInner, bColumn, c, atC, cRow, rows, columns, inner);
            return;
        }
        // products of all extents have the same tier, so that it counts multiply-adds
        int each = columns * inner;
        int share = rows < ROWS ? 0 : tier.share(rows * each, ROWS * each) / each;
        int vectorRows = share < ROWS ? 0 : share;
        long start = System.nanoTime();
        if (vectorRows > 0) {
            vectors(a, atA, aRow, aInner, b, atB, bInner, bColumn, c, atC, cRow, vectorRows, columns, inner);
        }
        long half = System.nanoTime();
        for (int i = vectorRows; i < rows; i++) {
            row(a, atA + i * aRow, aInner, b, atB, bInner, bColumn, c, atC + i * cRow, columns, inner);
        }
        if (rows >= ROWS) {
            tier.measured(half - start, vectorRows * each, System.nanoTime() - half, (rows - vectorRows) * each);
        }
    }

    private static void vectors(
            double[] a,
            int atA,
            int aRow,
            int aInner,
            double[] b,
            int atB,
            int bInner,
            int bColumn,
            double[] c,
            int atC,
            int cRow,
            int rows,
            int columns,
            int inner) {
        if (aInner != 1) {
            across(a, atA, aInner, b, atB, bInner, c, atC, cRow, rows, columns, inner);
            return;
        }
        var pooled = POOL.take();
        var copy = pooled == null ? new Copy() : pooled;
        copy.fill(b, atB, bInner, bColumn, columns, inner);
        along(a, atA, aRow, copy.panels, c, atC, cRow, rows, columns, inner);
        POOL.give(copy);
    }

    /// Rows of A that are contiguous, and B in panels.
    private static void along(
            double[] a,
            int atA,
            int aRow,
            double[] panels,
            double[] c,
            int atC,
            int cRow,
            int rows,
            int columns,
            int inner) {
        for (int next = 0; next < rows; next += ROWS) {
            int i = Math.min(next, rows - ROWS);
            int x = atA + i * aRow;
            int to = atC + i * cRow;
            for (int j = 0; j < columns; j += 2 * LANES) {
                int j0 = to + Math.min(j, columns - LANES);
                int j1 = to + Math.min(j + LANES, columns - LANES);
                if (j0 < j1) {
                    NearTilesF64.along6x2(a, x, aRow, panels, j * inner, c, j0, j1, cRow, inner);
                } else {
                    NearTilesF64.along6x1(a, x, aRow, panels, j * inner, c, j0, cRow, inner);
                }
            }
        }
    }

    /// Rows of A that lie side by side, and B where it lies.
    private static void across(
            double[] a,
            int atA,
            int aInner,
            double[] b,
            int atB,
            int bInner,
            double[] c,
            int atC,
            int cRow,
            int rows,
            int columns,
            int inner) {
        for (int next = 0; next < rows; next += ROWS) {
            int i = Math.min(next, rows - ROWS);
            int to = atC + i * cRow;
            for (int j = 0; j < columns; j += 2 * LANES) {
                int j0 = Math.min(j, columns - LANES);
                int j1 = Math.min(j + LANES, columns - LANES);
                int b0 = atB + j0;
                int b1 = atB + j1;
                if (j0 < j1) {
                    NearTilesF64.across6x2(a, atA + i, aInner, b, b0, b1, bInner, c, to + j0, to + j1, cRow, inner);
                } else {
                    NearTilesF64.across6x1(a, atA + i, aInner, b, b0, bInner, c, to + j0, cRow, inner);
                }
            }
        }
    }

    private static void row(
            double[] a,
            int atA,
            int aInner,
            double[] b,
            int atB,
            int bInner,
            int bColumn,
            double[] c,
            int atC,
            int columns,
            int inner) {
        Arrays.fill(c, atC, atC + columns, 0);
        for (int k = 0; k < inner; k++) {
            double x = a[atA + k * aInner];
            int from = atB + k * bInner;
            for (int j = 0; j < columns; j++) {
                c[atC + j] = Math.fma(x, b[from + j * bColumn], c[atC + j]);
            }
        }
    }
}
