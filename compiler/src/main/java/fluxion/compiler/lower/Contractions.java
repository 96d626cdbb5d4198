package fluxion.compiler.lower;

import fluxion.ir.BufferOp;
import fluxion.ir.BufferType;
import fluxion.ir.Dim;
import fluxion.ir.GraphBuilder;
import fluxion.ir.Region;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.IntStream;

/// Appends contractions to the host level.
record Contractions(RegionLowering lowering) {
    /// An operand as a contraction reads it, with one stride each for batch, free and contracted axes.
    private record Operand(Value buffer, Dim offset, Dim batch, Dim free, Dim inner) {}

    /// Appends the contraction `dot`, with all that makes `result` of it as the epilogue, into the buffer `c`.
    void contract(Info dot, Info result, Value c) {
        if (!(dot.op instanceof TensorOp.Dot op)) {
            throw new IllegalArgumentException("no contraction: " + dot.op);
        }
        var freeX = free(op.x(), op.batchX(), op.contractX());
        var freeY = free(op.y(), op.batchY(), op.contractY());
        var x = operand(op.x(), op.batchX(), freeX, op.contractX());
        var y = operand(op.y(), op.batchY(), freeY, op.contractY());
        var epilogue = epilogue(dot.value, result.value, op.batchX().size(), freeX.size());
        var reads = new LinkedHashSet<Value>();
        Kernels.collect(epilogue, reads, new LinkedHashSet<>());
        lowering.g.append(new BufferOp.Contract(
                x.buffer,
                y.buffer,
                c,
                size(op.x(), op.batchX()),
                size(op.x(), freeX),
                size(op.y(), freeY),
                size(op.x(), op.contractX()),
                x.offset,
                List.of(x.batch, x.free, x.inner),
                y.offset,
                List.of(y.batch, y.inner, y.free),
                List.copyOf(reads),
                epilogue));
    }

    private static List<Integer> free(Value x, List<Integer> batch, List<Integer> contracted) {
        return IntStream.range(0, x.rank())
                .filter(axis -> !batch.contains(axis) && !contracted.contains(axis))
                .boxed()
                .toList();
    }

    private static Dim size(Value x, List<Integer> axes) {
        var size = Dim.ONE;
        for (int axis : axes) {
            size = size.times(x.shape().dim(axis));
        }
        return size;
    }

    private Operand operand(Value x, List<Integer> batch, List<Integer> free, List<Integer> contracted) {
        var layout = Views.of(x, lowering.environment::layout);
        if (layout != null) {
            var b = Views.stride(layout, x.shape(), batch);
            var f = Views.stride(layout, x.shape(), free);
            var c = Views.stride(layout, x.shape(), contracted);
            if (b != null && f != null && c != null) {
                return new Operand(layout.buffer(), layout.offset(), b, f, c);
            }
        }
        var order = new ArrayList<>(batch);
        order.addAll(free);
        order.addAll(contracted);
        var shape = new Shape(order.stream().map(x.shape()::dim).toList());
        var buffer = lowering.kernels.allocate(new BufferType(x.dtype(), shape.size()));
        var strides = new Dim[order.size()];
        for (int i = 0; i < strides.length; i++) {
            strides[order.get(i)] = shape.strides().get(i);
        }
        lowering.kernels.copy("pack", x, new Layout(buffer, Dim.ZERO, List.of(strides)));
        var inner = size(x, contracted);
        return new Operand(buffer, Dim.ZERO, size(x, free).times(inner), inner, Dim.ONE);
    }

    /// `(sum, h, i, j) -> result`
    private Region epilogue(Value dot, Value result, int batch, int freeX) {
        var g = new GraphBuilder();
        var elements = new Elements(lowering.environment, g);
        var sum = g.parameter(TensorType.scalar(dot.dtype()));
        var dims = dot.shape().dims();
        var index = new ArrayList<Affine>();
        var h = elements.variable(elements.top());
        var i = elements.variable(elements.top());
        var j = elements.variable(elements.top());
        index.addAll(elements.parts(h, dims.subList(0, batch)));
        index.addAll(elements.parts(i, dims.subList(batch, batch + freeX)));
        index.addAll(elements.parts(j, dims.subList(batch + freeX, dims.size())));
        var at = List.copyOf(index);
        elements.bind(elements.top(), dot, at, sum);
        return g.finish(List.of(elements.at(result, at)));
    }
}
