package fluxion.ir.interp;

import fluxion.ir.DType;
import fluxion.ir.math.Winograd;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.function.LongUnaryOperator;

/// A filter that moves over a tensor: which products an element of a convolution is the sum of, and in which order.
final class Filter {
    private final boolean overBatch;
    private final boolean winograd;
    private final long inner;
    private final long[] taps;
    private final long[] extents;
    private final long[] low;
    private final List<Integer> strides;
    private final List<Integer> dilationTensor;
    private final List<Integer> dilationFilter;
    private final long tensorInner;
    private final long[] tensorSpace;
    private final long filterInner;
    private final long[] filterSpace;

    /// @param overBatch whether `inner` is the outermost of the axes that are summed over; else it is the innermost
    /// @param winograd whether sums are what Winograd's algorithm gives
    /// @param inner the extent that is summed over besides the filter's axes of space
    /// @param taps the filter's extents of space
    /// @param extents the tensor's extents of space
    /// @param tensorInner the tensor's stride along `inner`
    /// @param tensorSpace the tensor's strides along the axes of space
    /// @param filterInner the filter's stride along `inner`
    /// @param filterSpace the filter's strides along the axes of space
    Filter(
            boolean overBatch,
            boolean winograd,
            long inner,
            long[] taps,
            long[] extents,
            long[] low,
            List<Integer> strides,
            List<Integer> dilationTensor,
            List<Integer> dilationFilter,
            long tensorInner,
            long[] tensorSpace,
            long filterInner,
            long[] filterSpace) {
        this.overBatch = overBatch;
        this.winograd = winograd;
        this.inner = inner;
        this.taps = taps;
        this.extents = extents;
        this.low = low;
        this.strides = strides;
        this.dilationTensor = dilationTensor;
        this.dilationFilter = dilationFilter;
        this.tensorInner = tensorInner;
        this.tensorSpace = tensorSpace;
        this.filterInner = filterInner;
        this.filterSpace = filterSpace;
    }

    private interface Term {
        void add(long tensor, long filter);
    }

    /// The sum for `position` of a tensor that begins at address `tensor` and a filter that begins at `filter`.
    double sum(
            DType dtype,
            long[] position,
            long tensor,
            LongToDoubleFunction tensorAt,
            long filter,
            LongToDoubleFunction filterAt) {
        if (winograd) {
            return winograd(position, tensor, tensorAt, filter, filterAt);
        }
        var sum = new double[1];
        forEach(
                position,
                (x, f) -> sum[0] = Functions.fma(
                        dtype, tensorAt.applyAsDouble(tensor + x), filterAt.applyAsDouble(filter + f), sum[0]));
        return sum[0];
    }

    /// The same of integers, which wrap.
    long sum(long[] position, long tensor, LongUnaryOperator tensorAt, long filter, LongUnaryOperator filterAt) {
        var sum = new long[1];
        forEach(position, (x, f) -> sum[0] += tensorAt.applyAsLong(tensor + x) * filterAt.applyAsLong(filter + f));
        return sum[0];
    }

    /// The sum for `position` as an element of the tile that it is in.
    private double winograd(
            long[] position, long tensor, LongToDoubleFunction tensorAt, long filter, LongToDoubleFunction filterAt) {
        int size = Winograd.PATCH * Winograd.PATCH;
        var sums = new float[size];
        for (long i = 0; i < inner; i++) {
            var patch = patch(position, tensor + i * tensorInner, tensorAt);
            var taps = taps(filter + i * filterInner, filterAt);
            for (int k = 0; k < size; k++) {
                sums[k] = Math.fma(patch[k], taps[k], sums[k]);
            }
        }
        var half = new float[Winograd.TILE * Winograd.PATCH];
        for (int j = 0; j < Winograd.PATCH; j++) {
            Winograd.tile(sums, j, Winograd.PATCH, half, j, Winograd.PATCH);
        }
        var row = new float[Winograd.TILE];
        Winograd.tile(half, (int) (position[0] % Winograd.TILE) * Winograd.PATCH, 1, row, 0, 1);
        return row[(int) (position[1] % Winograd.TILE)];
    }

    /// The transformed patch of one channel.
    private float[] patch(long[] position, long tensor, LongToDoubleFunction tensorAt) {
        int n = Winograd.PATCH;
        var patch = new float[n * n];
        for (int k = 0; k < patch.length; k++) {
            long y = position[0] / Winograd.TILE * Winograd.TILE + k / n - low[0];
            long x = position[1] / Winograd.TILE * Winograd.TILE + k % n - low[1];
            if (y >= 0 && y < extents[0] && x >= 0 && x < extents[1]) {
                patch[k] = (float) tensorAt.applyAsDouble(tensor + y * tensorSpace[0] + x * tensorSpace[1]);
            }
        }
        var half = new float[n * n];
        var whole = new float[n * n];
        for (int j = 0; j < n; j++) {
            Winograd.patch(patch, j, n, half, j, n);
        }
        for (int i = 0; i < n; i++) {
            Winograd.patch(half, i * n, 1, whole, i * n, 1);
        }
        return whole;
    }

    /// The transformed filter of one channel.
    private float[] taps(long filter, LongToDoubleFunction filterAt) {
        int n = Winograd.PATCH;
        int f = Winograd.TAPS;
        var taps = new float[f * f];
        for (int k = 0; k < taps.length; k++) {
            long at = filter + k / f * filterSpace[0] + k % f * filterSpace[1];
            taps[k] = (float) filterAt.applyAsDouble(at);
        }
        var half = new float[n * f];
        var whole = new float[n * n];
        for (int j = 0; j < f; j++) {
            Winograd.filter(taps, j, f, half, j, f);
        }
        for (int i = 0; i < n; i++) {
            Winograd.filter(half, i * f, 1, whole, i * n, 1);
        }
        return whole;
    }

    private void forEach(long[] position, Term term) {
        if (overBatch) {
            for (long i = 0; i < inner; i++) {
                long x = i * tensorInner;
                long f = i * filterInner;
                space(0, position, x, f, term);
            }
        } else {
            space(0, position, 0, 0, (x, f) -> {
                for (long i = 0; i < inner; i++) {
                    term.add(x + i * tensorInner, f + i * filterInner);
                }
            });
        }
    }

    private void space(int axis, long[] position, long x, long f, Term term) {
        if (axis == taps.length) {
            term.add(x, f);
            return;
        }
        for (long tap = 0; tap < taps[axis]; tap++) {
            long dilated = position[axis] * strides.get(axis) + tap * dilationFilter.get(axis) - low[axis];
            long at = Math.floorDiv(dilated, dilationTensor.get(axis));
            if (at * dilationTensor.get(axis) == dilated && at >= 0 && at < extents[axis]) {
                space(axis + 1, position, x + at * tensorSpace[axis], f + tap * filterSpace[axis], term);
            }
        }
    }
}
