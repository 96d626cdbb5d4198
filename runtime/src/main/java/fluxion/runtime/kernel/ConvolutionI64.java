package fluxion.runtime.kernel;

import fluxion.runtime.Pool;
import java.util.Arrays;

/// Convolutions of `i64`.
final class ConvolutionI64 extends Convolution<ConvolutionI64.Packed> {
    private static final long[] NONE = {};

    long[] a = NONE;
    long[] b = NONE;
    long[] c = NONE;

    private static final int PANEL = 256;
    private static final int ELEMENTS = 1 << 16;
    private static final Pool<Packed> POOL = new Pool<>();

    /// One thread's packed filter.
    static final class Packed extends Workspace {
        private long[] filter = {};
    }

    @Override
    void release() {
        a = NONE;
        b = NONE;
        c = NONE;
    }

    @Override
    int tileRows() {
        return 4;
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
            packed.filter = new long[elements];
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

    private static void step(long x, long[] y, int from, long[] c, int at, int count) {
        for (int j = 0; j < count; j++) {
            c[at + j] += x * y[from + j];
        }
    }
}
