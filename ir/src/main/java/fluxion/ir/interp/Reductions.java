package fluxion.ir.interp;

import fluxion.ir.BinaryFn;
import fluxion.ir.DType;
import fluxion.ir.EvaluationException;
import fluxion.ir.ReduceFn;
import fluxion.ir.TensorOp;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/// Operations that combine many elements into one.
final class Reductions {
    private Reductions() {}

    /// The addresses of `x` along some of its axes: those of the space of the axes, where all others are 0.
    private static int[] along(TensorValue x, List<Integer> axes) {
        var strides = Indices.strides(x.extents());
        return Indices.addresses(pick(x.extents(), axes), 0, pick(strides, axes));
    }

    private static long[] pick(long[] from, List<Integer> axes) {
        return axes.stream().mapToLong(axis -> from[axis]).toArray();
    }

    private static List<Integer> without(int rank, List<Integer> axes) {
        var others = new ArrayList<Integer>();
        for (int i = 0; i < rank; i++) {
            if (!axes.contains(i)) {
                others.add(i);
            }
        }
        return others;
    }

    static TensorValue reduce(ReduceFn fn, TensorValue x, List<Integer> axes) {
        var kept = without(x.rank(), axes);
        var starts = along(x, kept);
        var offsets = along(x, axes.stream().sorted().toList());
        var shape = pick(x.extents(), kept);
        if (x.dtype().isFloat()) {
            var a = x.doubles();
            var r = new double[starts.length];
            for (int k = 0; k < r.length; k++) {
                int start = starts[k];
                r[k] = Accumulators.reduceDoubles(fn, x.dtype(), offsets.length, i -> a[start + offsets[i]]);
            }
            return TensorValue.ofDoubles(x.dtype(), r, shape);
        }
        var a = x.longs();
        var r = new long[starts.length];
        for (int k = 0; k < r.length; k++) {
            int start = starts[k];
            r[k] = Accumulators.reduceLongs(fn, x.dtype(), offsets.length, i -> a[start + offsets[i]]);
        }
        return TensorValue.ofLongs(x.dtype(), r, shape);
    }

    static TensorValue argReduce(ReduceFn fn, TensorValue x, int axis) {
        var kept = without(x.rank(), List.of(axis));
        var starts = along(x, kept);
        var offsets = along(x, List.of(axis));
        if (offsets.length == 0 && starts.length > 0) {
            throw new EvaluationException("arg-reduce of the empty axis " + axis + " of " + x);
        }
        var r = new long[starts.length];
        for (int k = 0; k < r.length; k++) {
            int best = 0;
            for (int i = 1; i < offsets.length; i++) {
                if (isBeyond(fn, x, starts[k] + offsets[i], starts[k] + offsets[best])) {
                    best = i;
                }
            }
            r[k] = best;
        }
        return TensorValue.owning(DType.I64, r, pick(x.extents(), kept));
    }

    /// Whether element `i` takes the place of the earlier `best`.
    static boolean isBeyond(ReduceFn fn, TensorValue x, int i, int best) {
        boolean max = fn == ReduceFn.MAX;
        if (x.dtype().isFloat()) {
            double a = x.getDouble(i);
            double b = x.getDouble(best);
            return !Double.isNaN(b) && (Double.isNaN(a) || (max ? a > b : a < b));
        }
        return max ? x.getLong(i) > x.getLong(best) : x.getLong(i) < x.getLong(best);
    }

    static TensorValue cumulative(ReduceFn fn, TensorValue x, int axis, boolean reverse) {
        var starts = along(x, without(x.rank(), List.of(axis)));
        var offsets = along(x, List.of(axis));
        int n = offsets.length;
        if (x.dtype().isFloat()) {
            var f = Functions.ofDoubles(fn.combine(), x.dtype());
            var a = x.doubles();
            var r = new double[a.length];
            for (int start : starts) {
                double acc = fn.identity(x.dtype()).toDouble();
                for (int i = 0; i < n; i++) {
                    int at = start + offsets[reverse ? n - 1 - i : i];
                    acc = f.applyAsDouble(acc, a[at]);
                    r[at] = acc;
                }
            }
            return TensorValue.ofDoubles(x.dtype(), r, x.extents());
        }
        var f = Functions.ofLongs(fn.combine(), x.dtype());
        var a = x.longs();
        var r = new long[a.length];
        for (int start : starts) {
            long acc = fn.identity(x.dtype()).bits();
            for (int i = 0; i < n; i++) {
                int at = start + offsets[reverse ? n - 1 - i : i];
                acc = f.applyAsLong(acc, a[at]);
                r[at] = acc;
            }
        }
        return TensorValue.ofLongs(x.dtype(), r, x.extents());
    }

