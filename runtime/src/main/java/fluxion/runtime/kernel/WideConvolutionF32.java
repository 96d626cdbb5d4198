package fluxion.runtime.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// Convolutions of `f32` with vectors of 64 bytes and 32 vector registers.
final class WideConvolutionF32 extends ConvolutionF32<WideConvolutionF32.Packed> {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;
    private static final int LANES = SPECIES.length();
    private static final int ROWS = 6;
    private static final int PANEL = 4 * LANES;
    /// Half a megabyte, of a second-level cache that holds the rows of the tensor too.
    private static final int ELEMENTS = (1 << 19) / Float.BYTES;
    private static final int LINE = 64;
    /// Eight rows are gathered, of which a tile has the first six.
    private static final int EIGHT = 8;

    private static final long STEP = (long) EIGHT * Float.BYTES;
    private static final float[] ZEROS = new float[PANEL];
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final ValueLayout.OfFloat ELEMENT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final Pool<Packed> POOL = new Pool<>();

    private final Tier[] tiers = new Tier[4];

    /// @param hasScalar whether tiles begin in scalar code
    WideConvolutionF32(boolean hasScalar) {
        Arrays.setAll(tiers, _ -> new Tier(hasScalar, true));
    }

    /// One thread's packed filter, and a tile of which only a part is inside of the result.
    static final class Packed extends Workspace {
        private final float[] tile = new float[ROWS * PANEL];
        private final Segments part = new Segments();
        /// What is gathered of the tensor, and from byte `from` on the packed filter.
        private MemorySegment filter = MemorySegment.NULL;

        private long from;
        /// Whether the rows of the run that begins at `start` of the tensor are gathered.
        private boolean isGathered;

        private int start;
    }

    @Override
    int tileRows() {
        return ROWS;
    }

    /// Four vectors, two or one.
    @Override
    int panelColumns(int remaining) {
        int vectors = (remaining + LANES - 1) / LANES;
        return LANES * (vectors >= 4 ? 4 : vectors >= 2 ? 2 : 1);
    }

    @Override
    int packedElements() {
        return ELEMENTS;
    }

    @Override
    Packed takeWorkspace() {
        var packed = POOL.take();
        return packed == null ? new Packed() : packed;
    }

    @Override
    void giveWorkspace(Packed packed) {
        POOL.give(packed);
    }

    @Override
    void reserve(Packed packed, int elements) {
        packed.from = (STEP * gatheredTiles() * packed.steps + LINE - 1) / LINE * LINE;
        long bytes = packed.from + (long) elements * Float.BYTES;
        if (packed.filter.byteSize() < bytes) {
            packed.filter = Arena.ofAuto().allocate(bytes, LINE);
        }
    }

    @Override
    void pack(Packed packed, int at, int width, int times, int from, int next, int step, int count) {
        var filter = packed.filter;
        long to = packed.from + (long) at * Float.BYTES;
        int whole = step == 1 ? count / LANES * LANES : 0;
        for (int t = 0; t < times; t++) {
            int row = from + t * next;
            for (int j = 0; j < whole; j += LANES) {
                FloatVector.fromArray(SPECIES, b, row + j)
                        .intoMemorySegment(filter, to + (long) j * Float.BYTES, NATIVE);
            }
            for (int j = whole; j < width; j++) {
                filter.set(ELEMENT, to + (long) j * Float.BYTES, j < count ? b[row + j * step] : 0);
            }
            to += (long) width * Float.BYTES;
        }
    }

    @Override
    void tile(
            Packed packed,
            int start,
            int aRow,
            int panel,
            int width,
            boolean first,
            int to,
            int cRow,
            int countRows,
            int countColumns) {
        boolean whole = countColumns == width && (countRows == ROWS || (countRows == 2 && width > LANES));
        if (whole) {
            if (first) {
                add(packed, start, aRow, panel, width, ZEROS, 0, 0, c, to, cRow, countRows);
            } else {
                add(packed, start, aRow, panel, width, c, to, cRow, c, to, cRow, countRows);
            }
            return;
        }
        var edge = packed.tile;
        if (first) {
            add(packed, start, aRow, panel, width, ZEROS, 0, 0, edge, 0, width, countRows);
        } else {
            move(c, to, cRow, edge, 0, width, countRows, countColumns);
            add(packed, start, aRow, panel, width, edge, 0, width, edge, 0, width, countRows);
        }
        move(edge, 0, width, c, to, cRow, countRows, countColumns);
    }

