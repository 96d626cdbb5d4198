package fluxion.runtime.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// Contractions of `f32` with vectors of 64 bytes and 32 vector registers.
final class WideF32 extends ContractionF32<WideF32.Panels> {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;
    private static final int LANES = SPECIES.length();
    private static final int ROWS = 7;
    private static final int PACKED_ROWS = 8;
    private static final int BLOCK_ROWS = ROWS * 27;
    private static final int BLOCK_INNER = 320;
    private static final int BLOCK_COLUMNS = 1008;
    private static final int LINE = 64;
    private static final int PANEL = 3 * LANES;
    /// The kinds of tiles: seven rows by one to three vectors, six by two or three.
    private static final int KINDS = 5;
    private static final int TILE = ROWS * 3 * LANES;
    private static final float[] ZEROS = new float[3 * LANES];
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final ValueLayout.OfFloat ELEMENT = ValueLayout.JAVA_FLOAT;
    private static final Pool<Panels> POOL = new Pool<>();
    /// How many steps of a tile are worth measuring.
    private static final int FEWEST_STEPS = 8;

    private final Tier[] tiers;

    /// @param hasScalar whether tiles begin in scalar code
    WideF32(boolean hasScalar) {
        tiers = new Tier[KINDS];
        Arrays.setAll(tiers, _ -> new Tier(hasScalar, true));
    }

    /// One thread's packed panels.
    static final class Panels {
        private final float[] a = new float[(BLOCK_ROWS + ROWS) / ROWS * PACKED_ROWS * BLOCK_INNER];
        private final float[] tile = new float[TILE];
        private MemorySegment b = MemorySegment.NULL;

        private MemorySegment atLeast(long bytes) {
            if (b.byteSize() < bytes) {
                b = Arena.ofAuto().allocate(Math.max(bytes, Math.min(2 * bytes, 1 << 20)), LINE);
            }
            return b;
        }
    }

    @Override
    int tileRows() {
        return ROWS;
    }

    /// Seven rows, or six where that leaves no smaller panel over.
    @Override
    int panelRows(int remaining) {
        int panels = (remaining + ROWS - 1) / ROWS;
        return Math.max(ROWS - 1, (remaining + panels - 1) / panels);
    }

    @Override
    int packedRows() {
        return PACKED_ROWS;
    }

