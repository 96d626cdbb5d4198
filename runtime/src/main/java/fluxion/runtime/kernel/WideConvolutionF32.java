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

/// Convolutions of `f32` with vectors of 64 bytes and 32 vector registers.
final class WideConvolutionF32 extends ConvolutionF32<WideConvolutionF32.Packed> {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;
    private static final int LANES = SPECIES.length();
    private static final int ROWS = 6;
    private static final int PANEL = 4 * LANES;
    /// Half a megabyte, of a second-level cache that holds the rows of the tensor too.
    private static final int ELEMENTS = (1 << 19) / Float.BYTES;
    private static final int LINE = 64;
    /// The rows of a tile of strips where no panel has four vectors, and the
    /// strips in front of the packed filter.
    private static final int MOST_ROWS = 8;

    private static final long STRIP_BYTES = (MOST_ROWS + Strips.SPARE) * WideStripTilesF32.STRIP;
    private static final float[] ZEROS = new float[PANEL];
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final ValueLayout.OfFloat ELEMENT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final Pool<Packed> POOL = new Pool<>();

    private final Tier[] tiers = new Tier[4];
    private final Tier[] stripTiers = new Tier[4];

    /// @param hasScalar whether tiles begin in scalar code
    WideConvolutionF32(boolean hasScalar) {
        Arrays.setAll(tiers, _ -> new Tier(hasScalar, true));
        Arrays.setAll(stripTiers, _ -> new Tier(hasScalar, true));
    }

    /// One thread's packed filter, and a tile of which only a part is inside of the result.
    static final class Packed extends Workspace {
        private final float[] tile = new float[ROWS * PANEL];
        private float[] sums = {};
        private final Segments part = new Segments();
        /// Strips, and from byte `from` on the packed filter.
        private MemorySegment filter = MemorySegment.NULL;

        private long from;
        /// Whether the rows of the run are next to each other, and where the steps of their sums then are.
        private boolean isListed;

        private int[] offsets = {};
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
        packed.from = inStrips() ? STRIP_BYTES : 0;
        long bytes = packed.from + (long) elements * Float.BYTES;
        if (inStrips() && packed.sums.length == 0) {
            packed.sums = new float[Strips.MOST * ROWS * PANEL];
        }
        if (packed.filter.byteSize() < bytes) {
            packed.filter = Arena.ofAuto().allocate(bytes, LINE);
        }
    }

