package fluxion;

import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.Shape;
import fluxion.tensor.Tensor;
import fluxion.tensor.TensorLike;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Jacobians from a recording: its reverse, batched over the elements of the target.
final class TapeJacobian {
    private TapeJacobian() {}

    static @Nullable Tensor full(Recording recording, Tensor y, TensorLike source) {
        long n = y.size();
        var seeds = Tensor.eye(y.dtype(), n).reshape(y.shape().insert(0, Dim.of(n)));
        var rows = new TapeReverse(recording).batched(y, seeds, source);
        return rows == null
                ? null
                : rows.reshape(joined(y.shape().dims(), rows.shape().without(0).dims()));
    }

    static @Nullable Tensor byRow(Recording recording, Tensor y, TensorLike source) {
        var type = source instanceof Tensor tensor
                ? tensor.type()
                : source.tensor().type();
        if (y.rank() == 0
                || type.rank() == 0
                || !y.shape().dim(0).equals(type.shape().dim(0))) {
            throw new DerivativeException("batchJacobian: a target of type " + y.type() + " and a source of type "
                    + type + "; both must have the same first extent, the batch");
        }
        // seed number j is 1 at element j of every row, as no row depends on another
        var row = y.shape().without(0);
        long n = row.size().constant();
        var seeds = Tensor.eye(y.dtype(), n)
                .reshape(row.insert(0, Dim.ONE).insert(0, Dim.of(n)))
                .broadcastTo(y.shape().insert(0, Dim.of(n)));
        var columns = new TapeReverse(recording).batched(y, seeds, source);
        return columns == null
                ? null
                : columns.moveAxis(0, 1)
                        .reshape(joined(
                                y.shape().dims(),
                                columns.shape().without(List.of(0, 1)).dims()));
    }

    /// Compares with the full Jacobian, in which what lies between different rows must be zero.
    static void verify(Recording recording, Tensor y, TensorLike source, Tensor byRow) {
        var full = full(recording, y, source);
        if (full == null) {
            return;
        }
        long b = y.size(0);
        long rows = y.size() / Math.max(b, 1);
        long columns = byRow.size() / Math.max(y.size(), 1);
        var blocks = full.reshape(b, rows, b, columns);
        var other = Tensor.eye(DType.BOOL, b).not().reshape(b, 1, b, 1);
        if (blocks.ne(0).and(other).any().itemBoolean()) {
            throw new DerivativeException("batchJacobian: a row of the target of type " + y.type()
                    + " depends on another row of the source; use jacobian");
        }
    }

    static Tensor zero(Tensor y, TensorLike source) {
        var x = source.tensor();
        return Tensor.zeros(x.dtype())
                .broadcastTo(joined(y.shape().dims(), x.shape().dims()));
    }

    static Tensor zeroByRow(Tensor y, TensorLike source) {
        var x = source.tensor();
        return Tensor.zeros(x.dtype())
                .broadcastTo(joined(y.shape().dims(), x.shape().without(0).dims()));
    }

    private static Shape joined(List<Dim> first, List<Dim> second) {
        var dims = new ArrayList<>(first);
        dims.addAll(second);
        return new Shape(dims);
    }
}
