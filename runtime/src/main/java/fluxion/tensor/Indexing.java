package fluxion.tensor;

import fluxion.ir.CompareFn;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.ReduceFn;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import java.util.ArrayList;
import java.util.List;

/// Operations that pick or place elements by index.
final class Indexing {
    private Indexing() {}

    /// The slices of `x` at `indices` along `axis`: shape `x.shape` with `indices.shape` in place of the axis. An
    /// index outside gives NaN, 0 or false; negative ones do not count from the end.
    static Tensor gather(Tensor x, Tensor indices, int axis, int batch) {
        int at = Axes.of("gather", axis, x);
        integer("gather", indices);
        if (batch < 0
                || batch > at
                || batch > indices.rank()
                || !x.shape()
                        .dims()
                        .subList(0, batch)
                        .equals(indices.shape().dims().subList(0, batch))) {
            throw new ShapeException("gather: " + batch + " batch axes of " + x.type() + " and indices "
                    + indices.type() + "; they must be the same in both, and before axis " + at);
        }
        return Recorder.one(new TensorOp.Gather(x.handle(), indices.handle(), at, batch), x, indices);
    }

    /// `x` with `updates` added at `indices` along `axis`; an index outside adds nothing.
    static Tensor scatterAdd(Tensor x, Tensor indices, Tensor updates, int axis) {
        int at = Axes.of("scatterAdd", axis, x);
        integer("scatterAdd", indices);
        Broadcasting.check("scatterAdd", x, dtype -> dtype != DType.BOOL);
        Broadcasting.sameDType("scatterAdd", x, updates);
        var dims = new ArrayList<>(x.shape().dims().subList(0, at));
        dims.addAll(indices.shape().dims());
        dims.addAll(x.shape().dims().subList(at + 1, x.rank()));
        var added = Broadcasting.broadcastTo(updates, new Shape(dims));
        return Recorder.one(
                new TensorOp.ScatterAdd(x.handle(), indices.handle(), added.handle(), at, 0), x, indices, added);
    }

    private static void integer(String op, Tensor indices) {
        if (!indices.dtype().isInteger()) {
            throw new DTypeException(op + ": indices have type " + indices.type() + "; they must be i32 or i64");
        }
    }

    /// 1 where the last axis of the result, of extent `depth`, has the index, else 0.
    static Tensor oneHot(Tensor indices, long depth, DType dtype) {
        integer("oneHot", indices);
        var shape = indices.shape()
                .insert(indices.rank(), Axes.shape("oneHot", depth).dim(0));
        var classes = Recorder.iota(indices.dtype(), shape, indices.rank());
        var wanted = Recorder.spread(indices, List.of(indices.rank()), shape);
        return Recorder.convert(Recorder.compare(CompareFn.EQ, wanted, classes), dtype);
    }

    /// The block of shape `sizes` that begins at `starts`, integer scalars; it is moved inside where it would not
    /// fit.
    static Tensor dynamicSlice(Tensor x, List<Tensor> starts, long... sizes) {
        var shape = Axes.shape("dynamicSlice", sizes);
        var operands = window("dynamicSlice", x, starts, shape);
        var handles = Recorder.handles(operands);
        operands.addFirst(x);
        return Recorder.one(new TensorOp.DynamicSlice(x.handle(), handles, shape.dims()), operands);
    }

    /// `x` with the block that begins at `starts` replaced by `update`; it is moved inside where it would not fit.
    static Tensor dynamicUpdate(Tensor x, List<Tensor> starts, Tensor update) {
        Broadcasting.sameDType("dynamicUpdate", x, update);
        var operands = window("dynamicUpdate", x, starts, update.shape());
        var handles = Recorder.handles(operands);
        operands.addFirst(update);
        operands.addFirst(x);
        return Recorder.one(new TensorOp.DynamicUpdate(x.handle(), update.handle(), handles), operands);
    }

    private static ArrayList<Tensor> window(String op, Tensor x, List<Tensor> starts, Shape sizes) {
        boolean fits = starts.size() == x.rank() && sizes.rank() == x.rank();
        for (int i = 0; fits && i < x.rank(); i++) {
            var dim = x.shape().dim(i);
            fits = !dim.isConstant()
                    || !sizes.dim(i).isConstant()
                    || sizes.dim(i).constant() <= dim.constant();
        }
        if (!fits) {
            throw new ShapeException(op + ": a block of shape " + sizes + " at " + starts.size() + " starts in "
                    + x.type() + "; one start an axis is needed, and no extent may exceed that of the tensor");
        }
        var scalars = new ArrayList<Tensor>();
        for (var start : starts) {
            if (start.rank() != 0 || !start.dtype().isInteger()) {
                throw new DTypeException(op + ": start of type " + start.type() + "; it must be an i32 or i64 scalar");
            }
            scalars.add(Recorder.convert(start, DType.I64));
        }
        return scalars;
    }

    /// `x` with axis `second` dropped, the elements at equal indices of `first` and `second` kept.
    static Tensor diagonal(Tensor x, int first, int second) {
        if (!x.shape().dim(first).equals(x.shape().dim(second))) {
            throw new ShapeException(
                    "diagonal: axes " + first + " and " + second + " of " + x.type() + " have not one extent");
        }
        var equal = Recorder.compare(
                CompareFn.EQ, Recorder.iota(DType.I64, x.shape(), first), Recorder.iota(DType.I64, x.shape(), second));
        var masked = Recorder.select(equal, x, Recorder.constantLike(x, 0));
        return Recorder.reduce(x.dtype() == DType.BOOL ? ReduceFn.ANY : ReduceFn.SUM, masked, List.of(second));
    }

    /// Keeps the elements with column index minus row index at most (`lower`) or at least (not `lower`) `diagonal`.
    static Tensor triangle(String op, Tensor x, long diagonal, boolean lower) {
        if (x.rank() < 2) {
            throw new ShapeException(op + ": " + x.type() + "; at least two axes are needed");
        }
        var rows = Recorder.iota(DType.I64, x.shape(), x.rank() - 2);
        var columns = Recorder.iota(DType.I64, x.shape(), x.rank() - 1);
        var bound = Recorder.add(rows, Recorder.fill(Recorder.constant(DType.I64, diagonal), x.shape()));
        var keep = Recorder.compare(lower ? CompareFn.LE : CompareFn.GE, columns, bound);
        return Recorder.select(keep, x, Recorder.constantLike(x, 0));
    }

    static Tensor eye(DType dtype, long n) {
        var shape = Axes.shape("eye", n, n);
        var equal =
                Recorder.compare(CompareFn.EQ, Recorder.iota(DType.I64, shape, 0), Recorder.iota(DType.I64, shape, 1));
        return Recorder.convert(equal, dtype);
    }

    /// `start + i * step` for i = 0 .. n-1.
    static Tensor ramp(DType dtype, Tensor start, Tensor step, Dim n) {
        var shape = Shape.of(n);
        var steps = Recorder.mul(Recorder.iota(dtype, shape, 0), Recorder.fill(step, shape));
        return Recorder.add(Recorder.fill(start, shape), steps);
    }
}
