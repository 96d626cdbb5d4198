package fluxion.runtime.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One thread's way through a convolution that sums over the channels of a tensor, which lie next to each other.
///
/// The rows of a tile are positions of several lines of the result, one of each, which meet the same taps. What their
/// sums need of the tensor is copied to as many strips, a room of fixed size each, so that the distance of rows is a
/// constant; the tiles along the line then find their stretches in the same strips. A strip holds a stretch of the
/// line for each tap of the other axes or, where the products that follow each other in both the tensor and the
/// filter are few, all that each position sums over. Where the rows are lines of an image one after another, the tap
/// before of the row after is the same line of the tensor, and has one strip for both.
///
/// Lines that meet other taps at the edges of the tensor are classes of their own, and so are the positions along a
/// line; nothing is added where there is no tensor. Where there are few lines, each is cut into pieces.
final class Strips {
    /// The most positions along a line that are in the strips at once.
    static final int MOST = 32;

    /// How many more strips than rows there are, for lines that rows share.
    static final int SPARE = 4;

    private static final int MOST_ROWS = 8;
    /// Stretches that are shorter cost more in the tiles than to copy them several times.
    private static final int SHORT = 32;
    /// How many tiles of rows a class of lines should have, if pieces of lines can make them.
    private static final int UNITS = 8;

    private final Segments segments = new Segments();
    private final int[] lineA = new int[MOST_ROWS];
    private final int[] lineRow = new int[MOST_ROWS];
    private final int[] piece = new int[MOST_ROWS];
    private final int[] present = new int[MOST_ROWS];
    private int[] classes = new int[4];
    /// For each axis the taps that are met, within the chunk; then where each tap of all axes but the last is.
    private int[] counts = new int[4];
    private int[] taps = new int[16];
    private int rows;
    private int lines;
    private int pieces;
    private int units;
    private int weight;
    /// The first step in the packed filter, and where that is in the tensor.
    private int step;
    private int a;
    private int outerTaps;
    /// Whether tap t of row r is in strip r + t.
    private boolean shares;

    /// How much work one group of the convolution is; units of work are ranges of that.
    long work(FilterShape s, int tileRows) {
        long sum = 0;
        int tuples = tuples(s);
        for (int tuple = 0; tuple < tuples; tuple++) {
            choose(s, tuple, tileRows);
            sum += (long) units * weight;
        }
        return sum;
    }

    /// Computes the units of work that begin in `from .. to-1`, for the columns and the chunk of the workspace.
    <W extends StripConvolution.Workspace> void run(
            StripConvolution<W> convolution, W workspace, long from, long to, @Nullable Epilogue after) {
        var s = convolution.shape;
        long at = 0;
        int tuples = tuples(s);
        for (int tuple = 0; tuple < tuples && at < to; tuple++) {
            choose(s, tuple, convolution.stripRows());
            int unit = at >= from ? 0 : (int) Math.min(units, (from - at + weight - 1) / weight);
            for (; unit < units && at + (long) unit * weight < to; unit++) {
                unit(convolution, workspace, unit, after);
            }
            at += (long) units * weight;
        }
    }

    /// The classes of lines.
    private int tuples(FilterShape s) {
        if (classes.length < s.space) {
            classes = new int[s.space];
            counts = new int[s.space];
        }
        int tuples = 1;
        for (int axis = 0; axis < s.space - 1; axis++) {
            tuples *= s.classes(axis);
        }
        return tuples;
    }

    private void choose(FilterShape s, int tuple, int tileRows) {
        int rest = tuple;
        lines = s.batch;
        weight = 1;
        for (int axis = 0; axis < s.space - 1; axis++) {
            classes[axis] = rest % s.classes(axis);
            rest /= s.classes(axis);
            lines *= s.members(axis, classes[axis]);
            weight *= Math.max(1, s.count(axis, s.member(axis, classes[axis], 0)));
        }
        rows = tileRows;
        int enough = UNITS * rows;
        pieces = lines == 0 ? 1 : Math.clamp(enough / lines, 1, s.positions(s.space - 1));
        units = (int) (((long) lines * pieces + rows - 1) / rows);
    }