    /// Three vectors, or two where that leaves no single vector over.
    @Override
    int panelColumns(int remaining) {
        int vectors = (remaining + LANES - 1) / LANES;
        return LANES * (vectors == 4 ? 2 : Math.min(3, vectors));
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
    Panels takeWorkspace() {
        var panels = POOL.take();
        return panels == null ? new Panels() : panels;
    }

    @Override
    void giveWorkspace(Panels panels) {
        POOL.give(panels);
    }

    @Override
    void packB(Panels panels, int at, int depth, int count) {
        int padded = (count + LANES - 1) / LANES * LANES;
        var packed = panels.atLeast((long) padded * depth * SPECIES.vectorByteSize() / LANES);
        int whole = 0;
        if (bColumn == 1) {
            while (count - whole * PANEL >= PANEL && panelColumns(count - whole * PANEL) == PANEL) {
                whole++;
            }
            copyPanels(packed, at, depth, whole);
        }
        long to = (long) whole * PANEL * depth * Float.BYTES;
        for (int j = whole * PANEL; j < count; ) {
            int width = panelColumns(count - j);
            int used = Math.min(width, count - j);
            if (bColumn == 1) {
                copyColumns(packed, to, at + j, depth, width, used);
            } else {
                gatherColumns(packed, to, at + j * bColumn, depth, width, used);
            }
            to += (long) depth * width * Float.BYTES;
            j += used;
        }
    }

    /// Copies panels of three vectors, row by row of B, so that its lines are read one after the other.
    private void copyPanels(MemorySegment packed, int from, int depth, int panels) {
        long step = (long) PANEL * Float.BYTES;
        for (int k = 0; k < depth; k++) {
            int row = from + k * bInner;
            long to = k * step;
            for (int p = 0; p < panels; p++) {
                FloatVector.fromArray(SPECIES, b, row + p * PANEL).intoMemorySegment(packed, to, NATIVE);
                FloatVector.fromArray(SPECIES, b, row + p * PANEL + LANES).intoMemorySegment(packed, to + LINE, NATIVE);
                FloatVector.fromArray(SPECIES, b, row + p * PANEL + 2 * LANES)
                        .intoMemorySegment(packed, to + 2 * LINE, NATIVE);
                to += depth * step;
            }
        }
    }

    private void copyColumns(MemorySegment packed, long to, int from, int depth, int width, int used) {
        for (int v = 0; v < width; v += LANES) {
            long at = to + (long) v * Float.BYTES;
            int lanes = Math.min(LANES, used - v);
            if (lanes == LANES) {
                for (int k = 0; k < depth; k++) {
                    FloatVector.fromArray(SPECIES, b, from + v + k * bInner)
                            .intoMemorySegment(packed, at + (long) k * width * Float.BYTES, NATIVE);
                }
            } else {
                var mask = SPECIES.indexInRange(0, lanes);
                for (int k = 0; k < depth; k++) {
                    FloatVector.fromArray(SPECIES, b, from + v + k * bInner, mask)
                            .intoMemorySegment(packed, at + (long) k * width * Float.BYTES, NATIVE);
                }
            }
        }
    }

    private void gatherColumns(MemorySegment packed, long to, int from, int depth, int width, int used) {
        for (int j = 0; j < width; j++) {
            for (int k = 0; k < depth; k++) {
                float value = j < used ? b[from + j * bColumn + k * bInner] : 0;
                packed.set(ELEMENT, to + ((long) k * width + j) * Float.BYTES, value);
            }
        }
    }

    @Override
    void packA(Panels panels, int at, int count, int depth) {
        int to = 0;
        for (int i = 0; i < count; i += panelRows(count - i)) {
            int from = at + i * aRow;
            int present = Math.min(PACKED_ROWS, count - i);
            int packed = 0;
            if (aInner == 1) {
                packed = TransposedF32.pack(a, from, aRow, present, panels.a, to, depth);
            } else if (aRow == 1) {
                packed = TransposedF32.copy(a, from, aInner, present, panels.a, to, depth);
            }
            gatherRows(panels.a, to, from, packed, depth, present);
            to += PACKED_ROWS * depth;
        }
    }

    private void gatherRows(float[] packed, int to, int from, int firstStep, int depth, int present) {
        for (int k = firstStep; k < depth; k++) {
            int at = to + k * PACKED_ROWS;
            for (int i = 0; i < PACKED_ROWS; i++) {
                packed[at + i] = i < present ? a[from + i * aRow + k * aInner] : 0;
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
        if (countColumns == width && (countRows == ROWS || (countRows == ROWS - 1 && width > LANES))) {
            if (first) {
                multiply(panels, panelA, panelB, countRows, width, ZEROS, 0, 0, c, at, cRow, depth);
            } else {
                multiply(panels, panelA, panelB, countRows, width, c, at, cRow, c, at, cRow, depth);
            }
            return;
        }
        var edge = panels.tile;
        if (first) {
            multiply(panels, panelA, panelB, countRows, width, ZEROS, 0, 0, edge, 0, width, depth);
        } else {
            move(c, at, cRow, edge, 0, width, countRows, countColumns);
            multiply(panels, panelA, panelB, countRows, width, edge, 0, width, edge, 0, width, depth);
        }
        move(edge, 0, width, c, at, cRow, countRows, countColumns);
    }

    private void multiply(
            Panels panels,
            int panelA,
            int panelB,
            int rows,
            int width,
            float[] in,
            int atIn,
            int inRow,
            float[] out,
            int atOut,
            int outRow,
            int depth) {
        long atB = (long) panelB * Float.BYTES;
        var tier = tier(rows, width / LANES);
        if (tier.isHot()) {
            vectors(panels, panelA, atB, rows, width, in, atIn, inRow, out, atOut, outRow, depth);
            return;
        }
        int share = tier.share(depth, FEWEST_STEPS);
        long start = System.nanoTime();
        if (share > 0) {
            vectors(panels, panelA, atB, rows, width, in, atIn, inRow, out, atOut, outRow, share);
        }
        long half = System.nanoTime();
        if (share == 0) {
            for (int i = 0; i < rows; i++) {
                System.arraycopy(in, atIn + i * inRow, out, atOut + i * outRow, width);
            }
        }
        for (int k = share; k < depth; k++) {
            step(
                    panels,
                    panelA + k * PACKED_ROWS,
                    atB + (long) k * width * Float.BYTES,
                    rows,
                    width,
                    out,
                    atOut,
                    outRow);
        }
        tier.measured(half - start, share, System.nanoTime() - half, depth - share);
    }

    /// The tier of tiles of `rows` rows by `vectors` vectors; those of one vector have seven rows in any case.
    private Tier tier(int rows, int vectors) {
        return tiers[rows == ROWS || vectors == 1 ? vectors - 1 : vectors + 1];
    }

    private static void vectors(
            Panels panels,
            int panelA,
            long atB,
            int rows,
            int width,
            float[] in,
            int atIn,
            int inRow,
            float[] out,
            int atOut,
            int outRow,
            int depth) {
        if (width == LANES) {
            WideTilesF32.tile7x1(panels.a, panelA, panels.b, atB, in, atIn, inRow, out, atOut, outRow, depth);
        } else if (width == 2 * LANES && rows == ROWS) {
            WideTilesF32.tile7x2(panels.a, panelA, panels.b, atB, in, atIn, inRow, out, atOut, outRow, depth);
        } else if (width == 2 * LANES) {
            WideTilesF32.tile6x2(panels.a, panelA, panels.b, atB, in, atIn, inRow, out, atOut, outRow, depth);
        } else if (rows == ROWS) {
            WideTilesF32.tile7x3(panels.a, panelA, panels.b, atB, in, atIn, inRow, out, atOut, outRow, depth);
        } else {
            WideTilesF32.tile6x3(panels.a, panelA, panels.b, atB, in, atIn, inRow, out, atOut, outRow, depth);
        }
    }

    /// One step of a tile in scalar code.
    private static void step(
            Panels panels, int atA, long atB, int rows, int width, float[] out, int atOut, int outRow) {
        for (int i = 0; i < rows; i++) {
            float x = panels.a[atA + i];
            int row = atOut + i * outRow;
            for (int j = 0; j < width; j++) {
                out[row + j] = Math.fma(x, panels.b.get(ELEMENT, atB + (long) j * Float.BYTES), out[row + j]);
            }
        }
    }

    /// Copies the part of a tile that is inside C.
    private static void move(
            float[] from, int atFrom, int fromRow, float[] to, int atTo, int toRow, int rows, int columns) {
        for (int j = 0; j < columns; j += LANES) {
            VectorMask<Float> inside = SPECIES.indexInRange(j, columns);
            for (int i = 0; i < rows; i++) {
                FloatVector.fromArray(SPECIES, from, atFrom + i * fromRow + j, inside)
                        .intoArray(to, atTo + i * toRow + j, inside);
            }
        }
    }
}
