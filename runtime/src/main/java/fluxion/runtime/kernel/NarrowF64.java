package fluxion.runtime.kernel;

import fluxion.runtime.Pool;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/// Contractions of `f64` with vectors of the preferred size and 16 vector registers.
final class NarrowF64 extends ContractionF64<NarrowF64.Panels> {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int ROWS = NarrowTilesF64.ROWS;
    private static final int PANEL = 2 * LANES;
    private static final int STRIP = NarrowStripTilesF64.STRIP;
    private static final int BLOCK_INNER = 256;
    /// As many panels as strips have room for.
    private static final int BLOCK_ROWS = ROWS * Math.min(16, NarrowStripTilesF64.ROOM / BLOCK_INNER);
    private static final int BLOCK_COLUMNS = 64 * PANEL;
    /// Elements of B that stay in the second-level cache.
    private static final int TOGETHER = 1 << 14;
    /// How many panels are copied together.
    private static final int GROUP = 8;
    private static final int LOADED = NarrowTilesF64.LOADED;
    private static final int TILE = ROWS * PANEL;
    private static final double[] ZEROS = new double[PANEL];
    private static final Pool<Panels> POOL = new Pool<>();
    /// How many steps of a tile are worth measuring.
    private static final int FEWEST_STEPS = 8;

    /// Of tiles of one vector and of two.
    private final Tier single;

    private final Tier pair;

    /// @param hasScalar whether tiles begin in scalar code
    NarrowF64(boolean hasScalar) {
        super(new NearF64(hasScalar));
        single = new Tier(hasScalar, true);
        pair = new Tier(hasScalar, true);
    }

    /// One thread's packed panels.
    static final class Panels {
        /// Those of A, step by step; or, where steps are contiguous in A, each row of a panel in a strip of its own, so
        /// that nothing is transposed.
        private double[] a = {};

        private boolean inStrips;
        private final double[] tile = new double[TILE];
        private double[] b = {};

        private double[] atLeast(int size) {
            if (b.length < size) {
                b = new double[Math.max(size, Math.min(2 * size, 1 << 18))];
            }
            return b;
        }
    }

    @Override
    int tileRows() {
        return ROWS;
    }

    @Override
    int packedRows() {
        return ROWS;
    }

    @Override
    int panelColumns(int remaining) {
        return remaining > LANES ? 2 * LANES : LANES;
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
        return Math.max(1, TOGETHER / (PANEL * depth));
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
        int padded = (count + LANES - 1) / LANES * LANES;
        var packed = panels.atLeast(padded * depth);
        int whole = bColumn == 1 ? count / PANEL : 0;
        copyPanels(packed, at, depth, whole);
        int to = whole * PANEL * depth;
        for (int j = whole * PANEL; j < count; ) {
            int width = panelColumns(count - j);
            int used = Math.min(width, count - j);
            gatherColumns(packed, to, at + j * bColumn, depth, width, used);
            to += depth * width;
            j += used;
        }
    }

    /// Copies panels whose steps are contiguous in B, a few of them together, so that B is read in stretches.
    private void copyPanels(double[] packed, int from, int depth, int panels) {
        for (int panel = 0; panel < panels; panel += GROUP) {
            int end = Math.min(panels, panel + GROUP);
            for (int k = 0; k < depth; k++) {
                int row = from + panel * PANEL + k * bInner;
                int to = (panel * depth + k) * PANEL;
                for (int p = panel; p < end; p++) {
                    DoubleVector.fromArray(SPECIES, b, row).intoArray(packed, to);
                    DoubleVector.fromArray(SPECIES, b, row + LANES).intoArray(packed, to + LANES);
                    row += PANEL;
                    to += depth * PANEL;
                }
            }
        }
    }

    /// Gathers a panel of `used` columns.
    private void gatherColumns(double[] packed, int to, int from, int depth, int width, int used) {
        for (int j = 0; j < used; j++) {
            int column = from + j * bColumn;
            // steps that are constants once this is inlined leave no check of an index in the loop
            if (bInner == 1 && width == PANEL) {
                copySteps(b, column, 1, packed, to + j, PANEL, depth);
            } else {
                copySteps(b, column, bInner, packed, to + j, width, depth);
            }
        }
        for (int k = 0; k < depth && used < width; k++) {
            Arrays.fill(packed, to + k * width + used, to + (k + 1) * width, 0);
        }
    }

    private static void copySteps(double[] from, int at, int step, double[] to, int atTo, int toStep, int count) {
        for (int k = 0; k < count; k++) {
            to[atTo + k * toStep] = from[at + k * step];
        }
    }

    @Override
    void packA(Panels panels, int at, int count, int depth) {
        panels.inStrips = aInner == 1;
        if (panels.a.length == 0) {
            panels.a = new double[ROWS * STRIP];
        }
        var packed = panels.a;
        if (panels.inStrips) {
            for (int i = 0; i < count; i++) {
                System.arraycopy(a, at + i * aRow, packed, i % ROWS * STRIP + i / ROWS * depth, depth);
            }
            return;
        }
        for (int i = aRow == 1 ? copyRows(packed, at, count, depth) : 0; i < count; i += ROWS) {
            gatherRows(packed, i * depth, at + i * aRow, aInner, depth, Math.min(ROWS, count - i) - 1);
        }
    }

