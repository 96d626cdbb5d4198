package fluxion.runtime.kernel;

import fluxion.runtime.Pool;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// Convolutions of `f64` with vectors of the size that the machine prefers and 16 vector registers.
final class NarrowConvolutionF64 extends ConvolutionF64<NarrowConvolutionF64.Packed> {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int ROWS = 6;
    private static final int PANEL = 2 * LANES;
    /// Half a megabyte, of a second-level cache that holds the rows of the tensor too.
    private static final int ELEMENTS = (1 << 19) / Double.BYTES;
    private static final int STRIPS = (ROWS + Strips.SPARE) * NarrowStripTilesF64.STRIP;
    private static final double[] ZEROS = new double[PANEL];
    private static final Pool<Packed> POOL = new Pool<>();

    private final Tier[] tiers = new Tier[2];
    private final Tier[] stripTiers = new Tier[2];

    /// @param hasScalar whether tiles begin in scalar code
    NarrowConvolutionF64(boolean hasScalar) {
        Arrays.setAll(tiers, _ -> new Tier(hasScalar, true));
        Arrays.setAll(stripTiers, _ -> new Tier(hasScalar, true));
    }

    /// One thread's packed filter, and a tile of which only a part is inside of the result.
    static final class Packed extends Workspace {
        private final double[] tile = new double[ROWS * PANEL];
        private double[] sums = {};
        private final Segments part = new Segments();
        private double[] copied = {};
        private double[] filter = {};
        /// Rows that are next to each other in the tensor, from element `near` of that on, in panels of as many as a
        /// tile has; if `isNear`.
        private double[] rows = {};

        private boolean isNear;
        private int near;
    }

    @Override
    int tileRows() {
        return ROWS;
    }

    /// Two vectors, or one.
    @Override
    int panelColumns(int remaining) {
        int vectors = (remaining + LANES - 1) / LANES;
        return LANES * (vectors >= 2 ? 2 : 1);
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
        if (inStrips() && packed.sums.length == 0) {
            packed.sums = new double[Strips.MOST * ROWS * PANEL];
            packed.copied = new double[STRIPS];
        }
        if (packed.filter.length < elements) {
            packed.filter = new double[elements];
        }
    }