    private <W extends StripConvolution.Workspace> void unit(
            StripConvolution<W> convolution, W workspace, int unit, @Nullable Epilogue after) {
        var s = convolution.shape;
        int base = convolution.aAt + s.aOffset + workspace.group * s.aGroup;
        Arrays.fill(present, 0);
        int used = 0;
        for (long section = (long) unit * rows; used < rows && section < (long) lines * pieces; section++) {
            piece[used] = (int) (section % pieces);
            line(s, used, base, (int) (section / pieces));
            used++;
        }
        outerTaps(workspace, s);
        shares = shares(s, used);
        int last = s.space - 1;
        for (int of = 0; of < s.classes(last); of++) {
            int each = (s.members(last, of) + pieces - 1) / pieces;
            positions(convolution, workspace, of, each, used);
            if (after != null && pieces > 1) {
                finishPieces(workspace, s, after, of, each, used);
            }
        }
        if (after != null && pieces == 1) {
            finishLines(workspace, s, after, used);
        }
    }

    /// Where `line` of the class of lines is.
    private void line(FilterShape s, int row, int base, int line) {
        int all = lines / s.batch;
        int example = line / all;
        int rest = line % all;
        int at = base + example * s.aBatch;
        int outer = 0;
        for (int axis = 0; axis < s.space - 1; axis++) {
            all /= s.members(axis, classes[axis]);
            int position = s.member(axis, classes[axis], rest / all);
            rest %= all;
            at += s.start(axis, position) * s.aSpace(axis);
            outer = outer * s.positions(axis) + position;
        }
        lineA[row] = at;
        lineRow[row] = example * s.positions + outer * s.positions(s.space - 1);
    }

    /// The taps of the class of lines along all axes but the last.
    private void outerTaps(Convolution.Workspace workspace, FilterShape s) {
        step = 0;
        a = 0;
        outerTaps = 1;
        for (int axis = 0; axis < s.space - 1; axis++) {
            axis(workspace, s, axis, s.member(axis, classes[axis], 0));
            outerTaps *= counts[axis];
        }
        if (taps.length < outerTaps) {
            taps = new int[2 * outerTaps];
        }
        for (int tap = 0; tap < outerTaps; tap++) {
            int rest = tap;
            taps[tap] = 0;
            for (int axis = s.space - 2; axis >= 0; axis--) {
                taps[tap] += rest % counts[axis] * s.aTap(axis);
                rest /= counts[axis];
            }
        }
    }

    /// Whether the rows are lines as far apart as the taps.
    private boolean shares(FilterShape s, int used) {
        boolean fits = s.space == 2 && used == rows && pieces == 1 && outerTaps > 1 && outerTaps <= SPARE + 1;
        for (int row = 1; fits && row < used; row++) {
            fits = lineA[row] - lineA[row - 1] == s.aTap(0);
        }
        return fits;
    }

    /// Of the taps of the first axis there are only those of the chunk.
    private void axis(Convolution.Workspace workspace, FilterShape s, int axis, int position) {
        int first = s.first(axis, position);
        int count = s.count(axis, position);
        int every = s.tapStep(axis);
        int from = 0;
        if (axis == 0) {
            from = Math.clamp((workspace.at - first + every - 1) / every, 0, count);
            count = Math.clamp((workspace.at + workspace.depth - first + every - 1) / every, from, count) - from;
            first -= workspace.at;
        }
        a += from * s.aTap(axis);
        step += (first + from * every) * s.stride(axis);
        counts[axis] = count;
    }

