package fluxion.runtime.kernel;

import fluxion.runtime.WorkerPool;
import org.jspecify.annotations.Nullable;

/// One contraction under way, and how it is cut into blocks: the part that all element types and variants share.
///
/// C is cut into parts for the threads, a part into blocks of columns, the inner extent into slices, and the rows of a
/// part into blocks. For each slice the operands' blocks are packed into panels; the panels' product is the work of
/// [#tile]. A slice after the first loads C and continues its accumulators, so every element of C is one chain of fused
/// multiply-adds over ascending `k` from +0.0, however it is cut. A panel of B and a block of A stay in the
/// second-level cache while the tiles of that panel are computed, one panel of A after the other; slices are deep,
/// since each of them reads and writes C once.
///
/// Objects are pooled; [#run] is called from several threads, each with its own workspace.
///
/// @param <W> a thread's packed panels
abstract class Contraction<W> implements WorkerPool.Task {
    /// Multiply-adds below which a second thread costs more than it brings.
    private static final long WORTH_A_THREAD = 1 << 19;

    /// Tiles below each other whose elements of C are still in the cache afterwards.
    private static final int TILES_TOGETHER = 8;

    /// Elements of C that are computed before the epilogue where the operands are read where they lie.
    private static final int NEAR_ELEMENTS = 1 << 12;

    private int batch;
    private int rows;
    private int columns;
    private int inner;
    private int aAt;
    private int aBatch;
    int aRow;
    int aInner;
    private int bAt;
    private int bBatch;
    int bInner;
    int bColumn;
    private int cAt;
    private int cBatch;
    int cRow;
    private @Nullable Epilogue epilogue;
    private @Nullable KeptPanels kept;
    private int rowParts;
    private int columnParts;

    /// Rows of a tile.
    abstract int tileRows();

    /// Elements of one step of a packed panel of A, at least [#tileRows].
    abstract int packedRows();

    /// Columns of the next panel of B when `remaining` columns are left, padding included.
    abstract int panelColumns(int remaining);

    /// Elements of one step of a packed panel of B of `width` columns.
    abstract int packedColumns(int width);

    /// The most rows, inner steps and columns that are packed at a time. The rows are a multiple of [#tileRows].
    abstract int blockRows();

    abstract int blockInner();

    abstract int blockColumns();

    /// How many panels of B, each of `depth` steps, are multiplied with a panel of A before it is the next one's
    /// turn.
    abstract int panelsTogether(int depth);

    /// Takes this thread's panels from the pool, and gives them back.
    abstract W takeWorkspace();

    /// What [KeptPanels] holds for this element type and variant.
    abstract Class<W> workspaceType();

    abstract void giveWorkspace(W workspace);

    /// Packs `depth` steps of the inner extent from `inner` on, of `count` columns of B, into panels that lie one
    /// after the other, each `depth` times [#packedColumns].
    abstract void packB(W workspace, int at, int depth, int count);

    /// Packs `depth` steps of `count` rows of A into panels that lie one after the other. Rows beyond `count` may
    /// become anything; what a tile computes with them is dropped.
    abstract void packA(W workspace, int at, int count, int depth);

    /// Multiplies one panel of A with one panel of B of `width` padded columns, and stores `countRows` x
    /// `countColumns` elements of C.
    ///
    /// @param first whether the accumulators start at +0.0; otherwise they start at C
    abstract void tile(
            W workspace,
            int panelA,
            int panelB,
            int width,
            int depth,
            boolean first,
            int at,
            int countRows,
            int countColumns);

    /// Whether a part of these extents is so small that its operands are read where they lie.
    abstract boolean isNear(int rows, int columns, int inner);

    /// Multiplies rows of such a part.
    abstract void near(int atA, int atB, int atC, int rows, int columns, int inner);

    /// Sets `count` elements of C to +0.0.
    abstract void zero(int at, int count);

    /// Drops the operands so that a pooled object keeps no array alive.
    abstract void release();

    final void shape(int batch, int rows, int columns, int inner) {
        this.batch = batch;
        this.rows = rows;
        this.columns = columns;
        this.inner = inner;
    }

