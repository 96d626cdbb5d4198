package fluxion.tensor;

import fluxion.ir.CompareFn;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.ReduceFn;
import fluxion.ir.TensorOp;
import fluxion.ir.UnaryFn;
import java.util.List;

/// Reductions over axes. No axes given means all of them; `keepDims` leaves axes of extent 1 behind.
final class Reductions {
    private Reductions() {}

    static Tensor reduce(String name, ReduceFn fn, Tensor x, boolean keepDims, int... axes) {
        Broadcasting.check(
                name,
                x,
                switch (fn) {
                    case SUM, PROD, MAX, MIN -> dtype -> dtype != DType.BOOL;
                    case ALL, ANY -> dtype -> dtype == DType.BOOL;
                });
        var over = Axes.of(name, axes, x);
        return kept(Recorder.reduce(fn, x, over), over, x, keepDims);
    }

    private static Tensor kept(Tensor reduced, List<Integer> over, Tensor x, boolean keepDims) {
        return keepDims ? Recorder.restore(reduced, over, x.rank()) : reduced;
    }

    static Tensor mean(Tensor x, boolean keepDims, int... axes) {
        Broadcasting.check("mean", x, DType::isFloat);
        var over = Axes.of("mean", axes, x);
        return kept(mean(x, over), over, x, keepDims);
    }

    private static Tensor mean(Tensor x, List<Integer> over) {
        var sum = Recorder.reduce(ReduceFn.SUM, x, over);
        return Recorder.div(sum, Recorder.fill(Recorder.size(count(x, over), x.dtype()), sum.shape()));
    }

    private static Dim count(Tensor x, List<Integer> over) {
        var count = Dim.ONE;
        for (int axis : over) {
            count = count.times(x.shape().dim(axis));
        }
        return count;
    }

    /// The mean of the squared distances from the mean (divided by n, as NumPy does).
    static Tensor var(Tensor x, boolean keepDims, int... axes) {
        return var("var", x, keepDims, axes);
    }

    private static Tensor var(String op, Tensor x, boolean keepDims, int... axes) {
        Broadcasting.check(op, x, DType::isFloat);
        var over = Axes.of(op, axes, x);
        var centred = Recorder.sub(x, Recorder.spread(mean(x, over), over, x.shape()));
        return kept(mean(Recorder.mul(centred, centred), over), over, x, keepDims);
    }

    static Tensor std(Tensor x, boolean keepDims, int... axes) {
        return Arithmetic.sqrtFlatAtZero(var("std", x, keepDims, axes));
    }

    static Tensor norm(Tensor x, boolean keepDims, int... axes) {
        Broadcasting.check("norm", x, DType::isFloat);
        var over = Axes.of("norm", axes, x);
        var norm = Arithmetic.sqrtFlatAtZero(Recorder.reduce(ReduceFn.SUM, Recorder.mul(x, x), over));
        return kept(norm, over, x, keepDims);
    }

    /// `log(sum(exp(x)))`, shifted by the largest element so that nothing overflows; an infinite largest element is
    /// not subtracted, so that all `-inf` gives `-inf` and any `inf` gives `inf`.
    static Tensor logSumExp(Tensor x, boolean keepDims, int... axes) {
        Broadcasting.check("logSumExp", x, DType::isFloat);
        var over = Axes.of("logSumExp", axes, x);
        var largest = finiteMax(x, over);
        var shifted = Recorder.sub(x, Recorder.spread(largest, over, x.shape()));
        var sum = Recorder.reduce(ReduceFn.SUM, Recorder.exp(shifted), over);
        return kept(Recorder.add(Recorder.log(sum), largest), over, x, keepDims);
    }

    /// The largest element, or 0 where it is infinite; constant for differentiation, since any shift gives the same
    /// sum.
    private static Tensor finiteMax(Tensor x, List<Integer> over) {
        var largest = Recorder.stop(Recorder.reduce(ReduceFn.MAX, x, over));
        var infinite = Recorder.compare(
                CompareFn.EQ,
                Recorder.unary(UnaryFn.ABS, largest),
                Recorder.constantLike(largest, Double.POSITIVE_INFINITY));
        return Recorder.select(infinite, Recorder.constantLike(largest, 0), largest);
    }

    static Tensor arg(String name, ReduceFn fn, Tensor x, int axis) {
        Broadcasting.check(name, x, dtype -> dtype != DType.BOOL);
        int over = Axes.of(name, axis, x);
        if (x.shape().dim(over).is(0)) {
            throw new ShapeException(name + ": axis " + axis + " of " + x.type() + " is empty");
        }
        return Recorder.one(new TensorOp.ArgReduce(fn, x.handle(), over), x);
    }

    static Tensor cumulative(String name, ReduceFn fn, Tensor x, int axis, boolean reverse) {
        Broadcasting.check(name, x, dtype -> dtype != DType.BOOL);
        return Recorder.one(new TensorOp.Cumulative(fn, x.handle(), Axes.of(name, axis, x), reverse), x);
    }
}