    /// The positions of class `of` along the lines, of which a piece has `each`.
    private <W extends StripConvolution.Workspace> void positions(
            StripConvolution<W> convolution, W workspace, int of, int each, int used) {
        var s = convolution.shape;
        int last = s.space - 1;
        int outerStep = step;
        int outerA = a;
        axis(workspace, s, last, s.member(last, of, 0));
        if (outerTaps * counts[last] > 0 || workspace.first) {
            int apart = s.members(last, of) < 2
                    ? 0
                    : s.start(last, s.member(last, of, 1)) - s.start(last, s.member(last, of, 0));
            int tap = s.pixels(last);
            int count = counts[last];
            int stretch = tap == 1 && s.tapStep(last) == 1 ? count * s.inner : s.inner;
            boolean whole = stretch < SHORT && outerTaps * count > 1;
            int most = MOST;
            int each1 = outerTaps * s.inner;
            if (whole) {
                most = Math.min(most, convolution.room() / (each1 * count));
            } else if (each1 > 0 && apart > 0) {
                most = Math.min(most, (convolution.room() / each1 - (count - 1) * tap - 1) / apart + 1);
            }
            for (int from = 0; from < each; from += most) {
                int length = Math.min(most, each - from);
                for (int row = 0; row < used; row++) {
                    present[row] = Math.clamp(s.members(last, of) - piece[row] * each - from, 0, length);
                }
                if (outerTaps * count > 0) {
                    int span = (length - 1) * apart + (count - 1) * tap + 1;
                    if (shares && !whole) {
                        fillShared(convolution, workspace, of, from, span);
                        list(s, false, tap, convolution.rowStride());
                    } else {
                        fill(convolution, workspace, of, each, from, used, whole, apart, tap, span);
                        list(s, whole, tap, (whole ? counts[last] : span) * s.inner);
                    }
                } else {
                    segments.count = 0;
                }
                tiles(convolution, workspace, of, each, from, used, length, whole ? each1 * count : apart * s.inner);
            }
        }
        step = outerStep;
        a = outerA;
    }

    private <W extends StripConvolution.Workspace> void fill(
            StripConvolution<W> convolution,
            W workspace,
            int of,
            int each,
            int from,
            int used,
            boolean whole,
            int apart,
            int tap,
            int span) {
        var s = convolution.shape;
        int last = s.space - 1;
        int count = counts[last];
        int pixel = s.aSpace(last);
        for (int row = 0; row < used; row++) {
            int here = present[row];
            if (here == 0) {
                continue;
            }
            int first = s.start(last, s.member(last, of, piece[row] * each + from));
            int at = lineA[row] + a + first * pixel;
            int strip = row * convolution.rowStride();
            for (int t = 0; t < outerTaps; t++) {
                if (!whole) {
                    int pixels = (here - 1) * apart + (count - 1) * tap + 1;
                    convolution.copy(workspace, strip + t * span * s.inner, at + taps[t], pixels, pixel, s.inner);
                    continue;
                }
                int size = outerTaps * count * s.inner;
                for (int f = 0; f < count; f++) {
                    int to = strip + (t * count + f) * s.inner;
                    int source = at + taps[t] + f * tap * pixel;
                    convolution.spread(workspace, to, size, source, apart * pixel, s.inner, here);
                }
            }
        }
    }

    /// The same for lines that rows share.
    private <W extends StripConvolution.Workspace> void fillShared(
            StripConvolution<W> convolution, W workspace, int of, int from, int pixels) {
        var s = convolution.shape;
        int last = s.space - 1;
        int pixel = s.aSpace(last);
        int at = lineA[0] + a + s.start(last, s.member(last, of, from)) * pixel;
        for (int strip = 0; strip < rows + outerTaps - 1; strip++) {
            int to = strip * convolution.rowStride();
            convolution.copy(workspace, to, at + strip * s.aTap(0), pixels, pixel, s.inner);
        }
    }

    /// Lists the stretches of a position's sum in the strips.
    ///
    /// @param line how far lines are apart in them
    private void list(FilterShape s, boolean whole, int tap, int line) {
        int last = s.space - 1;
        segments.begin();
        int all = outerTaps;
        for (int axis = 0; axis < last; axis++) {
            all /= counts[axis];
            segments.axis(counts[axis], all * line, s.tapStep(axis) * s.stride(axis));
        }
        segments.axis(counts[last], whole ? s.inner : tap * s.inner, s.tapStep(last) * s.stride(last));
        segments.axis(s.inner, 1, 1);
        segments.completeDense();
    }