    final void strides(
            int aAt,
            int aBatch,
            int aRow,
            int aInner,
            int bAt,
            int bBatch,
            int bInner,
            int bColumn,
            int cAt,
            int cBatch,
            int cRow) {
        this.aAt = aAt;
        this.aBatch = aBatch;
        this.aRow = aRow;
        this.aInner = aInner;
        this.bAt = bAt;
        this.bBatch = bBatch;
        this.bInner = bInner;
        this.bColumn = bColumn;
        this.cAt = cAt;
        this.cBatch = cBatch;
        this.cRow = cRow;
    }

    /// Computes the whole contraction on `pool`.
    ///
    /// @param keep where B is kept packed for the next time, or null; no batch keeps it
    final void compute(WorkerPool pool, @Nullable Epilogue after, @Nullable KeptPanels keep) {
        epilogue = after;
        cut(pool.threads());
        int parts = batch * rowParts * columnParts;
        kept = batch == 1 ? keep : null;
        if (kept != null) {
            kept.begin(parts);
        }
        pool.run(this, parts);
        if (kept != null) {
            kept.end();
        }
        kept = null;
        epilogue = null;
        release();
    }

    /// Cuts by shape alone: batch elements first, then rows, whose cut packs B again but reads A once, then
    /// columns.
    private void cut(int threads) {
        rowParts = 1;
        columnParts = 1;
        long work = (long) batch * rows * columns * inner;
        int wanted = (int) Math.min(threads, work / WORTH_A_THREAD);
        if (wanted <= batch) {
            return;
        }
        int perElement = (wanted + batch - 1) / batch;
        int strips = (rows + tileRows() - 1) / tileRows();
        rowParts = Math.min(perElement, Math.max(1, strips / 4));
        columnParts = Math.min((perElement + rowParts - 1) / rowParts, Math.max(1, columns / panelColumns(columns)));
    }

    @Override
    public final void run(int from, int to) {
        W workspace = takeWorkspace();
        for (int part = from; part < to; part++) {
            int columnPart = part % columnParts;
            int rowPart = part / columnParts % rowParts;
            int element = part / columnParts / rowParts;
            int panel = panelColumns(columns);
            part(
                    workspace,
                    part,
                    element,
                    bound(rows, tileRows(), rowParts, rowPart),
                    bound(rows, tileRows(), rowParts, rowPart + 1),
                    bound(columns, panel, columnParts, columnPart),
                    bound(columns, panel, columnParts, columnPart + 1));
        }
        giveWorkspace(workspace);
    }

    /// Where part `index` of `parts` begins when `extent` is cut at multiples of `unit`.
    private static int bound(int extent, int unit, int parts, int index) {
        int units = (extent + unit - 1) / unit;
        return (int) Math.min(extent, (long) units * index / parts * unit);
    }

    private void part(W workspace, int part, int element, int rowFrom, int rowTo, int columnFrom, int columnTo) {
        int a = aAt + element * aBatch;
        int b = bAt + element * bBatch;
        int c = cAt + element * cBatch;
        if (inner == 0) {
            empty(element, c, rowFrom, rowTo, columnFrom, columnTo);
            return;
        }
        if (isNear(rowTo - rowFrom, columnTo - columnFrom, inner)) {
            near(element, a, b + columnFrom * bColumn, c, rowFrom, rowTo, columnFrom, columnTo);
            return;
        }
        int stepColumns = even(columnTo - columnFrom, blockColumns(), panelColumns(columns));
        int stepInner = even(inner, blockInner(), 16);
        int stepRows = even(rowTo - rowFrom, blockRows(), tileRows());
        int block = 0;
        for (int j = columnFrom; j < columnTo; j += stepColumns) {
            int countColumns = Math.min(stepColumns, columnTo - j);
            for (int k = 0; k < inner; k += stepInner) {
                int depth = Math.min(stepInner, inner - k);
                W panels = kept == null ? workspace : kept(kept, part, block++);
                if (kept == null || !kept.isFilled()) {
                    packB(panels, b + k * bInner + j * bColumn, depth, countColumns);
                }
                for (int i = rowFrom; i < rowTo; i += stepRows) {
                    int countRows = Math.min(stepRows, rowTo - i);
                    packA(panels, a + i * aRow + k * aInner, countRows, depth);
                    block(panels, element, c, i, countRows, j, countColumns, k, depth);
                }
            }
        }
    }

