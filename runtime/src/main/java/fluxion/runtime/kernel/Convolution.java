package fluxion.runtime.kernel;

import fluxion.runtime.WorkerPool;
import org.jspecify.annotations.Nullable;

/// One convolution under way, and how it is cut: the part that all element types and variants share.
///
/// The filter is packed into panels of columns, step by step in the order of the sum, a chunk of steps at a time; the
/// tensor is read where it lies. A tile is a few rows of the result by one panel: neighbours along the last axis of
/// space that meet the same taps, or along the batch. What each sums over are a few stretches of equal steps
/// ([Segments]), so that the innermost loop knows nothing of taps and edges. A chunk after the first loads the result
/// and continues its accumulators, so every element is one chain of fused multiply-adds in order, however it is cut.
///
/// Objects are pooled; [#run] is called from several threads, each with its own workspace.
///
/// @param <W> a thread's packed filter and segments
abstract class Convolution<W extends Convolution.Workspace> implements WorkerPool.Task {
    /// Multiply-adds below which a second thread costs more than it brings.
    private static final long WORTH_A_THREAD = 1 << 19;

    /// How many units of work each thread should have, so that they are even.
    private static final int UNITS_A_THREAD = 8;

    /// How many tiles a block may have, so that what is gathered for it stays in the cache.
    private static final int MOST_TILES = 8;

    /// What a thread has for itself.
    abstract static class Workspace {
        final Segments segments = new Segments();
        /// Which columns of which group are being computed.
        int group;
        int column;
        int columns;
        /// Which part of the inner extent, or of the taps of the first axis, and the steps that it has.
        int at;
        int depth;
        int steps;
        /// Where the line begins in the result, and the segments in the packed filter.
        int row;
        int step;
    }

    FilterShape shape = new FilterShape();
    int aAt;
    int bAt;
    int cAt;
    private @Nullable Epilogue epilogue;
    private boolean alongBatch;
    private int rows;
    private int lines;
    private int blocks;
    /// The rows of a block; each line has as many blocks.
    private int blockRows;
    private int parts;

    /// Rows of a tile.
    abstract int tileRows();

    /// Columns of the next panel when `remaining` columns are left, padding included.
    abstract int panelColumns(int remaining);

    /// How many elements of the packed filter are to be in the cache at once.
    abstract int packedElements();

    abstract W takeWorkspace();

    abstract void giveWorkspace(W workspace);

    /// Makes room for a packed filter of as many elements.
    abstract void reserve(W workspace, int elements);

    /// Packs `times` steps of a panel of `width` columns, from element `at` of the packed filter on: of each step
    /// `count` elements of the filter, `step` apart. The first step begins at `from`, each next one `next` further.
    abstract void pack(W workspace, int at, int width, int times, int from, int next, int step, int count);

    /// Computes `countRows` x `countColumns` elements of the result with the stretches in the workspace.
    ///
    /// @param a where the first row's first element of the tensor is; the next row's is `aRow` further
    /// @param panel where the panel begins in the packed filter
    /// @param width its columns, padding included
    /// @param first whether the accumulators start at +0.0; otherwise they start at the result
    abstract void tile(
            W workspace,
            int a,
            int aRow,
            int panel,
            int width,
            boolean first,
            int c,
            int cRow,
            int countRows,
            int countColumns);

    /// Gathers `count` rows of a run, the first of which begins at element `a` of the tensor, if that is faster
    /// than to read them where they lie.
    void gather(W workspace, int a, int aRow, int count) {}

    /// How many tiles there are at most in a run whose rows are next to each other in the tensor, but the steps of
    /// their sums are not; 0 where there are no such runs.
    final int gatheredTiles() {
        return alongBatch && shape.aBatch == 1 ? (blockRows + tileRows() - 1) / tileRows() : 0;
    }

    /// Drops the operands so that a pooled object keeps no array alive.
    abstract void release();

    /// Computes the whole convolution on `pool`.
    final void compute(WorkerPool pool, @Nullable Epilogue after) {
        var s = shape;
        if (s.groups == 0 || s.batch == 0 || s.columns == 0 || s.positions == 0) {
            release();
            return;
        }
        epilogue = after;
        int along = s.positions / s.outerPositions;
        alongBatch = along < tileRows() && s.batch > along;
        rows = alongBatch ? s.batch : along;
        lines = s.groups * (alongBatch ? s.positions : s.batch * s.outerPositions);
        long work = (long) s.batch * s.positions * s.groups * s.columns * s.inner * s.taps;
        parts = (int) Math.max(1, Math.min(pool.threads(), work / WORTH_A_THREAD));
        boolean few = parts > 1 && lines < UNITS_A_THREAD * parts;
        blockRows = few ? tileRows() : Math.min(rows, MOST_TILES * tileRows());
        blocks = (rows + blockRows - 1) / blockRows;
        parts = Math.min(parts, lines * blocks);
        pool.run(this, parts);
        epilogue = null;
        release();
    }