    static TensorValue dot(TensorOp.Dot dot, TensorValue x, TensorValue y) {
        var freeX = without(x.rank(), concat(dot.batchX(), dot.contractX()));
        var freeY = without(y.rank(), concat(dot.batchY(), dot.contractY()));
        var batchX = along(x, dot.batchX());
        var batchY = along(y, dot.batchY());
        var rows = along(x, freeX);
        var columns = along(y, freeY);
        var shape = concat(pick(x.extents(), dot.batchX()), pick(x.extents(), freeX), pick(y.extents(), freeY));
        var contraction = new Contraction(x, y, along(x, dot.contractX()), along(y, dot.contractY()));
        return contraction.run(batchX, rows, batchY, columns, shape);
    }

    private static List<Integer> concat(List<Integer> a, List<Integer> b) {
        var both = new ArrayList<>(a);
        both.addAll(b);
        return both;
    }

    private static long[] concat(long[]... parts) {
        return java.util.Arrays.stream(parts)
                .flatMapToLong(java.util.Arrays::stream)
                .toArray();
    }

    /// Sums of products over `innerX.length` pairs of elements at fixed distances from a start.
    private static final class Contraction {
        private final TensorValue x;
        private final TensorValue y;
        private final int[] innerX;
        private final int[] innerY;

        Contraction(TensorValue x, TensorValue y, int[] innerX, int[] innerY) {
            this.x = x;
            this.y = y;
            this.innerX = innerX;
            this.innerY = innerY;
        }

        TensorValue run(int[] batchX, int[] rows, int[] batchY, int[] columns, long[] shape) {
            int size = TensorValue.size(shape);
            boolean few = size < Accumulators.COUNT;
            int at = 0;
            if (x.dtype().isFloat()) {
                var r = new double[size];
                var a = x.doubles();
                var b = y.doubles();
                for (int h = 0; h < batchX.length; h++) {
                    for (int row : rows) {
                        for (int column : columns) {
                            r[at++] = ofDoubles(few, a, batchX[h] + row, b, batchY[h] + column);
                        }
                    }
                }
                return TensorValue.ofDoubles(x.dtype(), r, shape);
            }
            var r = new long[size];
            var a = x.longs();
            var b = y.longs();
            for (int h = 0; h < batchX.length; h++) {
                for (int row : rows) {
                    for (int column : columns) {
                        r[at++] = ofLongs(a, batchX[h] + row, b, batchY[h] + column);
                    }
                }
            }
            return TensorValue.ofLongs(x.dtype(), r, shape);
        }

        private double ofDoubles(boolean few, double[] a, int startX, double[] b, int startY) {
            return contract(x.dtype(), few, innerX.length, k -> a[startX + innerX[k]], k -> b[startY + innerY[k]]);
        }

        // integers wrap, so that the order of the sum does not matter
        private long ofLongs(long[] a, int startX, long[] b, int startY) {
            long sum = 0;
            for (int k = 0; k < innerX.length; k++) {
                sum += a[startX + innerX[k]] * b[startY + innerY[k]];
            }
            return sum;
        }
    }

    /// One element of a contraction of floats.
    ///
    /// @param few whether the whole result has fewer than 64 elements: a reduction of products
    static double contract(DType dtype, boolean few, int inner, IntToDoubleFunction x, IntToDoubleFunction y) {
        if (few) {
            var multiply = Functions.ofDoubles(BinaryFn.MUL, dtype);
            return Accumulators.reduceDoubles(
                    ReduceFn.SUM, dtype, inner, k -> multiply.applyAsDouble(x.applyAsDouble(k), y.applyAsDouble(k)));
        }
        double sum = 0;
        for (int k = 0; k < inner; k++) {
            sum = Functions.fma(dtype, x.applyAsDouble(k), y.applyAsDouble(k), sum);
        }
        return sum;
    }
}
