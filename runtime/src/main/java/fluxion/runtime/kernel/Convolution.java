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

    /// How many steps a chunk is to have over the batch, where a chunk can be any part of a long sum.
    private static final int STEPS = 320;

    /// How many tiles a block may have, so that what it reads stays in the cache.
    private static final int MOST_TILES = 8;

    /// What a thread has for itself.
    abstract static class Workspace {
        final Segments segments = new Segments();
        /// Which columns of which group are being computed.
        int group;
        int column;
        int columns;
        /// Which taps of the first axis, over the batch for which of the inner extent, and the steps that these
        /// have.
        int at;
        int depth;
        int example;
        int examples;
        int steps;
        /// Whether these are the first in order.
        boolean first;
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
    /// How many units of work a group is.
    private long units;

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

    /// Prepares the steps of a run of `count` rows, `aRow` apart from element `from` of the tensor on, if that makes
    /// tiles faster.
    void prepare(W workspace, int from, int aRow, int count) {}

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
        long products = (long) s.batch * s.positions * s.groups * s.columns * s.inner * s.taps;
        parts = (int) Math.max(1, Math.min(pool.threads(), products / WORTH_A_THREAD));
        int pieces = parts == 1 || lines == 0 ? 1 : (UNITS_A_THREAD * parts + lines - 1) / lines;
        int tiles = (rows + tileRows() - 1) / tileRows();
        blockRows = Math.min(rows, Math.clamp((tiles + pieces - 1) / pieces, 1, MOST_TILES) * tileRows());
        blocks = (rows + blockRows - 1) / blockRows;
        units = units((long) lines / s.groups * blocks);
        parts = (int) Math.min(parts, s.groups * units);
        pool.run(this, parts);
        epilogue = null;
        release();
    }

    @Override
    public final void run(int from, int to) {
        W workspace = takeWorkspace();
        long first = units * shape.groups * from / parts;
        long end = units * shape.groups * to / parts;
        for (long group = first / units; group * units < end; group++) {
            long begin = group * units;
            group(workspace, (int) group, Math.max(first - begin, 0), Math.min(end - begin, units));
        }
        giveWorkspace(workspace);
    }

    private void group(W workspace, int group, long from, long to) {
        var s = shape;
        int panel = panelColumns(s.columns);
        int perTap = Math.max(1, s.stride(0));
        int most = s.overBatch ? STEPS : Math.max(1, packedElements() / panel);
        int depth = even(s.taps(0), Math.min(Math.max(1, most / perTap), mostDepth()));
        int examples =
                s.overBatch && depth == s.taps(0) ? Math.clamp(s.inner, 1, Math.max(1, most / Math.max(1, s.taps))) : 1;
        int steps = depth * perTap * examples;
        int block = Math.max(panel, packedElements() / Math.max(1, steps) / panel * panel);
        workspace.group = group;
        for (int column = 0; column < s.columns; column += block) {
            workspace.column = column;
            workspace.columns = Math.min(block, s.columns - column);
            chunks(workspace, depth, examples, from, to);
        }
    }

    /// Goes through what is summed over in chunks, also if that is nothing.
    private void chunks(W workspace, int depth, int examples, long from, long to) {
        var s = shape;
        int inner = s.overBatch ? s.inner : 1;
        workspace.example = 0;
        do {
            workspace.examples = Math.min(examples, inner - workspace.example);
            workspace.at = 0;
            do {
                workspace.depth = Math.min(depth, s.taps(0) - workspace.at);
                workspace.steps = workspace.examples * workspace.depth * s.stride(0);
                workspace.first = workspace.example == 0 && workspace.at == 0;
                pack(workspace);
                boolean last = workspace.example + examples >= inner && workspace.at + depth >= s.taps(0);
                units(workspace, from, to, last ? epilogue : null);
                workspace.at += depth;
            } while (workspace.at < s.taps(0));
            workspace.example += examples;
        } while (workspace.example < inner);
    }

    /// The step, at most `most`, that cuts `extent` into pieces of about the same size.
    private static int even(int extent, int most) {
        int pieces = Math.max(1, (extent + most - 1) / most);
        return Math.max(1, (extent + pieces - 1) / pieces);
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
        int each = workspace.depth * s.stride(0);
        for (int i = 0; i < workspace.examples; i++) {
            packTaps(workspace, 0, workspace.at, workspace.depth, b + (workspace.example + i) * s.bInner, i * each);
        }
    }

    /// Packs the taps `from .. from+depth-1` of `axis` and all of the axes inside.
    ///
    /// @param k the step of the first of them
    private void packTaps(W workspace, int axis, int from, int depth, int b, int k) {
        var s = shape;
        int stride = s.stride(axis);
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

    // ---------------------------------------------------------------------------------------------------------- lines

    /// How many units of work a group is cut into, of which `lines` are blocks of lines.
    long units(long lines) {
        return lines;
    }

    /// How many taps of the first axis a chunk may have.
    int mostDepth() {
        return Integer.MAX_VALUE;
    }

    /// Computes the units `from .. to-1` of a group, for the columns and the chunk of the workspace.
    ///
    /// @param after if the chunk is the last
    void units(W workspace, long from, long to, @Nullable Epilogue after) {
        for (long unit = from; unit < to; unit++) {
            line(workspace, (int) unit, after);
        }
    }

    /// The rows of one unit: positions along the last axis, or of the batch.
    private void line(W workspace, int unit, @Nullable Epilogue after) {
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
            int phases = s.phases(axis);
            for (int phase = from; phase < Math.min(to, from + phases); phase++) {
                for (int p = phase; p < to; ) {
                    int end = p + phases;
                    while (end < to
                            && s.first(axis, end) == s.first(axis, p)
                            && s.count(axis, end) == s.count(axis, p)) {
                        end += phases;
                    }
                    int next = Math.min(p + phases, s.positions(axis) - 1);
                    int aRow = (s.start(axis, next) - s.start(axis, p)) * s.aSpace(axis);
                    int start = a + segment(workspace, line % s.outerPositions, p);
                    run(workspace, start, aRow, p, Math.min(end, to), phases);
                    p = end;
                }
            }
        }
        if (after != null) {
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
            segments.axis(workspace.examples, s.aInner, workspace.depth * s.stride(0));
            a += workspace.example * s.aInner;
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
            if (axis == 0) {
                // of the taps of the first axis only those of the chunk
                from = Math.clamp((workspace.at - first + step - 1) / step, 0, count);
                count = Math.clamp((workspace.at + workspace.depth - first + step - 1) / step, from, count) - from;
                first -= workspace.at;
            }
            a += s.start(axis, position) * s.aSpace(axis) + from * s.aTap(axis);
            k += (first + from * step) * s.stride(axis);
            segments.axis(count, s.aTap(axis), step * s.stride(axis));
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
        prepare(workspace, a, aRow, count);
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
                        workspace.first,
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