    /// @param apart the distance of positions in the strips
    private <W extends StripConvolution.Workspace> void tiles(
            StripConvolution<W> convolution, W workspace, int of, int each, int from, int used, int length, int apart) {
        var s = convolution.shape;
        boolean first = workspace.first;
        boolean regular = segments.count > 0 && used == rows && regular(workspace, s, of, each, from, length);
        int panel = 0;
        for (int j = 0; j < workspace.columns; ) {
            int width = convolution.panelColumns(workspace.columns - j);
            int columns = Math.min(width, workspace.columns - j);
            boolean direct = regular && columns == width;
            workspace.to = at(convolution, workspace, of, each, from, 0) + j;
            if (!first) {
                move(convolution, workspace, of, each, from, used, j, width, columns, false);
            } else if (segments.count == 0) {
                convolution.clear(workspace, length * rows * width);
            }
            for (int k = 0; k < segments.count; k++) {
                int begin = panel * workspace.steps + (step + segments.k[k]) * width;
                boolean zero = first && k == 0;
                boolean out = direct && k == segments.count - 1;
                convolution.rows(workspace, segments.a[k], apart, begin, width, segments.length, length, zero, out);
            }
            if (!direct) {
                move(convolution, workspace, of, each, from, used, j, width, columns, true);
            }
            panel += width;
            j += columns;
        }
    }

    /// Whether the rows of all tiles are whole and equally far apart in the result.
    private boolean regular(
            StripConvolution.Workspace workspace, FilterShape s, int of, int each, int from, int length) {
        int last = s.space - 1;
        int all = s.groups * s.columns;
        int before = 0;
        int apart = 0;
        for (int row = 0; row < rows; row++) {
            if (present[row] < length) {
                return false;
            }
            int at = lineRow[row] + s.member(last, of, piece[row] * each + from);
            if (row > 1 && at - before != apart) {
                return false;
            }
            apart = at - before;
            before = at;
        }
        workspace.toRow = apart * all;
        workspace.toStep = s.phases(last) * all;
        return true;
    }

    /// Where position `from` of a row's piece is in the result, for the first column of the workspace.
    private int at(
            StripConvolution<?> convolution,
            StripConvolution.Workspace workspace,
            int of,
            int each,
            int from,
            int row) {
        var s = convolution.shape;
        int position = s.member(s.space - 1, of, piece[row] * each + from);
        return convolution.cAt
                + (lineRow[row] + position) * s.groups * s.columns
                + workspace.group * s.columns
                + workspace.column;
    }

    /// Moves the tiles of a panel to the result, or from it.
    private <W extends StripConvolution.Workspace> void move(
            StripConvolution<W> convolution,
            W workspace,
            int of,
            int each,
            int from,
            int used,
            int j,
            int width,
            int columns,
            boolean out) {
        var s = convolution.shape;
        int every = s.phases(s.space - 1) * s.groups * s.columns;
        for (int row = 0; row < used; row++) {
            int first = at(convolution, workspace, of, each, from, row) + j;
            for (int x = 0; x < present[row]; x++) {
                int at = first + x * every;
                if (out) {
                    convolution.store(workspace, (x * rows + row) * width, at, columns);
                } else {
                    convolution.load(workspace, (x * rows + row) * width, at, columns);
                }
            }
        }
    }

    private void finishLines(Convolution.Workspace workspace, FilterShape s, Epilogue after, int used) {
        int length = s.positions(s.space - 1);
        int column = workspace.group * s.columns + workspace.column;
        for (int row = 0; row < used; ) {
            int end = row + 1;
            while (end < used && lineRow[end] == lineRow[end - 1] + length) {
                end++;
            }
            after.apply(0, lineRow[row], lineRow[end - 1] + length, column, column + workspace.columns);
            row = end;
        }
    }

    private void finishPieces(
            Convolution.Workspace workspace, FilterShape s, Epilogue after, int of, int each, int used) {
        int last = s.space - 1;
        int column = workspace.group * s.columns + workspace.column;
        for (int row = 0; row < used; row++) {
            int begin = piece[row] * each;
            int end = Math.min(s.members(last, of), begin + each);
            int length = s.phases(last) == 1 ? end - begin : 1;
            for (int i = begin; i < end; i += length) {
                int at = lineRow[row] + s.member(last, of, i);
                after.apply(0, at, at + length, column, column + workspace.columns);
            }
        }
    }
}
