package fluxion.runtime.kernel;

import fluxion.runtime.Pool;
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
    private static final VectorSpecies<Float> EIGHT = FloatVector.SPECIES_256;
    private static final int LANES = SPECIES.length();
    private static final int ROWS = 8;
    /// So that a step of A is half as long as one of B, or a quarter: see [WideTilesF32].
    private static final int PACKED_ROWS = 12;
    private static final int BLOCK_ROWS = ROWS * 28;
    private static final int BLOCK_INNER = 384;
    private static final int BLOCK_COLUMNS = 1056;
    /// Elements of B that stay in the second-level cache.
    private static final int TOGETHER = 3 << 15;
    private static final int LINE = 64;
    /// How many panels of A are copied together.
    private static final int GROUP = 8;
    private static final int PANEL = 3 * LANES;
    /// The kinds of tiles: one to three vectors wide.
    private static final int KINDS = 3;
    private static final int TILE = ROWS * PANEL;
    /// Packing by vectors writes a little beyond the last panel.
    private static final long A_BYTES = (long) BLOCK_ROWS / ROWS * PACKED_ROWS * BLOCK_INNER * Float.BYTES + LINE;
    private static final float[] ZEROS = new float[PANEL];
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final ValueLayout.OfFloat ELEMENT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final Pool<Panels> POOL = new Pool<>();

    /// How many steps of a tile are worth measuring.
    private static final int FEWEST_STEPS = 8;

    private final Tier[] tiers;

    /// @param hasScalar whether tiles begin in scalar code
    WideF32(boolean hasScalar) {
        super(new NearF32(hasScalar));
        tiers = new Tier[KINDS];
        Arrays.setAll(tiers, _ -> new Tier(hasScalar, true));
    }

    /// One thread's packed panels: those of A from byte 0 on, those of B from `A_BYTES` on.
    static final class Panels {
        private final float[] tile = new float[TILE];
        private MemorySegment memory = MemorySegment.NULL;

        /// Makes room for as many bytes of B; what was packed before may be lost.
        private MemorySegment atLeast(long bytesOfB) {
            if (memory.byteSize() < A_BYTES + bytesOfB) {
                memory = Arena.ofAuto().allocate(A_BYTES + Math.max(bytesOfB, Math.min(2 * bytesOfB, 1 << 20)), LINE);
            }
            return memory;
        }
    }

    @Override
    int tileRows() {
        return ROWS;
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

    /// Each panel takes the room of three vectors.
    @Override
    int packedColumns(int width) {
        return PANEL;
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
        int most = (count + 2 * LANES - 1) / (2 * LANES) * PANEL;
        var packed = panels.atLeast((long) most * depth * Float.BYTES);
        int whole = 0;
        if (bColumn == 1) {
            while (count - whole * PANEL >= PANEL && panelColumns(count - whole * PANEL) == PANEL) {
                whole++;
            }
            copyPanels(packed, at, depth, whole);
        }
        long to = A_BYTES + (long) whole * PANEL * depth * Float.BYTES;
        for (int j = whole * PANEL; j < count; ) {
            int width = panelColumns(count - j);
            int step = packedColumns(width);
            int used = Math.min(width, count - j);
            if (bColumn == 1) {
                copyColumns(packed, to, at + j, depth, step, used);
            } else {
                gatherColumns(packed, to, at + j * bColumn, depth, step, used);
            }
            to += (long) depth * step * Float.BYTES;
            j += used;
        }
    }

    /// Copies panels of three vectors, row by row of B, so that its lines are read one after the other.
    private void copyPanels(MemorySegment packed, int from, int depth, int panels) {
        NativePanels.check(packed);
        long step = (long) PANEL * Float.BYTES;
        for (int k = 0; k < depth; k++) {
            int row = from + k * bInner;
            long to = A_BYTES + k * step;
            for (int p = 0; p < panels; p++) {
                FloatVector.fromArray(SPECIES, b, row).intoMemorySegment(packed, to, NATIVE);
                FloatVector.fromArray(SPECIES, b, row + LANES).intoMemorySegment(packed, to + LINE, NATIVE);
                FloatVector.fromArray(SPECIES, b, row + 2 * LANES).intoMemorySegment(packed, to + 2 * LINE, NATIVE);
                row += PANEL;
                to += depth * step;
            }
        }
    }

    /// Copies a panel of `used` columns, `step` elements a step.
    private void copyColumns(MemorySegment packed, long to, int from, int depth, int step, int used) {
        NativePanels.check(packed);
        for (int v = 0; v < used; v += LANES) {
            long at = to + (long) v * Float.BYTES;
            int lanes = Math.min(LANES, used - v);
            if (lanes == LANES) {
                for (int k = 0; k < depth; k++) {
                    FloatVector.fromArray(SPECIES, b, from + v + k * bInner)
                            .intoMemorySegment(packed, at + (long) k * step * Float.BYTES, NATIVE);
                }
            } else {
                var mask = SPECIES.indexInRange(0, lanes);
                for (int k = 0; k < depth; k++) {
                    FloatVector.fromArray(SPECIES, b, from + v + k * bInner, mask)
                            .intoMemorySegment(packed, at + (long) k * step * Float.BYTES, NATIVE);
                }
            }
        }
    }

    /// Gathers a panel of `used` columns; where each lies contiguous, as of a transposed matrix, a vector at a
    /// time.
    private void gatherColumns(MemorySegment packed, long to, int from, int depth, int step, int used) {
        NativePanels.check(packed);
        for (int j = 0; j < used; j += LANES) {
            int done = 0;
            if (bInner == 1) {
                int present = Math.min(LANES, used - j);
                long at = to + (long) j * Float.BYTES;
                done = TransposedF32.pack(
                        b, from + j * bColumn, bColumn, present, packed, at, (long) step * Float.BYTES, depth);
            }
            for (int i = j; i < j + LANES; i++) {
                for (int k = done; k < depth; k++) {
                    float value = i < used ? b[from + i * bColumn + k * bInner] : 0;
                    packed.set(ELEMENT, to + ((long) k * step + i) * Float.BYTES, value);
                }
            }
        }
    }

    @Override
    void packA(Panels panels, int at, int count, int depth) {
        var memory = panels.memory;
        long step = (long) PACKED_ROWS * Float.BYTES;
        for (int i = aRow == 1 ? copyRows(memory, at, count, depth) : 0; i < count; i += ROWS) {
            int from = at + i * aRow;
            int present = Math.min(ROWS, count - i);
            long to = i / ROWS * step * depth;
            int packed = aInner == 1 ? TransposedF32.pack(a, from, aRow, present, memory, to, depth) : 0;
            gatherRows(memory, to, from, packed, depth, present);
        }
    }

    /// Copies panels whose steps are contiguous in A, a few of them together, so that A is read in stretches.
    ///
    /// @return the rows that are done: those that fill panels
    private int copyRows(MemorySegment packed, int from, int count, int depth) {
        NativePanels.check(packed);
        int panels = count / ROWS;
        long step = (long) PACKED_ROWS * Float.BYTES;
        for (int panel = 0; panel < panels; panel += GROUP) {
            int end = Math.min(panels, panel + GROUP);
            for (int k = 0; k < depth; k++) {
                int row = from + panel * ROWS + k * aInner;
                long to = (panel * (long) depth + k) * step;
                for (int p = panel; p < end; p++) {
                    FloatVector.fromArray(EIGHT, a, row).intoMemorySegment(packed, to, NATIVE);
                    row += ROWS;
                    to += depth * step;
                }
            }
        }
        return panels * ROWS;
    }

    private void gatherRows(MemorySegment packed, long to, int from, int firstStep, int depth, int present) {
        NativePanels.check(packed);
        for (int k = firstStep; k < depth; k++) {
            long at = to + (long) k * PACKED_ROWS * Float.BYTES;
            for (int i = 0; i < present; i++) {
                packed.set(ELEMENT, at + (long) i * Float.BYTES, a[from + i * aRow + k * aInner]);
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
        if (countColumns == width && countRows == ROWS) {
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
            float[] in,
            int atIn,
            int inRow,
            float[] out,
            int atOut,
            int outRow,
            int depth) {
        long atA = (long) panelA * Float.BYTES;
        long atB = A_BYTES + (long) panelB * Float.BYTES;
        var tier = tiers[width / LANES - 1];
        if (tier.isHot()) {
            vectors(panels, atA, atB, width, in, atIn, inRow, out, atOut, outRow, depth);
            return;
        }
        int share = tier.share(depth, FEWEST_STEPS);
        long start = System.nanoTime();
        if (share > 0) {
            vectors(panels, atA, atB, width, in, atIn, inRow, out, atOut, outRow, share);
        }
        long half = System.nanoTime();
        if (share == 0) {
            for (int i = 0; i < ROWS; i++) {
                System.arraycopy(in, atIn + i * inRow, out, atOut + i * outRow, width);
            }
        }
        long stepA = (long) PACKED_ROWS * Float.BYTES;
        long stepB = (long) PANEL * Float.BYTES;
        for (int k = share; k < depth; k++) {
            step(panels, atA + k * stepA, atB + k * stepB, width, out, atOut, outRow);
        }
        tier.measured(half - start, share, System.nanoTime() - half, depth - share);
    }

    private static void vectors(
            Panels panels,
            long atA,
            long atB,
            int width,
            float[] in,
            int atIn,
            int inRow,
            float[] out,
            int atOut,
            int outRow,
            int depth) {
        var memory = panels.memory;
        if (width == PANEL) {
            WideTilesF32.tile8x3(memory, atA, atB, in, atIn, inRow, out, atOut, outRow, depth);
        } else if (width == 2 * LANES) {
            WideTilesF32.tile8x2(memory, atA, atB, in, atIn, inRow, out, atOut, outRow, depth);
        } else {
            WideTilesF32.tile8x1(memory, atA, atB, in, atIn, inRow, out, atOut, outRow, depth);
        }
    }

    /// One step of a tile in scalar code.
    private static void step(Panels panels, long atA, long atB, int width, float[] out, int atOut, int outRow) {
        for (int i = 0; i < ROWS; i++) {
            float x = panels.memory.get(ELEMENT, atA + (long) i * Float.BYTES);
            int row = atOut + i * outRow;
            for (int j = 0; j < width; j++) {
                out[row + j] = Math.fma(x, panels.memory.get(ELEMENT, atB + (long) j * Float.BYTES), out[row + j]);
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