    @Override
    void pack(Packed packed, int at, int width, int times, int from, int next, int step, int count) {
        var filter = packed.filter;
        if (step == 1 && count == width && next == width) {
            System.arraycopy(b, from, filter, at, times * width);
            return;
        }
        int whole = step == 1 ? count / LANES * LANES : 0;
        for (int j = 0; j < whole; j += LANES) {
            for (int t = 0; t < times; t++) {
                DoubleVector.fromArray(SPECIES, b, from + t * next + j).intoArray(filter, at + t * width + j);
            }
        }
        for (int j = whole; j < width; j++) {
            for (int t = 0; t < times; t++) {
                filter[at + t * width + j] = j < count ? b[from + t * next + j * step] : 0;
            }
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
        boolean pair = countRows == 2 && width > LANES && !packed.isNear;
        boolean whole = countColumns == width && (countRows == ROWS || pair);
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
            double[] in,
            int atIn,
            int inRow,
            double[] out,
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
            double[] in,
            int atIn,
            int inRow,
            double[] out,
            int atOut,
            int outRow,
            int countRows) {
        if (packed.isNear && segments.count > 0) {
            near(packed, segments, at, panel, width, in, atIn, inRow, out, atOut, outRow);
            return;
        }
        var filter = packed.filter;
        int last = countRows - 1;
        int n = segments.length;
        int aStep = segments.aStep;
        int step = segments.kStep * width;
        if (segments.count == 0) {
            for (int i = 0; i < countRows; i++) {
                System.arraycopy(in, atIn + i * inRow, out, atOut + i * outRow, width);
            }
        }
        for (int s = 0; s < segments.count; s++) {
            int x = at + segments.a[s];
            int y = panel + segments.k[s] * width;
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
            double[] filter,
            int y,
            int step,
            int n,
            int width,
            double[] in,
            int atIn,
            int inRow,
            double[] out,
            int atOut,
            int outRow) {
        if (width == 2 * LANES) {
            if (last > 1) {
                NarrowStepTilesF64.steps6x2(
                        a, x, aRow, last, aStep, filter, y, step, n, in, atIn, inRow, out, atOut, outRow);
            } else {
                NarrowStepTilesF64.steps2x2(
                        a, x, aRow, last, aStep, filter, y, step, n, in, atIn, inRow, out, atOut, outRow);
            }
        } else {
            NarrowStepTilesF64.steps6x1(
                    a, x, aRow, last, aStep, filter, y, step, n, in, atIn, inRow, out, atOut, outRow);
        }
    }

    @Override
    void prepare(Packed packed, int from, int aRow, int count) {
        var segments = packed.segments;
        packed.isNear = aRow == 1 && segments.aStep != 1 && segments.kStep == 1;
        if (!packed.isNear) {
            return;
        }
        packed.near = from;
        int n = segments.length;
        int depth = segments.count * n;
        int size = (count + ROWS - 1) / ROWS * ROWS * depth + NarrowTilesF64.SPARE;
        if (packed.rows.length < size) {
            packed.rows = new double[size];
        }
        for (int i = 0; i < count; i += ROWS) {
            int present = Math.min(ROWS, count - i);
            for (int s = 0; s < segments.count; s++) {
                int to = i * depth + s * n * ROWS;
                NarrowTilesF64.pack(a, from + i + segments.a[s], segments.aStep, present, packed.rows, to, n);
            }
        }
    }

    /// A tile of rows that are next to each other, over as many stretches at a time as follow each other in the
    /// filter.
    private void near(
            Packed packed,
            Segments segments,
            int at,
            int panel,
            int width,
            double[] in,
            int atIn,
            int inRow,
            double[] out,
            int atOut,
            int outRow) {
        int n = segments.length;
        int rows = (at - packed.near) * packed.segments.count * n;
        for (int s = 0; s < segments.count; ) {
            int end = s + 1;
            while (end < segments.count && segments.k[end] == segments.k[end - 1] + n) {
                end++;
            }
            int x = rows + s * n * ROWS;
            int y = panel + segments.k[s] * width;
            var from = s == 0 ? in : out;
            int atFrom = s == 0 ? atIn : atOut;
            int fromRow = s == 0 ? inRow : outRow;
            NarrowTilesF64.tile(
                    packed.rows, x, packed.filter, y, width, from, atFrom, fromRow, out, atOut, outRow, (end - s) * n);
            s = end;
        }
    }

    /// One row of a tile in scalar code, from segment `first` on.
    private void row(Packed packed, int first, int start, int panel, int width, double[] out, int atOut) {
        var segments = packed.segments;
        for (int s = first; s < segments.count; s++) {
            int x = start + segments.a[s];
            int y = panel + segments.k[s] * width;
            for (int k = 0; k < segments.length; k++) {
                step(a[x], packed.filter, y, width, out, atOut);
                x += segments.aStep;
                y += segments.kStep * width;
            }
        }
    }

    private static void step(double x, double[] filter, int y, int width, double[] out, int atOut) {
        for (int j = 0; j < width; j++) {
            out[atOut + j] = Math.fma(x, filter[y + j], out[atOut + j]);
        }
    }

    @Override
    int stripRows() {
        return ROWS;
    }

    @Override
    int room() {
        return NarrowStripTilesF64.ROOM;
    }

    @Override
    int rowStride() {
        return NarrowStripTilesF64.STRIP;
    }

    @Override
    void copy(Packed packed, int to, int from, int times, int step, int count) {
        if (step == count || times == 1) {
            System.arraycopy(a, from, packed.copied, to, times * count);
            return;
        }
        for (int t = 0; t < times; t++) {
            System.arraycopy(a, from + t * step, packed.copied, to + t * count, count);
        }
    }

    @Override
    void spread(Packed packed, int to, int toStep, int from, int step, int count, int times) {
        var strips = packed.copied;
        for (int j = 0; j < count; j++) {
            for (int t = 0; t < times; t++) {
                strips[to + j + t * toStep] = a[from + j + t * step];
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
        var out = direct ? c : packed.sums;
        int to = direct ? packed.to : 0;
        int toRow = direct ? packed.toRow : width;
        int toStep = direct ? packed.toStep : stripRows() * width;
        var tier = stripTiers[width / LANES - 1];
        boolean hot = tier.isHot();
        int share = hot ? count : tier.share(count, 1);
        long begin = hot ? 0 : System.nanoTime();
        for (int t = 0; t < share; t++) {
            int x = start + t * apart;
            if (zero) {
                strips(packed, x, panel, width, ZEROS, 0, 0, out, to + t * toStep, toRow, depth);
            } else {
                int in = t * stripRows() * width;
                strips(packed, x, panel, width, packed.sums, in, width, out, to + t * toStep, toRow, depth);
            }
        }
        if (hot) {
            return;
        }
        long half = System.nanoTime();
        for (int t = share; t < count; t++) {
            int x = start + t * apart;
            scalar(packed, x, panel, width, zero, t * stripRows() * width, out, to + t * toStep, toRow, depth);
        }
        tier.measured(half - begin, share, System.nanoTime() - half, count - share);
    }

    private void strips(
            Packed packed,
            int x,
            int y,
            int width,
            double[] in,
            int atIn,
            int inRow,
            double[] out,
            int atOut,
            int outRow,
            int depth) {
        var strips = packed.copied;
        var filter = packed.filter;
        if (width == PANEL) {
            NarrowStripTilesF64.tile6x2(strips, x, filter, y, in, atIn, inRow, out, atOut, outRow, depth);
        } else {
            NarrowStripTilesF64.tile6x1(strips, x, filter, y, in, atIn, inRow, out, atOut, outRow, depth);
        }
    }

    /// A tile in scalar code.
    private void scalar(
            Packed packed,
            int x,
            int y,
            int width,
            boolean zero,
            int atIn,
            double[] out,
            int atOut,
            int outRow,
            int depth) {
        for (int i = 0; i < stripRows(); i++) {
            int row = atOut + i * outRow;
            if (zero) {
                Arrays.fill(out, row, row + width, 0);
            } else if (out != packed.sums) {
                System.arraycopy(packed.sums, atIn + i * width, out, row, width);
            }
            for (int k = 0; k < depth; k++) {
                double factor = packed.copied[x + i * NarrowStripTilesF64.STRIP + k];
                step(factor, packed.filter, y + k * width, width, out, row);
            }
        }
    }

    /// Copies the part of a tile that is inside of the result.
    private static void move(
            double[] from, int atFrom, int fromRow, double[] to, int atTo, int toRow, int rows, int columns) {
        for (int j = 0; j < columns; j += LANES) {
            VectorMask<Double> inside = SPECIES.indexInRange(j, columns);
            for (int i = 0; i < rows; i++) {
                DoubleVector.fromArray(SPECIES, from, atFrom + i * fromRow + j, inside)
                        .intoArray(to, atTo + i * toRow + j, inside);
            }
        }
    }
}
