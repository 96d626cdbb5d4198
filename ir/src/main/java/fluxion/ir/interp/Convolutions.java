package fluxion.ir.interp;

import fluxion.ir.TensorOp;
import java.util.Arrays;

/// Convolutions of whole tensors.
///
/// @param at where the operands are
record Convolutions(Evaluation at) {
    TensorValue evaluate(TensorOp.Convolution op) {
        var x = at.tensor(op.x());
        var filter = at.tensor(op.filter());
        int space = op.space();
        var strideX = Indices.strides(x.extents());
        var strideF = Indices.strides(filter.extents());
        int firstTap = op.overBatch() ? 1 : 0;
        int batchX = op.overBatch() ? space + 1 : 0;
        int innerX = op.overBatch() ? 0 : space + 1;
        int innerF = op.overBatch() ? 0 : space;
        var filtered = new Filter(
                op.overBatch(),
                op.winograd(),
                filter.extent(innerF),
                at.extents(op.taps()),
                at.extents(op.extents()),
                at.extents(op.low()),
                op.strides(),
                op.dilationX(),
                op.dilationFilter(),
                strideX[innerX],
                Arrays.copyOfRange(strideX, 1, space + 1),
                strideF[innerF],
                Arrays.copyOfRange(strideF, firstTap, firstTap + space));
        var shape = at.shape(((fluxion.ir.TensorType) op.types().getFirst()).shape());
        int size = TensorValue.size(shape);
        long channels = at.extent(op.channels());
        long features = at.extent(op.features());
        int firstPosition = op.overBatch() ? 0 : 1;
        int batch = op.overBatch() ? space : 0;
        var index = new long[shape.length];
        var doubles = new double[x.dtype().isFloat() ? size : 0];
        var longs = new long[x.dtype().isFloat() ? 0 : size];
        for (int i = 0; i < size; i++) {
            long feature = index[space + 1];
            long group = feature / features;
            long startX = group * channels + index[batch] * strideX[batchX];
            var position = Arrays.copyOfRange(index, firstPosition, firstPosition + space);
            if (x.dtype().isFloat()) {
                doubles[i] = filtered.sum(
                        x.dtype(),
                        position,
                        startX,
                        k -> x.getDouble((int) k),
                        feature,
                        k -> filter.getDouble((int) k));
            } else {
                longs[i] =
                        filtered.sum(position, startX, k -> x.getLong((int) k), feature, k -> filter.getLong((int) k));
            }
            Indices.step(shape, index, new long[shape.length]);
        }
        return x.dtype().isFloat()
                ? TensorValue.ofDoubles(x.dtype(), doubles, shape)
                : TensorValue.ofLongs(x.dtype(), longs, shape);
    }
}