    /// A part whose operands are read where they lie, in rows that stay in the cache until the epilogue.
    private void near(int element, int a, int b, int c, int rowFrom, int rowTo, int columnFrom, int columnTo) {
        int columnCount = columnTo - columnFrom;
        int step = even(rowTo - rowFrom, Math.max(64, NEAR_ELEMENTS / columnCount), tileRows());
        for (int i = rowFrom; i < rowTo; i += step) {
            int end = Math.min(rowTo, i + step);
            near(a + i * aRow, b, c + i * cRow + columnFrom, end - i, columnCount, inner);
            if (epilogue != null) {
                epilogue.apply(element, i, end, columnFrom, columnTo);
            }
        }
    }

    /// The workspace in which a block of B is, or will be, packed.
    private W kept(KeptPanels panels, int part, int block) {
        var workspace = panels.workspace(part, block);
        if (workspace != null) {
            return workspaceType().cast(workspace);
        }
        W taken = takeWorkspace();
        panels.keep(part, taken);
        return taken;
    }

    /// The product of a packed block of A and a packed block of B: as many panels of B as are taken together, for
    /// one panel of A after the other.
    private void block(
            W workspace, int element, int c, int row, int countRows, int column, int countColumns, int k, int depth) {
        int end = column + countColumns;
        int together = panelsTogether(depth);
        int rowsTogether = (countRows + tileRows() - 1) / tileRows() * tileRows();
        if (together > 1) {
            rowsTogether = Math.min(rowsTogether, TILES_TOGETHER * tileRows());
        }
        int panelB = 0;
        for (int j = column; j < end; ) {
            int next = j;
            int size = 0;
            for (int p = 0; p < together && next < end; p++) {
                int width = panelColumns(end - next);
                size += packedColumns(width) * depth;
                next = Math.min(end, next + width);
            }
            for (int i = 0; i < countRows; i += rowsTogether) {
                int count = Math.min(rowsTogether, countRows - i);
                tiles(workspace, c, row, i, count, j, next, end, panelB, k, depth);
                if (epilogue != null && k + depth == inner) {
                    epilogue.apply(element, row + i, row + i + count, j, next);
                }
            }
            panelB += size;
            j = next;
        }
    }

    /// The tiles of `countRows` rows from `first` of the block on, and the columns `from` to `to` of one that ends
    /// at `end`; row by row of tiles, so that C is written in stretches.
    private void tiles(
            W workspace,
            int c,
            int row,
            int first,
            int countRows,
            int from,
            int to,
            int end,
            int firstPanelB,
            int k,
            int depth) {
        for (int i = first; i < first + countRows; i += tileRows()) {
            int panelA = i / tileRows() * packedRows() * depth;
            int panelB = firstPanelB;
            int usedRows = Math.min(tileRows(), first + countRows - i);
            for (int j = from; j < to; ) {
                int width = panelColumns(end - j);
                int used = Math.min(width, end - j);
                int at = c + (row + i) * cRow + j;
                tile(workspace, panelA, panelB, width, depth, k == 0, at, usedRows, used);
                panelB += packedColumns(width) * depth;
                j += used;
            }
        }
    }

    private void empty(int element, int c, int rowFrom, int rowTo, int columnFrom, int columnTo) {
        for (int i = rowFrom; i < rowTo; i++) {
            zero(c + i * cRow + columnFrom, columnTo - columnFrom);
        }
        if (epilogue != null && rowFrom < rowTo && columnFrom < columnTo) {
            epilogue.apply(element, rowFrom, rowTo, columnFrom, columnTo);
        }
    }

    /// The step, a multiple of `unit` and at most `most`, that cuts `extent` into pieces of about the same size.
    private static int even(int extent, int most, int unit) {
        if (extent <= most) {
            return Math.max(1, extent);
        }
        int pieces = (extent + most - 1) / most;
        int step = (extent + pieces - 1) / pieces;
        return Math.min(most, (step + unit - 1) / unit * unit);
    }
}
