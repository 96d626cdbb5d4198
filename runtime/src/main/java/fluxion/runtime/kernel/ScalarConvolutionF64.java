package fluxion.runtime.kernel;

import fluxion.runtime.Pool;
import java.util.Arrays;

/// Convolutions of `f64` without the Vector API.
final class ScalarConvolutionF64 extends ConvolutionF64<ScalarConvolutionF64.Packed> {
    private static final int ROWS = 4;
    private static final int ROOM = 8192;
    private static final int PANEL = 256;
    private static final int ELEMENTS = 1 << 16;
    private static final Pool<Packed> POOL = new Pool<>();

    /// One thread's packed filter.
    static final class Packed extends Workspace {
        private double[] filter = {};
        private double[] rows = {};
        private double[] sums = {};
    }

    @Override
    int tileRows() {
        return ROWS;
    }

    @Override
    int panelColumns(int remaining) {
        return Math.min(remaining, PANEL);
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
        if (packed.filter.length < elements) {
            packed.filter = new double[elements];
        }
        if (inStrips() && packed.rows.length == 0) {
            packed.rows = new double[(ROWS + Strips.SPARE) * ROOM];
            packed.sums = new double[Strips.MOST * ROWS * PANEL];
        }
    }

    @Override
    void pack(Packed packed, int at, int width, int times, int from, int next, int step, int count) {
        for (int t = 0; t < times; t++) {
            for (int j = 0; j < count; j++) {
                packed.filter[at + t * width + j] = b[from + t * next + j * step];
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
        for (int i = 0; i < countRows; i++) {
            row(packed, start + i * aRow, panel, width, first, to + i * cRow, countColumns);
        }
    }

    @Override
    int stripRows() {
        return ROWS;
    }

    @Override
    int room() {
        return ROOM;
    }

    @Override
    int rowStride() {
        return ROOM;
    }

    @Override
    void copy(Packed packed, int to, int from, int times, int step, int count) {
        for (int t = 0; t < times; t++) {
            System.arraycopy(a, from + t * step, packed.rows, to + t * count, count);
        }
    }

    @Override
    void spread(Packed packed, int to, int toStep, int from, int step, int count, int times) {
        for (int t = 0; t < times; t++) {
            System.arraycopy(a, from + t * step, packed.rows, to + t * toStep, count);
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
        for (int i = 0; i < count * ROWS; i++) {
            int sums = i * width;
            int at = direct ? packed.to + i / ROWS * packed.toStep + i % ROWS * packed.toRow : sums;
            if (zero) {
                Arrays.fill(out, at, at + width, 0);
            } else if (direct) {
                System.arraycopy(packed.sums, sums, c, at, width);
            }
            int x = start + i / ROWS * apart + i % ROWS * ROOM;
            for (int k = 0; k < depth; k++) {
                step(packed.rows[x + k], packed.filter, panel + k * width, out, at, width);
            }
        }
    }

    private void row(Packed packed, int start, int panel, int width, boolean first, int to, int countColumns) {
        var segments = packed.segments;
        if (first) {
            Arrays.fill(c, to, to + countColumns, 0);
        }
        for (int s = 0; s < segments.count; s++) {
            int x = start + segments.a[s];
            int y = panel + segments.k[s] * width;
            for (int k = 0; k < segments.length; k++) {
                step(a[x], packed.filter, y, c, to, countColumns);
                x += segments.aStep;
                y += segments.kStep * width;
            }
        }
    }

    private static void step(double x, double[] y, int from, double[] c, int at, int count) {
        for (int j = 0; j < count; j++) {
            c[at + j] = Math.fma(x, y[from + j], c[at + j]);
        }
    }
}
