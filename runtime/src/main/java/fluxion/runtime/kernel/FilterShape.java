package fluxion.runtime.kernel;

import java.util.Arrays;

/// The numbers of one convolution, as [fluxion.ir.BufferOp.Convolve] has them, and what follows from them alone.
///
/// For each axis of space and each position along it, the taps of the filter that meet the tensor are `first`,
/// `first + step` and so on; where these are is told by tables, so that nothing is ever added that is not there.
/// Objects are used again, and keep their arrays.
final class FilterShape {
    /// Numbers before those of the axes, and numbers of each axis.
    private static final int FIXED = 14;

    private static final int OF_AXIS = 9;

    private int[] numbers = new int[FIXED + 2 * OF_AXIS];
    private int filled;

    boolean overBatch;
    int space;
    int groups;
    int batch;
    int inner;
    int columns;
    int aOffset;
    int aGroup;
    int aBatch;
    int aInner;
    int bOffset;
    int bGroup;
    int bInner;
    int bColumn;

    /// The taps along all axes together.
    int taps;
    /// The positions along all axes together, and along all but the last.
    int positions;

    int outerPositions;

    private int[] tables = {};
    /// For each axis its runs of positions that have the same taps, first position and length of each.
    private int[] runs = {};

    private int[] runCount = {};
    private int[] phases = {};
    private int[] tableAt = {};
    /// For each axis the distance of taps that meet the tensor, and what that is in the tensor and in packed steps.
    private int[] tapSteps = {};

    void begin() {
        filled = 0;
    }

