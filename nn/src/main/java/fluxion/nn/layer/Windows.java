package fluxion.nn.layer;

import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.Shape;
import fluxion.tensor.Sliding;
import fluxion.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;

/// What layers share that move filters or windows.
final class Windows {
    private Windows() {}

    /// The same movement over a tensor that is padded so that each step has its place.
    static Sliding same(Sliding how) {
        return new Sliding(Sliding.Padding.SAME, how.steps(), List.of(), List.of(), how.dilations(), how.groups());
    }

    /// What `f` makes of an example of shape `input`, as its operations say it; nothing is computed.
    static Shape traced(Shape input, UnaryOperator<Tensor> f) {
        return f.apply(zeros(input.insert(0, Dim.ONE))).shape().without(0);
    }

    /// Zeros to be asked for their shape.
    static Tensor zeros(Shape shape) {
        return Tensor.scalar(DType.F32, 0).broadcastTo(shape);
    }
}
