package fluxion.compiler.autodiff;

import static fluxion.compiler.autodiff.ElementaryDerivative.number;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.GraphBuilder;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Compositions about indices that several rules need.
final class Indexing {
    private Indexing() {}

    /// [TensorOp.Gather], but with 0 where an index is outside.
    static Value gatherOrZero(GraphBuilder g, Value x, Value indices, int axis, int batch) {
        var gathered = g.add(new TensorOp.Gather(x, indices, axis, batch));
        var inside = within(g, indices, x.shape().dim(axis));
        var axes = new ArrayList<>(Axes.range(0, batch));
        axes.addAll(Axes.range(axis, axis + indices.rank() - batch));
        return g.select(g.broadcast(inside, gathered.shape(), axes), gathered, number(g, gathered, 0));
    }

    /// Whether each of `indices` is in `0 .. extent-1`.
    static Value within(GraphBuilder g, Value indices, Dim extent) {
        var shape = indices.shape();
        var low = g.compare(CompareFn.GE, indices, number(g, indices, 0));
        var high = g.compare(CompareFn.LT, indices, g.broadcast(g.size(extent, indices.dtype()), shape));
        return g.binary(BinaryFn.AND, low, high);
    }

    /// Where the result of `pad` shows an element of its operand.
    static Value paddedMask(GraphBuilder g, TensorOp.Pad pad) {
        var all = g.broadcast(g.constant(true), pad.x().shape());
        return g.add(new TensorOp.Pad(all, g.constant(false), pad.low(), pad.high(), pad.interior()));
    }

    /// The indices of a tensor of `type` along `axis`.
    static Value iota(GraphBuilder g, TensorType type, int axis) {
        return g.add(new TensorOp.Iota(type.with(DType.I64), axis));
    }

    /// `x` moved on by one place along `axis`: the first element is `first` (the last, if `reverse`, where all move
    /// back by one).
    static Value shift(GraphBuilder g, Value x, int axis, boolean reverse, double first) {
        var n = x.shape().dim(axis);
        if (n.is(0)) {
            return x;
        }
        int rank = x.rank();
        var ones = Collections.nCopies(rank, 1);
        var starts = new ArrayList<>(Collections.nCopies(rank, Dim.ZERO));
        if (reverse) {
            starts.set(axis, Dim.ONE);
        }
        var sizes = x.shape().with(axis, n.plus(-1)).dims();
        var rest = g.add(new TensorOp.Slice(x, starts, sizes, ones));
        var edge = g.full(x.tensorType().with(x.shape().with(axis, Dim.ONE)), first);
        return g.add(new TensorOp.Concat(reverse ? List.of(rest, edge) : List.of(edge, rest), axis));
    }
}
