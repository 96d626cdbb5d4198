package fluxion.runtime.kernel;

import fluxion.ir.math.Winograd;
import fluxion.runtime.Pool;
import fluxion.runtime.WorkerPool;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A convolution of `f32` with a filter of 3 by 3 by Winograd's algorithm, as [Winograd] defines it.
///
/// The filter is transformed first, to 36 matrices of channels by columns, each in panels of columns. Tiles of the
/// result are computed a block at a time, so that all a block needs stays in the second-level cache: the patches of six
/// tiles are transformed to six strips, a matrix of one element of each patch after the other; each is multiplied with
/// its matrix of the filter; and the sums are transformed to elements of the result. Channels lie next to each other in
/// all of these, so transforms and products are on vectors of channels or columns.
///
/// Objects are pooled; [#run] is called from several threads, each with its own workspace.
final class WinogradF32 implements WorkerPool.Task {
    /// Multiply-adds below which a second thread costs more than it brings.
    private static final long WORTH_A_THREAD = 1 << 17;

    /// Tiles whose patches are multiplied at a time.
    private static final int ROWS = 6;

    private static final int PATCH = Winograd.PATCH;
    private static final int TILE = Winograd.TILE;
    private static final int PRODUCTS = PATCH * PATCH;
    /// The elements that a strip has room for, and how far the next one is: constants, which load no class.
    private static final int ROOM = NarrowStripTilesF32.ROOM;

    private static final int STRIP = NarrowStripTilesF32.STRIP;
    /// How many channels strips have room for.
    private static final int MOST_CHANNELS = ROOM / PRODUCTS;
    /// How many channels of six tiles the cache is to have.
    private static final int BLOCK = 128;

    private static final float[] NONE = {};
    private static final Pool<Workspace> POOL = new Pool<>();

    /// What a thread has for itself.
    private static final class Workspace {
        private float[] strips = NONE;
        private float[] sums = NONE;
        /// Before and after the transform along the first axis.
        private float[] whole = NONE;

        private float[] half = NONE;
    }

    FilterShape shape = new FilterShape();
    float[] a = NONE;
    float[] b = NONE;
    float[] c = NONE;
    int aAt;
    int bAt;
    int cAt;
    private @Nullable Epilogue epilogue;
    private final Tier tier;
    private final WinogradFilterF32 filter;
    private boolean isFiltered;
    private int across;
    private int down;
    private int tiles;
    /// Chunks of channels, how many each has, and how many chunks strips have room for.
    private int chunks;

    private int depth;
    private int groups;
    /// The tiles of a block, a multiple of [#ROWS].
    private int block;
    private int parts;

    /// @param hasScalar whether it begins in scalar code where it has vector code
    /// @param lanes of a vector, of which a panel has two or one; 0 if there are none
    WinogradF32(boolean hasScalar, int lanes) {
        this.tier = new Tier(hasScalar, lanes > 0);
        this.filter = new WinogradFilterF32(hasScalar, lanes);
    }

    /// Computes the whole convolution on `pool`.
    void compute(WorkerPool pool, @Nullable Epilogue after) {
        var s = shape;
        down = (s.positions(0) + TILE - 1) / TILE;
        across = (s.positions(1) + TILE - 1) / TILE;
        tiles = s.batch * down * across;
        if (tiles > 0 && s.columns > 0) {
            epilogue = after;
            chunks = Math.max(1, (s.inner + MOST_CHANNELS - 1) / MOST_CHANNELS);
            depth = (s.inner + chunks - 1) / chunks;
            groups = Math.max(1, ROOM / (PRODUCTS * Math.max(1, depth)));
            block = ROWS * Math.clamp(BLOCK / Math.max(1, s.inner), 1, 8);
            filter.reserve(s);
            long products = (long) tiles * PRODUCTS * s.inner * s.columns;
            int threads = Math.clamp(products / WORTH_A_THREAD, 1, pool.threads());
            parts = Math.min(threads, filter.panels());
            isFiltered = false;
            pool.run(this, parts);
            parts = Math.min(threads, (tiles + block - 1) / block);
            isFiltered = true;
            pool.run(this, parts);
            epilogue = null;
        }
        a = NONE;
        b = NONE;
        c = NONE;
    }

    @Override
    public void run(int from, int to) {
        var workspace = POOL.take();
        if (workspace == null) {
            workspace = new Workspace();
        }
        reserve(workspace);
        if (isFiltered) {
            int blocks = (tiles + block - 1) / block;
            for (int i = (int) ((long) blocks * from / parts); i < (int) ((long) blocks * to / parts); i++) {
                block(workspace, i * block, Math.min(block, tiles - i * block));
            }
        } else {
            int panels = filter.panels();
            for (int i = panels * from / parts; i < panels * to / parts; i++) {
                filter.transform(i * filter.panelColumns(), b, bAt, workspace.whole, workspace.half);
            }
        }
        POOL.give(workspace);
    }

