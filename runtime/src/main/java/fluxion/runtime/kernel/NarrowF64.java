package fluxion.runtime.kernel;

import fluxion.runtime.Pool;
import jdk.incubator.vector.DoubleVector;

/// Contractions of `f64` with vectors of the preferred size and 16 vector registers.
final class NarrowF64 extends ContractionF64<NarrowF64.Panels> {
    private static final int LANES = DoubleVector.SPECIES_PREFERRED.length();
    private static final int ROWS = 5;
    private static final int BLOCK_ROWS = 95;
    private static final int BLOCK_INNER = 256;
    private static final int BLOCK_COLUMNS = 64 * LANES;
    private static final int TILE = ROWS * 2 * LANES;
    private static final double[] ZEROS = new double[2 * LANES];
    private static final Pool<Panels> POOL = new Pool<>();
    /// How many steps of a tile are worth measuring.
    private static final int FEWEST_STEPS = 8;

    /// Of tiles of one vector and of two.
    private final Tier single;

    private final Tier pair;

    /// @param hasScalar whether tiles begin in scalar code
    NarrowF64(boolean hasScalar) {
        single = new Tier(hasScalar, true);
        pair = new Tier(hasScalar, true);
    }

    /// One thread's packed panels.
    static final class Panels {
        private final double[] a = new double[BLOCK_ROWS * BLOCK_INNER];
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
        int padded = (count + LANES - 1) / LANES * LANES;
        var packed = panels.atLeast(padded * depth);
        int to = 0;
        for (int j = 0; j < count; ) {
            int width = panelColumns(count - j);
            int used = Math.min(width, count - j);
            if (bColumn == 1 && used == width) {
                copyColumns(packed, to, at + j, depth, width);
            } else {
                gatherColumns(packed, to, at + j * bColumn, depth, width, used);
            }
            to += depth * width;
            j += used;
        }
    }

    private void copyColumns(double[] packed, int to, int from, int depth, int width) {
        var species = DoubleVector.SPECIES_PREFERRED;
        for (int v = 0; v < width; v += LANES) {
            for (int k = 0; k < depth; k++) {
                DoubleVector.fromArray(species, b, from + v + k * bInner).intoArray(packed, to + v + k * width);
            }
        }
    }

    private void gatherColumns(double[] packed, int to, int from, int depth, int width, int used) {
        for (int k = 0; k < depth; k++) {
            int at = to + k * width;
            for (int j = 0; j < used; j++) {
                packed[at + j] = b[from + j * bColumn + k * bInner];
            }
            for (int j = used; j < width; j++) {
                packed[at + j] = 0;
            }
        }
    }

    @Override
    void packA(Panels panels, int at, int count, int depth) {
        var packed = panels.a;
        for (int i = 0; i < count; i += ROWS) {
            for (int r = 0; r < ROWS; r++) {
                int to = i * depth + r;
                if (i + r < count) {
                    int from = at + (i + r) * aRow;
                    for (int k = 0; k < depth; k++) {
                        packed[to + k * ROWS] = a[from + k * aInner];
                    }
                } else {
                    for (int k = 0; k < depth; k++) {
                        packed[to + k * ROWS] = 0;
                    }
                }
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
        if (tier.isHot()) {
            vectors(panels, panelA, panelB, width, in, atIn, inRow, out, atOut, outRow, depth);
            return;
        }
        int share = tier.share(depth, FEWEST_STEPS);
        long start = System.nanoTime();
        if (share > 0) {
            vectors(panels, panelA, panelB, width, in, atIn, inRow, out, atOut, outRow, share);
        }
        long half = System.nanoTime();
        if (share == 0) {
            for (int i = 0; i < ROWS; i++) {
                System.arraycopy(in, atIn + i * inRow, out, atOut + i * outRow, width);
            }
        }
        for (int k = share; k < depth; k++) {
            step(panels, panelA + k * ROWS, panelB + k * width, width, out, atOut, outRow);
        }
        tier.measured(half - start, share, System.nanoTime() - half, depth - share);
    }

    private static void vectors(
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
        if (width == 2 * LANES) {
            NarrowTilesF64.tile5x2(panels.a, panelA, panels.b, panelB, in, atIn, inRow, out, atOut, outRow, depth);
        } else {
            NarrowTilesF64.tile5x1(panels.a, panelA, panels.b, panelB, in, atIn, inRow, out, atOut, outRow, depth);
        }
    }

    /// One step of a tile in scalar code.
    private static void step(Panels panels, int atA, int atB, int width, double[] out, int atOut, int outRow) {
        var b = panels.b;
        for (int i = 0; i < ROWS; i++) {
            double x = panels.a[atA + i];
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