    private void add(
            Packed packed,
            int start,
            int aRow,
            int panel,
            int width,
            float[] in,
            int atIn,
            int inRow,
            float[] out,
            int atOut,
            int outRow,
            int countRows) {
        var segments = packed.segments;
        var tier = tiers[width / LANES - 1];
        if (tier.isHot()) {
            vectors(packed, segments, start, aRow, panel, width, in, atIn, inRow, out, atOut, outRow, countRows);
            return;
        }
        int share = tier.share(segments.count, 1);
        long begin = System.nanoTime();
        if (share > 0) {
            packed.part.firstOf(segments, share);
            vectors(packed, packed.part, start, aRow, panel, width, in, atIn, inRow, out, atOut, outRow, countRows);
        } else {
            for (int i = 0; i < countRows; i++) {
                System.arraycopy(in, atIn + i * inRow, out, atOut + i * outRow, width);
            }
        }
        long half = System.nanoTime();
        for (int i = 0; i < countRows && share < segments.count; i++) {
            row(packed, share, start + i * aRow, panel, width, out, atOut + i * outRow);
        }
        tier.measured(half - begin, share, System.nanoTime() - half, segments.count - share);
    }

    private void vectors(
            Packed packed,
            Segments segments,
            int at,
            int aRow,
            int panel,
            int width,
            float[] in,
            int atIn,
            int inRow,
            float[] out,
            int atOut,
            int outRow,
            int countRows) {
        if (packed.isGathered && countRows > 2 && segments.count > 0) {
            gathered(packed, segments, at, panel, width, in, atIn, inRow, out, atOut, outRow);
            return;
        }
        var filter = packed.filter;
        int last = countRows - 1;
        int n = segments.length;
        int aStep = segments.aStep;
        long step = (long) segments.kStep * width * Float.BYTES;
        if (segments.count == 0) {
            for (int i = 0; i < countRows; i++) {
                System.arraycopy(in, atIn + i * inRow, out, atOut + i * outRow, width);
            }
        }
        for (int s = 0; s < segments.count; s++) {
            int x = at + segments.a[s];
            long y = packed.from + (long) (panel + segments.k[s] * width) * Float.BYTES;
            var from = s == 0 ? in : out;
            int atFrom = s == 0 ? atIn : atOut;
            int fromRow = s == 0 ? inRow : outRow;
            if (aStep == 1) {
                stretch(x, aRow, last, filter, y, step, n, width, from, atFrom, fromRow, out, atOut, outRow);
            } else {
                steps(x, aRow, last, aStep, filter, y, step, n, width, from, atFrom, fromRow, out, atOut, outRow);
            }
        }
    }

    private void stretch(
            int x,
            int aRow,
            int last,
            MemorySegment filter,
            long y,
            long step,
            int n,
            int width,
            float[] in,
            int atIn,
            int inRow,
            float[] out,
            int atOut,
            int outRow) {
        if (width == 4 * LANES) {
            if (last > 1) {
                WideStretchTilesF32.stretch6x4(
                        a, x, aRow, last, filter, y, step, n, in, atIn, inRow, out, atOut, outRow);
            } else {
                WideStretchTilesF32.stretch2x4(
                        a, x, aRow, last, filter, y, step, n, in, atIn, inRow, out, atOut, outRow);
            }
        } else if (width == 2 * LANES) {
            if (last > 1) {
                WideStretchTilesF32.stretch6x2(
                        a, x, aRow, last, filter, y, step, n, in, atIn, inRow, out, atOut, outRow);
            } else {
                WideStretchTilesF32.stretch2x2(
                        a, x, aRow, last, filter, y, step, n, in, atIn, inRow, out, atOut, outRow);
            }
        } else {
            WideStretchTilesF32.stretch6x1(a, x, aRow, last, filter, y, step, n, in, atIn, inRow, out, atOut, outRow);
        }
    }