    /// Copies panels whose steps are contiguous in A, a few of them together, so that A is read in stretches.
    ///
    /// @return the rows that are done: those that fill panels
    private int copyRows(double[] packed, int from, int count, int depth) {
        int panels = count / ROWS;
        for (int panel = 0; panel < panels; panel += GROUP) {
            int end = Math.min(panels, panel + GROUP);
            for (int k = 0; k < depth; k++) {
                int row = from + panel * ROWS + k * aInner;
                int to = (panel * depth + k) * ROWS;
                // what whole vectors write beyond a step must be the panel's, and is overwritten by the next steps
                boolean whole = (depth - k) * ROWS >= LOADED && row + (end - panel - 1) * ROWS + LOADED <= a.length;
                for (int p = panel; p < end; p++) {
                    if (whole) {
                        for (int v = 0; v < ROWS; v += LANES) {
                            DoubleVector.fromArray(SPECIES, a, row + v).intoArray(packed, to + v);
                        }
                    } else {
                        System.arraycopy(a, row, packed, to, ROWS);
                    }
                    row += ROWS;
                    to += depth * ROWS;
                }
            }
        }
        return panels * ROWS;
    }

    /// Packs rows of A, the last of which stands in for those beyond.
    private void gatherRows(double[] packed, int to, int from, int step, int depth, int last) {
        int row1 = from + Math.min(1, last) * aRow;
        int row2 = from + Math.min(2, last) * aRow;
        int row3 = from + Math.min(3, last) * aRow;
        int row4 = from + Math.min(4, last) * aRow;
        int row5 = from + Math.min(5, last) * aRow;
        for (int k = 0; k < depth; k++) {
            int x = k * step;
            packed[to + k * ROWS] = a[from + x];
            packed[to + k * ROWS + 1] = a[row1 + x];
            packed[to + k * ROWS + 2] = a[row2 + x];
            packed[to + k * ROWS + 3] = a[row3 + x];
            packed[to + k * ROWS + 4] = a[row4 + x];
            packed[to + k * ROWS + 5] = a[row5 + x];
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
        if (countRows == ROWS && countColumns == width) {
            if (first) {
                multiply(panels, panelA, panelB, width, ZEROS, 0, 0, c, at, cRow, depth);
            } else {
                multiply(panels, panelA, panelB, width, c, at, cRow, c, at, cRow, depth);
            }
            return;
        }
        var edge = panels.tile;
        if (first) {
            multiply(panels, panelA, panelB, width, ZEROS, 0, 0, edge, 0, width, depth);
        } else {
            move(c, at, cRow, edge, 0, width, countRows, countColumns);
            multiply(panels, panelA, panelB, width, edge, 0, width, edge, 0, width, depth);
        }
        move(edge, 0, width, c, at, cRow, countRows, countColumns);
    }

    private void multiply(
            Panels panels,
            int panelA,
            int panelB,
            int width,
            double[] in,
            int atIn,
            int inRow,
            double[] out,
            int atOut,
            int outRow,
            int depth) {
        var tier = width == LANES ? single : pair;
        int start = panels.inStrips ? panelA / ROWS : panelA;
        if (tier.isHot()) {
            vectors(panels, start, panelB, width, in, atIn, inRow, out, atOut, outRow, depth);
            return;
        }
        int share = tier.share(depth, FEWEST_STEPS);
        long begin = System.nanoTime();
        if (share > 0) {
            vectors(panels, start, panelB, width, in, atIn, inRow, out, atOut, outRow, share);
        }
        long half = System.nanoTime();
        if (share == 0) {
            for (int i = 0; i < ROWS; i++) {
                System.arraycopy(in, atIn + i * inRow, out, atOut + i * outRow, width);
            }
        }
        int step = panels.inStrips ? 1 : ROWS;
        for (int k = share; k < depth; k++) {
            step(panels, start + k * step, panelB + k * width, width, out, atOut, outRow);
        }
        tier.measured(half - begin, share, System.nanoTime() - half, depth - share);
    }

    private static void vectors(
            Panels panels,
            int atA,
            int atB,
            int width,
            double[] in,
            int atIn,
            int inRow,
            double[] out,
            int atOut,
            int outRow,
            int depth) {
        if (!panels.inStrips) {
            NarrowTilesF64.tile(panels.a, atA, panels.b, atB, width, in, atIn, inRow, out, atOut, outRow, depth);
        } else if (width == PANEL) {
            NarrowStripTilesF64.tile6x2(panels.a, atA, panels.b, atB, in, atIn, inRow, out, atOut, outRow, depth);
        } else {
            NarrowStripTilesF64.tile6x1(panels.a, atA, panels.b, atB, in, atIn, inRow, out, atOut, outRow, depth);
        }
    }

    /// One step of a tile in scalar code.
    private static void step(Panels panels, int atA, int atB, int width, double[] out, int atOut, int outRow) {
        var b = panels.b;
        int rowStep = panels.inStrips ? STRIP : 1;
        for (int i = 0; i < ROWS; i++) {
            double x = panels.a[atA + i * rowStep];
            int row = atOut + i * outRow;
            for (int j = 0; j < width; j++) {
                out[row + j] = Math.fma(x, b[atB + j], out[row + j]);
            }
        }
    }

    /// Copies the part of a tile that is inside C.
    private static void move(
            double[] from, int atFrom, int fromRow, double[] to, int atTo, int toRow, int rows, int columns) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                to[atTo + i * toRow + j] = from[atFrom + i * fromRow + j];
            }
        }
    }
}