    @Override
    public final void run(int from, int to) {
        W workspace = takeWorkspace();
        long units = (long) lines * blocks;
        part(workspace, (int) (units * from / parts), (int) (units * to / parts));
        giveWorkspace(workspace);
    }

    private void part(W workspace, int from, int to) {
        int ofGroup = lines / shape.groups * blocks;
        for (int group = from / ofGroup; group * ofGroup < to; group++) {
            int first = Math.max(from, group * ofGroup);
            int end = Math.min(to, (group + 1) * ofGroup);
            group(workspace, group, first - group * ofGroup, end - group * ofGroup);
        }
    }

    /// Steps of the packed filter along which one chunk goes: a range of the inner extent, or of the taps of the
    /// first axis.
    private int chunk(int panel) {
        var s = shape;
        long step = (long) panel * (s.overBatch ? s.taps : s.taps / Math.max(1, s.taps(0)) * s.inner);
        return (int) Math.max(1, packedElements() / Math.max(1, step));
    }

    private void group(W workspace, int group, int from, int to) {
        var s = shape;
        int panel = panelColumns(s.columns);
        int chunk = chunk(panel);
        int extent = s.overBatch ? s.inner : s.taps(0);
        long fits = (long) chunk * panel / Math.clamp(extent, 1, chunk);
        int block = (int) Math.max(panel, fits / panel * panel);
        workspace.group = group;
        for (int column = 0; column < s.columns; column += block) {
            workspace.column = column;
            workspace.columns = Math.min(block, s.columns - column);
            int at = 0;
            do {
                int depth = Math.min(chunk, extent - at);
                workspace.at = at;
                workspace.depth = depth;
                workspace.steps = depth * (s.overBatch ? s.taps : stride(0));
                pack(workspace);
                for (int unit = from; unit < to; unit++) {
                    line(workspace, unit, at + depth >= extent);
                }
                at += depth;
            } while (at < extent);
        }
    }

    // -------------------------------------------------------------------------------------------------------- packing

    /// Packs the chunk of the filter that the workspace is at.
    private void pack(W workspace) {
        var s = shape;
        int padded = 0;
        for (int j = 0; j < workspace.columns; ) {
            int width = panelColumns(workspace.columns - j);
            padded += width;
            j += width;
        }
        reserve(workspace, workspace.steps * padded);
        int b = bAt + s.bOffset + workspace.group * s.bGroup + workspace.column * s.bColumn;
        if (s.overBatch) {
            for (int i = 0; i < workspace.depth; i++) {
                packTaps(workspace, 0, 0, s.taps(0), b + (workspace.at + i) * s.bInner, i * s.taps);
            }
        } else {
            packTaps(workspace, 0, workspace.at, workspace.depth, b, 0);
        }
    }

    /// Packs the taps `from .. from+depth-1` of `axis` and all of the axes inside.
    ///
    /// @param k the step of the first of them
    private void packTaps(W workspace, int axis, int from, int depth, int b, int k) {
        var s = shape;
        int stride = stride(axis);
        int first = b + from * s.bSpace(axis);
        if (s.overBatch && axis == s.space - 1) {
            packSteps(workspace, k, depth, first, s.bSpace(axis));
            return;
        }
        for (int i = 0; i < depth; i++) {
            int here = first + i * s.bSpace(axis);
            if (axis < s.space - 1) {
                packTaps(workspace, axis + 1, 0, s.taps(axis + 1), here, k + i * stride);
            } else {
                packSteps(workspace, k + i * stride, s.inner, here, s.bInner);
            }
        }
    }

    /// Packs `times` steps of all panels, from step `k` on.
    private void packSteps(W workspace, int k, int times, int from, int next) {
        int panel = 0;
        for (int j = 0; j < workspace.columns; ) {
            int width = panelColumns(workspace.columns - j);
            int used = Math.min(width, workspace.columns - j);
            int at = panel * workspace.steps + k * width;
            pack(workspace, at, width, times, from + j * shape.bColumn, next, shape.bColumn, used);
            panel += width;
            j += used;
        }
    }

    /// The steps from one tap of `axis` to the next.
    private int stride(int axis) {
        int stride = shape.overBatch ? 1 : shape.inner;
        for (int inside = axis + 1; inside < shape.space; inside++) {
            stride *= shape.taps(inside);
        }
        return stride;
    }

    // ---------------------------------------------------------------------------------------------------------- lines