    private void reserve(Workspace workspace) {
        int strips = (block / ROWS * chunks + groups - 1) / groups * ROWS * STRIP;
        if (workspace.strips.length < strips) {
            workspace.strips = new float[strips];
        }
        int sums = PRODUCTS * block * filter.panelColumns();
        if (workspace.sums.length < sums) {
            workspace.sums = new float[sums];
        }
        int lines = PRODUCTS * Math.max(depth, block * filter.panelColumns());
        if (workspace.whole.length < lines) {
            workspace.whole = new float[lines];
            workspace.half = new float[lines];
        }
    }

    private int channels(int chunk) {
        return Math.min(depth, shape.inner - chunk * depth);
    }

    /// Where the first strip of a chunk of channels of six tiles is.
    private int strip(int six, int chunk) {
        int at = six * chunks + chunk;
        return at / groups * ROWS * STRIP + at % groups * PRODUCTS * depth;
    }

    /// Computes `count` tiles from number `first` on.
    private void block(Workspace workspace, int first, int count) {
        if (tier.isHot()) {
            block(workspace, first, count, true);
        } else {
            int unit = shape.inner * shape.columns + 1;
            int share = tier.share(count * unit, ROWS * unit) / unit;
            long start = System.nanoTime();
            block(workspace, first, share, true);
            long half = System.nanoTime();
            block(workspace, first + share, count - share, false);
            tier.measured(half - start, share * unit, System.nanoTime() - half, (count - share) * unit);
        }
        if (epilogue != null) {
            finish(epilogue, first, first + count);
        }
    }

    private void block(Workspace workspace, int first, int count, boolean onVectors) {
        if (count == 0) {
            return;
        }
        var s = shape;
        for (int i = 0; i < count; i++) {
            for (int chunk = 0; chunk < chunks; chunk++) {
                patch(workspace, first + i, i, chunk, onVectors);
            }
        }
        for (int column = 0; column < s.columns; column += filter.panelColumns()) {
            int size = filter.columns(column);
            for (int k = 0; k < PRODUCTS; k++) {
                for (int i = 0; i < count; i += ROWS) {
                    products(workspace, k, i, Math.min(ROWS, count - i), column, size, onVectors);
                }
            }
            tiles(workspace, first, count, column, size, onVectors);
        }
    }

    private int image(int tile) {
        return tile / (down * across);
    }

    private int row(int tile) {
        return tile / across % down * TILE;
    }

    private int column(int tile) {
        return tile % across * TILE;
    }

    /// Transforms a chunk of the channels of the patch of `tile`, which is number `i` of the block.
    private void patch(Workspace workspace, int tile, int i, int chunk, boolean onVectors) {
        var s = shape;
        int channels = channels(chunk);
        int y = row(tile) - s.low(0);
        int x = column(tile) - s.low(1);
        var from = a;
        int at =
                aAt + s.aOffset + image(tile) * s.aBatch + chunk * depth * s.aInner + y * s.aSpace(0) + x * s.aSpace(1);
        int rowStep = s.aSpace(0);
        int step = s.aSpace(1);
        boolean inside = y >= 0 && y + PATCH <= s.extent(0) && x >= 0 && x + PATCH <= s.extent(1);
        if (!inside || s.aInner != 1) {
            for (int k = 0; k < PATCH; k++) {
                boolean isThere = y + k >= 0 && y + k < s.extent(0);
                int first = isThere ? Math.clamp(-x, 0, PATCH) : PATCH;
                int end = isThere ? Math.clamp(s.extent(1) - x, first, PATCH) : PATCH;
                copy(workspace.whole, k * PATCH * channels, at + k * rowStep, first, end, channels);
            }
            from = workspace.whole;
            at = 0;
            rowStep = PATCH * channels;
            step = channels;
        }
        int line = PATCH * channels;
        if (step == channels) {
            patch(from, at, rowStep, workspace.half, 0, line, line, onVectors);
        } else {
            for (int j = 0; j < PATCH; j++) {
                patch(from, at + j * step, rowStep, workspace.half, j * channels, line, channels, onVectors);
            }
        }
        int to = strip(i / ROWS, chunk) + i % ROWS * STRIP;
        for (int j = 0; j < PATCH; j++) {
            patch(workspace.half, j * line, channels, workspace.strips, to + j * line, channels, channels, onVectors);
        }
    }

    /// Copies a row of a patch, of which the elements from `first` up to `end` are inside of the image.
    private void copy(float[] to, int at, int from, int first, int end, int channels) {
        var s = shape;
        int step = s.aSpace(1);
        Arrays.fill(to, at, at + first * channels, 0);
        if (s.aInner == 1 && step == channels && first < end) {
            System.arraycopy(a, from + first * step, to, at + first * channels, (end - first) * channels);
        } else {
            for (int x = first; x < end; x++) {
                for (int k = 0; k < channels; k++) {
                    to[at + x * channels + k] = a[from + x * step + k * s.aInner];
                }
            }
        }
        Arrays.fill(to, at + end * channels, at + PATCH * channels, 0);
    }

    /// `count` transforms next to each other.
    private static void patch(
            float[] from, int at, int step, float[] to, int toAt, int toStep, int count, boolean onVectors) {
        int done = onVectors ? WinogradVectorsF32.patch(from, at, step, to, toAt, toStep, count) : 0;
        for (int i = done; i < count; i++) {
            Winograd.patch(from, at + i, step, to, toAt + i, toStep);
        }
    }

