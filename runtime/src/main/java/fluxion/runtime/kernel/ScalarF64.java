package fluxion.runtime.kernel;

import fluxion.runtime.Pool;
import org.jspecify.annotations.Nullable;

/// Contractions of `f64` without the Vector API.
///
/// Four steps at a time are added to a row of C by one loop over its columns, which the compiler can turn into vector
/// instructions by itself; the order of the steps within an element stays.
final class ScalarF64 extends ContractionF64<ScalarF64.Panels> {
    private static final int BLOCK_ROWS = 64;
    private static final int BLOCK_INNER = 128;
    private static final int BLOCK_COLUMNS = 256;
    private static final Pool<Panels> POOL = new Pool<>();

    ScalarF64() {
        super(null);
    }

    /// One thread's packed panels.
    static final class Panels {
        private final double[] a = new double[BLOCK_ROWS * BLOCK_INNER];
        private double @Nullable [] b;

        private double[] b() {
            var packed = b;
            if (packed == null) {
                packed = new double[BLOCK_INNER * BLOCK_COLUMNS];
                b = packed;
            }
            return packed;
        }
    }

    @Override
    int tileRows() {
        return 1;
    }

    @Override
    int packedRows() {
        return 1;
    }

    @Override
    int panelColumns(int remaining) {
        return Math.min(remaining, BLOCK_COLUMNS);
    }

    @Override
    int packedColumns(int width) {
        return width;
    }

    @Override
    int blockRows() {
        return BLOCK_ROWS;
    }

    @Override
    int blockInner() {
        return BLOCK_INNER;
    }

    @Override
    int blockColumns() {
        return BLOCK_COLUMNS;
    }

    @Override
    int panelsTogether(int depth) {
        return 1;
    }

    @Override
    Panels takeWorkspace() {
        var panels = POOL.take();
        return panels == null ? new Panels() : panels;
    }

    @Override
    Class<Panels> workspaceType() {
        return Panels.class;
    }

    @Override
    void giveWorkspace(Panels panels) {
        POOL.give(panels);
    }

    @Override
    void packB(Panels panels, int at, int depth, int count) {
        var packed = panels.b();
        for (int k = 0; k < depth; k++) {
            int from = at + k * bInner;
            int to = k * count;
            if (bColumn == 1) {
                System.arraycopy(b, from, packed, to, count);
            } else {
                for (int j = 0; j < count; j++) {
                    packed[to + j] = b[from + j * bColumn];
                }
            }
        }
    }

    @Override
    void packA(Panels panels, int at, int count, int depth) {
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < depth; k++) {
                panels.a[i * depth + k] = a[at + i * aRow + k * aInner];
            }
        }
    }

    @Override
    void tile(
            Panels panels,
            int panelA,
            int panelB,
            int width,
            int depth,
            boolean first,
            int at,
            int countRows,
            int countColumns) {
        if (first) {
            zero(at, countColumns);
        }
        var x = panels.a;
        var y = panels.b();
        int k = 0;
        for (; k <= depth - 4; k += 4) {
            int p = panelA + k;
            fourSteps(x[p], x[p + 1], x[p + 2], x[p + 3], y, panelB + k * width, width, c, at, countColumns);
        }
        for (; k < depth; k++) {
            oneStep(x[panelA + k], y, panelB + k * width, c, at, countColumns);
        }
    }

    private static void fourSteps(
            double x0,
            double x1,
            double x2,
            double x3,
            double[] y,
            int from,
            int width,
            double[] c,
            int at,
            int count) {
        int from1 = from + width;
        int from2 = from1 + width;
        int from3 = from2 + width;
        for (int j = 0; j < count; j++) {
            double sum = Math.fma(x0, y[from + j], c[at + j]);
            sum = Math.fma(x1, y[from1 + j], sum);
            sum = Math.fma(x2, y[from2 + j], sum);
            c[at + j] = Math.fma(x3, y[from3 + j], sum);
        }
    }

    private static void oneStep(double x, double[] y, int from, double[] c, int at, int count) {
        for (int j = 0; j < count; j++) {
            c[at + j] = Math.fma(x, y[from + j], c[at + j]);
        }
    }
}