    /// The rows of one unit: positions along the last axis, or of the batch.
    private void line(W workspace, int unit, boolean last) {
        var s = shape;
        int line = unit / blocks;
        int from = unit % blocks * blockRows;
        int to = Math.min(rows, from + blockRows);
        workspace.row = row(line);
        int a = aAt + s.aOffset + workspace.group * s.aGroup;
        int axis = s.space - 1;
        if (alongBatch) {
            int along = line % s.positions(axis);
            a += segment(workspace, line / s.positions(axis), along) + from * s.aBatch;
            run(workspace, a, s.aBatch, from, to, 1);
        } else {
            a += line / s.outerPositions * s.aBatch;
            for (int phase = from; phase < Math.min(to, from + s.phases); phase++) {
                for (int p = phase; p < to; ) {
                    int end = p + s.phases;
                    while (end < to
                            && s.first(axis, end) == s.first(axis, p)
                            && s.count(axis, end) == s.count(axis, p)) {
                        end += s.phases;
                    }
                    int next = Math.min(p + s.phases, s.positions(axis) - 1);
                    int aRow = (s.start(axis, next) - s.start(axis, p)) * s.aSpace(axis);
                    int start = a + segment(workspace, line % s.outerPositions, p);
                    run(workspace, start, aRow, p, Math.min(end, to), s.phases);
                    p = end;
                }
            }
        }
        var after = epilogue;
        if (last && after != null) {
            finish(workspace, after, from, to);
        }
    }

    /// The number in the result of the first row of `line`.
    private int row(int line) {
        var s = shape;
        if (alongBatch) {
            return s.overBatch ? line * s.batch : line;
        }
        int example = line / s.outerPositions;
        int first = line % s.outerPositions * s.positions(s.space - 1);
        return s.overBatch ? first * s.batch + example : example * s.positions + first;
    }

    /// How far the rows of a line are apart in the result.
    private int rowStep() {
        if (alongBatch) {
            return shape.overBatch ? 1 : shape.positions;
        }
        return shape.overBatch ? shape.batch : 1;
    }

    private void finish(W workspace, Epilogue after, int from, int to) {
        int step = rowStep();
        int column = workspace.group * shape.columns + workspace.column;
        if (step == 1) {
            after.apply(0, workspace.row + from, workspace.row + to, column, column + workspace.columns);
            return;
        }
        for (int i = from; i < to; i++) {
            int row = workspace.row + i * step;
            after.apply(0, row, row + 1, column, column + workspace.columns);
        }
    }

    /// Lists what is summed over at a position; gives where that begins in the tensor.
    ///
    /// @param outer the position along all axes but the last
    private int segment(W workspace, int outer, int along) {
        var s = shape;
        var segments = workspace.segments;
        int a = 0;
        int k = 0;
        int rest = outer;
        int all = s.outerPositions;
        segments.begin();
        if (s.overBatch) {
            segments.axis(workspace.depth, s.aInner, s.taps);
            a += workspace.at * s.aInner;
        }
        for (int axis = 0; axis < s.space; axis++) {
            int position = along;
            if (axis < s.space - 1) {
                all /= s.positions(axis);
                position = rest / all;
                rest %= all;
            }
            int first = s.first(axis, position);
            int count = s.count(axis, position);
            int step = s.tapStep(axis);
            int from = 0;
            if (axis == 0 && !s.overBatch) {
                // of the taps of the first axis only those of the chunk
                from = Math.clamp((workspace.at - first + step - 1) / step, 0, count);
                count = Math.clamp((workspace.at + workspace.depth - first + step - 1) / step, from, count) - from;
                first -= workspace.at;
            }
            a += s.start(axis, position) * s.aSpace(axis) + from * s.aTap(axis);
            k += (first + from * step) * stride(axis);
            segments.axis(count, s.aTap(axis), step * stride(axis));
        }
        if (!s.overBatch) {
            segments.axis(s.inner, s.aInner, 1);
        }
        segments.complete();
        workspace.step = k;
        return a;
    }

    /// The rows `from, from + every ..` before `to` of a line, which meet the same taps.
    ///
    /// @param a where the first of them begins in the tensor; the next is `aRow` further
    private void run(W workspace, int a, int aRow, int from, int to, int every) {
        var s = shape;
        int width = s.groups * s.columns;
        int count = (to - from + every - 1) / every;
        int cRow = every * rowStep() * width;
        int c = cAt + (workspace.row + from * rowStep()) * width + workspace.group * s.columns + workspace.column;
        gather(workspace, a, aRow, count);
        int panel = 0;
        for (int j = 0; j < workspace.columns; ) {
            int padded = panelColumns(workspace.columns - j);
            int used = Math.min(padded, workspace.columns - j);
            int begin = panel * workspace.steps + workspace.step * padded;
            for (int i = 0; i < count; i += tileRows()) {
                int countRows = Math.min(tileRows(), count - i);
                tile(
                        workspace,
                        a + i * aRow,
                        aRow,
                        begin,
                        padded,
                        workspace.at == 0,
                        c + i * cRow + j,
                        cRow,
                        countRows,
                        used);
            }
            panel += padded;
            j += used;
        }
    }
}