    @Override
    void pack(Packed packed, int at, int width, int times, int from, int next, int step, int count) {
        var filter = packed.filter;
        long to = packed.from + (long) at * Float.BYTES;
        if (step == 1 && count == width && next == width) {
            MemorySegment.copy(b, from, filter, ELEMENT, to, times * width);
            return;
        }
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
        if (packed.isListed && countRows == ROWS && segments.count > 0) {
            listed(packed, segments, at, panel, width, in, atIn, inRow, out, atOut, outRow);
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
            steps(x, aRow, last, aStep, filter, y, step, n, width, from, atFrom, fromRow, out, atOut, outRow);
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
    void prepare(Packed packed, int at, int aRow, int count) {
        var segments = packed.segments;
        packed.isListed = aRow == 1 && segments.aStep != 1 && segments.kStep == 1;
        if (!packed.isListed) {
            return;
        }
        int n = segments.length;
        if (packed.offsets.length < segments.count * n) {
            packed.offsets = new int[segments.count * n];
        }
        int[] offsets = packed.offsets;
        int step = segments.aStep;
        for (int s = 0; s < segments.count; s++) {
            int from = segments.a[s];
            for (int k = 0; k < n; k++) {
                offsets[s * n + k] = from + k * step;
            }
        }
    }

    /// A tile of rows that are next to each other, over as many stretches at a time as follow each other in the
    /// filter.
    private void listed(
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
        var filter = packed.filter;
        var offsets = packed.offsets;
        for (int s = 0; s < segments.count; ) {
            int end = s + 1;
            while (end < segments.count && segments.k[end] == segments.k[end - 1] + n) {
                end++;
            }
            long y = packed.from + (long) (panel + segments.k[s] * width) * Float.BYTES;
            int depth = (end - s) * n;
            var from = s == 0 ? in : out;
            int atFrom = s == 0 ? atIn : atOut;
            int fromRow = s == 0 ? inRow : outRow;
            if (width == PANEL) {
                WideNearTilesF32.tile6x4(
                        a, at, offsets, s * n, filter, y, depth, from, atFrom, fromRow, out, atOut, outRow);
            } else if (width == 2 * LANES) {
                WideNearTilesF32.tile6x2(
                        a, at, offsets, s * n, filter, y, depth, from, atFrom, fromRow, out, atOut, outRow);
            } else {
                WideNearTilesF32.tile6x1(
                        a, at, offsets, s * n, filter, y, depth, from, atFrom, fromRow, out, atOut, outRow);
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

    @Override
    int stripRows() {
        return shape.columns > 2 * LANES ? ROWS : MOST_ROWS;
    }

    @Override
    int room() {
        return WideStripTilesF32.ROOM;
    }

    @Override
    int rowStride() {
        return (int) (WideStripTilesF32.STRIP / Float.BYTES);
    }

    @Override
    void copy(Packed packed, int to, int from, int times, int step, int count) {
        if (step == count || times == 1) {
            MemorySegment.copy(a, from, packed.filter, ELEMENT, (long) to * Float.BYTES, times * count);
            return;
        }
        for (int t = 0; t < times; t++) {
            int at = to + t * count;
            MemorySegment.copy(a, from + t * step, packed.filter, ELEMENT, (long) at * Float.BYTES, count);
        }
    }

    @Override
    void spread(Packed packed, int to, int toStep, int from, int step, int count, int times) {
        var memory = packed.filter;
        for (int j = 0; j < count; j++) {
            for (int t = 0; t < times; t++) {
                memory.set(ELEMENT, (long) (to + j + t * toStep) * Float.BYTES, a[from + j + t * step]);
            }
        }
    }

    @Override
    void clear(Packed packed, int count) {
        Arrays.fill(packed.sums, 0, count, 0);
    }

    @Override
    void load(Packed packed, int at, int from, int count) {
        System.arraycopy(c, from, packed.sums, at, count);
    }

    @Override
    void store(Packed packed, int at, int to, int count) {
        System.arraycopy(packed.sums, at, c, to, count);
    }

    @Override
    void rows(
            Packed packed,
            int start,
            int apart,
            int panel,
            int width,
            int depth,
            int count,
            boolean zero,
            boolean direct) {
        long y = packed.from + (long) panel * Float.BYTES;
        var out = direct ? c : packed.sums;
        int to = direct ? packed.to : 0;
        int toRow = direct ? packed.toRow : width;
        int toStep = direct ? packed.toStep : stripRows() * width;
        var tier = stripTiers[width / LANES - 1];
        boolean hot = tier.isHot();
        int share = hot ? count : tier.share(count, 1);
        long begin = hot ? 0 : System.nanoTime();
        for (int t = 0; t < share; t++) {
            long x = (long) (start + t * apart) * Float.BYTES;
            if (zero) {
                strips(packed, x, y, width, ZEROS, 0, 0, out, to + t * toStep, toRow, depth);
            } else {
                int in = t * stripRows() * width;
                strips(packed, x, y, width, packed.sums, in, width, out, to + t * toStep, toRow, depth);
            }
        }
        if (hot) {
            return;
        }
        long half = System.nanoTime();
        for (int t = share; t < count; t++) {
            long x = (long) (start + t * apart) * Float.BYTES;
            scalar(packed, x, y, width, zero, t * stripRows() * width, out, to + t * toStep, toRow, depth);
        }
        tier.measured(half - begin, share, System.nanoTime() - half, count - share);
    }

    private void strips(
            Packed packed,
            long x,
            long y,
            int width,
            float[] in,
            int atIn,
            int inRow,
            float[] out,
            int atOut,
            int outRow,
            int depth) {
        var memory = packed.filter;
        if (width == PANEL) {
            WideStripTilesF32.tile6x4(memory, x, y, in, atIn, inRow, out, atOut, outRow, depth);
        } else if (width == 2 * LANES) {
            if (stripRows() == ROWS) {
                WideStripTilesF32.tile6x2(memory, x, y, in, atIn, inRow, out, atOut, outRow, depth);
            } else {
                WideStripTilesF32.tile8x2(memory, x, y, in, atIn, inRow, out, atOut, outRow, depth);
            }
        } else if (stripRows() == ROWS) {
            WideStripTilesF32.tile6x1(memory, x, y, in, atIn, inRow, out, atOut, outRow, depth);
        } else {
            WideStripTilesF32.tile8x1(memory, x, y, in, atIn, inRow, out, atOut, outRow, depth);
        }
    }

    /// A tile in scalar code.
    private void scalar(
            Packed packed,
            long x,
            long y,
            int width,
            boolean zero,
            int atIn,
            float[] out,
            int atOut,
            int outRow,
            int depth) {
        var memory = packed.filter;
        for (int i = 0; i < stripRows(); i++) {
            int row = atOut + i * outRow;
            if (zero) {
                Arrays.fill(out, row, row + width, 0);
            } else if (out != packed.sums) {
                System.arraycopy(packed.sums, atIn + i * width, out, row, width);
            }
            for (int k = 0; k < depth; k++) {
                float factor = memory.get(ELEMENT, x + i * WideStripTilesF32.STRIP + (long) k * Float.BYTES);
                step(factor, memory, y + (long) k * width * Float.BYTES, width, out, row);
            }
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