    private void steps(
            int x,
            int aRow,
            int last,
            int aStep,
            MemorySegment filter,
            long y,
            long step,
            int n,
            int width,
            float[] in,
            int atIn,
            int inRow,
            float[] out,
            int atOut,
            int outRow) {
        if (width == 4 * LANES) {
            if (last > 1) {
                WideStepTilesF32.steps6x4(
                        a, x, aRow, last, aStep, filter, y, step, n, in, atIn, inRow, out, atOut, outRow);
            } else {
                WideStepTilesF32.steps2x4(
                        a, x, aRow, last, aStep, filter, y, step, n, in, atIn, inRow, out, atOut, outRow);
            }
        } else if (width == 2 * LANES) {
            if (last > 1) {
                WideStepTilesF32.steps6x2(
                        a, x, aRow, last, aStep, filter, y, step, n, in, atIn, inRow, out, atOut, outRow);
            } else {
                WideStepTilesF32.steps2x2(
                        a, x, aRow, last, aStep, filter, y, step, n, in, atIn, inRow, out, atOut, outRow);
            }
        } else {
            WideStepTilesF32.steps6x1(a, x, aRow, last, aStep, filter, y, step, n, in, atIn, inRow, out, atOut, outRow);
        }
    }

    @Override
    void gather(Packed packed, int start, int aRow, int count) {
        var segments = packed.segments;
        packed.isGathered = aRow == 1 && gatheredTiles() > 0 && segments.aStep != 1 && segments.kStep == 1;
        packed.start = start;
        if (!packed.isGathered) {
            return;
        }
        int n = segments.length;
        long tile = (long) segments.count * n * STEP;
        // a stretch stays in the first-level cache while all of its rows are gathered
        for (int s = 0; s < segments.count; s++) {
            for (int i = 0; i < count; i += ROWS) {
                long to = i / ROWS * tile + (long) s * n * STEP;
                eight(packed.filter, to, start + segments.a[s] + i, segments.aStep, n);
            }
        }
    }

    private void eight(MemorySegment to, long byteAt, int x, int aStep, int n) {
        if (Math.max(x, x + (n - 1) * aStep) + EIGHT <= a.length) {
            TransposedF32.copy(a, x, aStep, EIGHT, to, byteAt, n);
            return;
        }
        for (int k = 0; k < n; k++) {
            for (int i = 0; i < EIGHT && x + k * aStep + i < a.length; i++) {
                to.set(ELEMENT, byteAt + k * STEP + (long) i * Float.BYTES, a[x + k * aStep + i]);
            }
        }
    }

    /// A tile of what was gathered: the tiles of contractions do it, over as many stretches at a time as follow
    /// each other in the filter.
    private void gathered(
            Packed packed,
            Segments segments,
            int at,
            int panel,
            int width,
            float[] in,
            int atIn,
            int inRow,
            float[] out,
            int atOut,
            int outRow) {
        int n = segments.length;
        long tile = (long) (at - packed.start) / ROWS * packed.segments.count * n * STEP;
        for (int s = 0; s < segments.count; ) {
            int end = s + 1;
            while (end < segments.count && segments.k[end] == segments.k[end - 1] + n) {
                end++;
            }
            long y = packed.from + (long) (panel + segments.k[s] * width) * Float.BYTES;
            long x = tile + (long) s * n * STEP;
            int depth = (end - s) * n;
            var from = s == 0 ? in : out;
            int atFrom = s == 0 ? atIn : atOut;
            int fromRow = s == 0 ? inRow : outRow;
            if (width == PANEL) {
                WideTilesF32.tile6x4(packed.filter, x, y, from, atFrom, fromRow, out, atOut, outRow, depth);
            } else if (width == 2 * LANES) {
                WideTilesF32.tile6x2(packed.filter, x, y, from, atFrom, fromRow, out, atOut, outRow, depth);
            } else {
                WideTilesF32.tile6x1(packed.filter, x, y, from, atFrom, fromRow, out, atOut, outRow, depth);
            }
            s = end;
        }
    }

    /// One row of a tile in scalar code, from segment `first` on.
    private void row(Packed packed, int first, int start, int panel, int width, float[] out, int atOut) {
        var segments = packed.segments;
        for (int s = first; s < segments.count; s++) {
            int x = start + segments.a[s];
            long y = packed.from + (long) (panel + segments.k[s] * width) * Float.BYTES;
            for (int k = 0; k < segments.length; k++) {
                step(a[x], packed.filter, y, width, out, atOut);
                x += segments.aStep;
                y += (long) segments.kStep * width * Float.BYTES;
            }
        }
    }

    private static void step(float x, MemorySegment filter, long y, int width, float[] out, int atOut) {
        for (int j = 0; j < width; j++) {
            out[atOut + j] = Math.fma(x, filter.get(ELEMENT, y + (long) j * Float.BYTES), out[atOut + j]);
        }
    }

    /// Copies the part of a tile that is inside of the result.
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
