package fluxion.tensor;

import fluxion.ir.BinaryFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.GraphBuilder;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import java.util.List;

/// A random order, made in one sequential loop that exchanges elements in place.
final class Permutation {
    private Permutation() {}

    /// @param bits `i64[n]`, random
    static Tensor of(Tensor bits, Dim n) {
        var start = Recorder.iota(DType.I64, Shape.of(n), 0);
        var count = Recorder.size(n, DType.I64);
        var g = new GraphBuilder();
        var i = g.parameter(TensorType.scalar(DType.I64));
        var order = g.parameter(start.type());
        var random = g.add(new TensorOp.Load(bits.handle(), List.of(i)));
        // bits without their sign, modulo the n - i elements that are left
        var positive = g.binary(BinaryFn.USHR, random, g.constant(DType.I64, 1L));
        var left = g.sub(g.size(n, DType.I64), i);
        var j = g.add(i, g.binary(BinaryFn.REM, positive, left));
        var atI = g.add(new TensorOp.Load(order, List.of(i)));
        var atJ = g.add(new TensorOp.Load(order, List.of(j)));
        var once = g.add(new TensorOp.Store(order, List.of(i), atJ));
        var swapped = g.add(new TensorOp.Store(once, List.of(j), atI));
        var loop = new ControlOp.For(count.handle(), List.of(start.handle()), g.finish(List.of(swapped)));
        return Recorder.all(loop, count, start, bits).getFirst();
    }
}