    /// Multiplies matrix `k` of six tiles from number `i` of the block on with a panel of that of the filter.
    private void products(Workspace workspace, int k, int i, int rows, int column, int size, boolean onVectors) {
        int panel = filter.matrix(column, k);
        var elements = filter.elements();
        int to = (k * block + i) * size;
        var sums = workspace.sums;
        for (int chunk = 0; chunk < chunks; chunk++) {
            int channels = channels(chunk);
            int at = strip(i / ROWS, chunk) + k * channels;
            boolean isFirst = chunk == 0;
            if (onVectors) {
                WinogradVectorsF32.products(workspace.strips, at, elements, panel, size, sums, to, channels, isFirst);
            } else {
                products(workspace.strips, at, rows, elements, panel, size, sums, to, channels, isFirst);
            }
            panel += channels * size;
        }
    }

    private static void products(
            float[] strips,
            int at,
            int rows,
            float[] filter,
            int panel,
            int size,
            float[] sums,
            int to,
            int channels,
            boolean isFirst) {
        for (int i = 0; i < rows; i++) {
            int sum = to + i * size;
            if (isFirst) {
                Arrays.fill(sums, sum, sum + size, 0);
            }
            for (int k = 0; k < channels; k++) {
                float x = strips[i * STRIP + at + k];
                for (int j = 0; j < size; j++) {
                    sums[sum + j] = Math.fma(x, filter[panel + k * size + j], sums[sum + j]);
                }
            }
        }
    }

    /// Transforms the sums of a panel to elements of the result.
    private void tiles(Workspace workspace, int first, int count, int column, int size, boolean onVectors) {
        var half = workspace.half;
        int matrix = block * size;
        for (int j = 0; j < PATCH; j++) {
            int step = PATCH * matrix;
            tile(workspace.sums, j * matrix, step, half, j * matrix, step, count * size, onVectors);
        }
        for (int i = 0; i < count; ) {
            int run = Math.min(count - i, across - (first + i) % across);
            rows(workspace, first + i, i, run, column, size, onVectors);
            i += run;
        }
    }

    /// The second transform of `run` tiles next to each other, of which the first is number `i` of the block.
    private void rows(Workspace workspace, int tile, int i, int run, int column, int size, boolean onVectors) {
        var s = shape;
        var half = workspace.half;
        int matrix = block * size;
        int columns = Math.min(size, s.columns - column);
        int y = row(tile);
        int x = column(tile);
        int wide = s.positions(1) - x;
        int apart = TILE * s.columns;
        int whole = onVectors && columns == filter.panelColumns() ? Math.min(run, wide / TILE) : 0;
        for (int j = 0; j < Math.min(TILE, s.positions(0) - y); j++) {
            int at = j * PATCH * matrix + i * size;
            int to = cAt + ((image(tile) * s.positions(0) + y + j) * s.positions(1) + x) * s.columns + column;
            if (whole > 0) {
                WinogradVectorsF32.tiles(half, at, matrix, c, to, s.columns, apart, whole);
            }
            for (int k = whole; k < run; k++) {
                part(workspace, at + k * size, matrix, to + k * apart, wide - k * TILE, columns, onVectors);
            }
        }
    }

    /// The row of a tile that is inside of the result up to column `wide`.
    private void part(Workspace workspace, int at, int step, int to, int wide, int columns, boolean onVectors) {
        int row = shape.columns;
        if (wide >= TILE) {
            tile(workspace.half, at, step, c, to, row, columns, onVectors);
            return;
        }
        tile(workspace.half, at, step, workspace.whole, 0, columns, columns, onVectors);
        for (int k = 0; k < wide; k++) {
            System.arraycopy(workspace.whole, k * columns, c, to + k * row, columns);
        }
    }

    /// `count` transforms next to each other.
    private static void tile(
            float[] from, int at, int step, float[] to, int toAt, int toStep, int count, boolean onVectors) {
        int done = onVectors ? WinogradVectorsF32.tile(from, at, step, to, toAt, toStep, count) : 0;
        for (int i = done; i < count; i++) {
            Winograd.tile(from, at + i, step, to, toAt + i, toStep);
        }
    }

    /// Applies `after` to the tiles `from .. to-1`, as many as are next to each other at a time.
    private void finish(Epilogue after, int from, int to) {
        var s = shape;
        int end = s.positions(1);
        for (int tile = from; tile < to; ) {
            int count = Math.min(to - tile, across - tile % across);
            int x = column(tile);
            int next = Math.min(end, x + count * TILE);
            int line = image(tile) * s.positions(0) + row(tile);
            int rows = Math.min(TILE, s.positions(0) - row(tile));
            if (next - x == end) {
                after.apply(0, line * end, (line + rows) * end, 0, s.columns);
            } else {
                for (int j = line; j < line + rows; j++) {
                    after.apply(0, j * end + x, j * end + next, 0, s.columns);
                }
            }
            tile += count;
        }
    }
}