    void add(int number) {
        if (filled == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * filled);
        }
        numbers[filled++] = number;
    }

    /// Reads the numbers that were added.
    void complete() {
        overBatch = numbers[0] != 0;
        space = numbers[1];
        groups = numbers[2];
        batch = numbers[3];
        inner = numbers[4];
        columns = numbers[5];
        aOffset = numbers[6];
        aGroup = numbers[7];
        aBatch = numbers[8];
        aInner = numbers[9];
        bOffset = numbers[10];
        bGroup = numbers[11];
        bInner = numbers[12];
        bColumn = numbers[13];
        if (filled != FIXED + space * OF_AXIS) {
            throw new IllegalArgumentException(filled + " numbers for " + space + " axes");
        }
        taps = 1;
        outerPositions = 1;
        for (int axis = 0; axis < space; axis++) {
            taps *= taps(axis);
            outerPositions *= axis == space - 1 ? 1 : positions(axis);
        }
        tabulate();
        join();
        positions = outerPositions * positions(space - 1);
    }

    private int ofAxis(int axis, int number) {
        return numbers[FIXED + axis * OF_AXIS + number];
    }

    int positions(int axis) {
        return ofAxis(axis, 0);
    }

    int taps(int axis) {
        return ofAxis(axis, 1);
    }

    int extent(int axis) {
        return ofAxis(axis, 2);
    }

    int low(int axis) {
        return ofAxis(axis, 3);
    }

    private int stepOf(int axis) {
        return ofAxis(axis, 4);
    }

    private int dilationA(int axis) {
        return ofAxis(axis, 5);
    }

    private int dilationB(int axis) {
        return ofAxis(axis, 6);
    }

    int aSpace(int axis) {
        return ofAxis(axis, 7);
    }

    int bSpace(int axis) {
        return ofAxis(axis, 8);
    }

    /// The distance of the taps of `axis` that meet the tensor.
    int tapStep(int axis) {
        return tapSteps[axis];
    }

    /// What one such distance is in the tensor.
    int aTap(int axis) {
        return pixels(axis) * aSpace(axis);
    }

    /// How many positions of the tensor that is.
    int pixels(int axis) {
        return tapSteps[axis] * dilationB(axis) / dilationA(axis);
    }

    /// The first tap at `position` of `axis` that meets the tensor.
    int first(int axis, int position) {
        return tables[tableAt[axis] + 3 * position];
    }

    /// How many do.
    int count(int axis, int position) {
        return tables[tableAt[axis] + 3 * position + 1];
    }

    /// Which element of the tensor the first one meets, along `axis`.
    int start(int axis, int position) {
        return tables[tableAt[axis] + 3 * position + 2];
    }

    private void tabulate() {
        int size = 0;
        for (int axis = 0; axis < space; axis++) {
            size += 3 * positions(axis);
        }
        if (tables.length < size) {
            tables = new int[size];
        }
        if (tableAt.length < space) {
            tableAt = new int[space];
            tapSteps = new int[space];
            runCount = new int[space];
            phases = new int[space];
        }
        if (runs.length < size) {
            runs = new int[size];
        }
        int at = 0;
        for (int axis = 0; axis < space; axis++) {
            tableAt[axis] = at;
            tapSteps[axis] = dilationA(axis) / commonDivisor(dilationA(axis), dilationB(axis));
            for (int position = 0; position < positions(axis); position++) {
                tabulate(axis, position, at);
                at += 3;
            }
            group(axis);
        }
    }

    /// Over the batch, makes the positions along the last axis part of the batch if all have the same taps and one
    /// begins in the tensor where the batch of the one before ends.
    private void join() {
        int last = space - 1;
        if (!overBatch || classes(last) != 1 || count(last, 0) == 0) {
            return;
        }
        int along = positions(last);
        int apart = along == 1 ? 0 : start(last, member(last, 0, 1)) - start(last, 0);
        if (along > 1 && phases(last) == 1 && apart * aSpace(last) == batch * aBatch) {
            batch *= along;
            numbers[FIXED + last * OF_AXIS] = 1;
            runs[tableAt[last] + 1] = 1;
        }
    }

    private void group(int axis) {
        int every = dilationA(axis) / commonDivisor(dilationA(axis), stepOf(axis));
        phases[axis] = every;
        int at = tableAt[axis];
        for (int phase = 0; phase < Math.min(every, positions(axis)); phase++) {
            for (int p = phase; p < positions(axis); ) {
                int first = p;
                while (p < positions(axis)
                        && first(axis, p) == first(axis, first)
                        && count(axis, p) == count(axis, first)) {
                    p += every;
                }
                runs[at++] = first;
                runs[at++] = (p - first) / every;
            }
        }
        runCount[axis] = (at - tableAt[axis]) / 2;
    }

    /// The distance of the positions along `axis` that may have the same taps.
    int phases(int axis) {
        return phases[axis];
    }

    /// How many classes of positions there are along `axis`: all of one have the same taps, and are equally far
    /// apart, in the tensor too if there are taps.
    int classes(int axis) {
        return runCount[axis];
    }

    /// How many positions a class has.
    int members(int axis, int of) {
        return runs[tableAt[axis] + 2 * of + 1];
    }

    /// Position `i` of a class.
    int member(int axis, int of, int i) {
        return runs[tableAt[axis] + 2 * of] + i * phases(axis);
    }

    /// The steps of the packed filter from one tap of `axis` to the next.
    int stride(int axis) {
        int stride = overBatch ? 1 : inner;
        for (int inside = axis + 1; inside < space; inside++) {
            stride *= taps(inside);
        }
        return stride;
    }

    private void tabulate(int axis, int position, int at) {
        int from = position * stepOf(axis) - low(axis);
        int step = dilationB(axis);
        int dilation = dilationA(axis);
        // taps before reach in front of the tensor, taps from `end` on behind it
        int tap = from >= 0 ? 0 : (-from + step - 1) / step;
        int reach = (extent(axis) - 1) * dilation - from;
        int end = extent(axis) == 0 || reach < 0 ? 0 : Math.min(taps(axis), reach / step + 1);
        int most = Math.min(end, tap + tapSteps[axis]);
        while (tap < most && (from + tap * step) % dilation != 0) {
            tap++;
        }
        boolean none = tap >= most;
        tables[at] = none ? 0 : tap;
        tables[at + 1] = none ? 0 : (end - tap + tapSteps[axis] - 1) / tapSteps[axis];
        tables[at + 2] = none ? 0 : (from + tap * step) / dilation;
    }

    private static int commonDivisor(int a, int b) {
        while (b != 0) {
            int rest = a % b;
            a = b;
            b = rest;
        }
        return a;
    }
}
