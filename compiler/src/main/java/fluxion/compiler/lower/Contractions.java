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
import org.jspecify.annotations.Nullable;

/// Appends contractions and convolutions to the host level.
record Contractions(RegionLowering lowering) {
    /// An operand as a contraction reads it, with one stride each for batch, free and contracted axes.
    private record Operand(Value buffer, Dim offset, Dim batch, Dim free, Dim inner) {}

    /// Appends the contraction `op`, with all that makes the result of `item` of it as the epilogue, into the
    /// buffer `c`.
    void contract(TensorOp.Dot op, Item.Contraction item, Value c) {
        var freeX = free(op.x(), op.batchX(), op.contractX());
        var freeY = free(op.y(), op.batchY(), op.contractY());
        var x = operand(op.x(), op.batchX(), freeX, op.contractX());
        var y = operand(op.y(), op.batchY(), freeY, op.contractY());
        var epilogue = epilogue(item, op.batchX().size(), freeX.size());
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
                reads(epilogue),
                epilogue));
    }

    /// The same for a convolution.
    void convolve(TensorOp.Convolution op, Item.Contraction item, Value c) {
        int space = op.space();
        boolean over = op.overBatch();
        var x = stored(op.x());
        var filter = stored(op.filter());
        var strideX = x.strides();
        var strideF = filter.strides();
        var epilogue = epilogue(item, 0, space + 1);
        var aStrides = new ArrayList<Dim>();
        aStrides.add(strideX.get(space + 1).times(op.channels()));
        aStrides.add(strideX.get(over ? space + 1 : 0));
        aStrides.add(strideX.get(over ? 0 : space + 1));
        aStrides.addAll(strideX.subList(1, space + 1));
        var bStrides = new ArrayList<Dim>();
        bStrides.add(strideF.get(space + 1).times(op.features()));
        bStrides.add(strideF.get(over ? 0 : space));
        bStrides.add(strideF.get(space + 1));
        bStrides.addAll(strideF.subList(over ? 1 : 0, over ? space + 1 : space));
        lowering.g.append(new BufferOp.Convolve(
                x.buffer(),
                filter.buffer(),
                c,
                over,
                op.groups(),
                over ? op.channels() : op.x().shape().dim(0),
                over ? op.x().shape().dim(0) : op.channels(),
                op.features(),
                op.positions(),
                op.taps(),
                op.extents(),
                op.low(),
                op.strides(),
                op.dilationX(),
                op.dilationFilter(),
                x.offset(),
                aStrides,
                filter.offset(),
                bStrides,
                op.winograd(),
                reads(epilogue),
                epilogue));
    }

    /// Where the elements of `x` are, at any strides; those of a copy if need be.
    private Layout stored(Value x) {
        var layout = Views.of(x, lowering.environment::layout);
        if (layout != null) {
            return layout;
        }
        var buffer = lowering.kernels.allocate(RegionLowering.bufferType(x));
        var copy = Layout.rowMajor(buffer, x.shape());
        lowering.kernels.copy("pack", x, copy);
        return copy;
    }

    private static List<Value> reads(Region epilogue) {
        var reads = new LinkedHashSet<Value>();
        Kernels.collect(epilogue, reads, new LinkedHashSet<>());
        return List.copyOf(reads);
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
        // what is contiguous stays so, so that it is copied in stretches; contractions read either
        boolean freeLast = free.contains(contiguousAxis(x, layout));
        var order = new ArrayList<>(batch);
        order.addAll(freeLast ? contracted : free);
        order.addAll(freeLast ? free : contracted);
        var shape = new Shape(order.stream().map(x.shape()::dim).toList());
        var buffer = lowering.kernels.allocate(new BufferType(x.dtype(), shape.size()));
        var strides = new Dim[order.size()];
        for (int i = 0; i < strides.length; i++) {
            strides[order.get(i)] = shape.strides().get(i);
        }
        lowering.kernels.copy("pack", x, new Layout(buffer, Dim.ZERO, List.of(strides)));
        var inner = size(x, contracted);
        var rows = size(x, free);
        return new Operand(buffer, Dim.ZERO, rows.times(inner), freeLast ? Dim.ONE : inner, freeLast ? rows : Dim.ONE);
    }

    /// The axis of `x` along which elements are one after another in memory: of what is computed, the last.
    private static int contiguousAxis(Value x, @Nullable Layout layout) {
        if (layout != null) {
            for (int axis = 0; axis < x.rank(); axis++) {
                if (layout.strides().get(axis).is(1) && !x.shape().dim(axis).is(1)) {
                    return axis;
                }
            }
        }
        return x.rank() - 1;
    }

    /// `(sum, h, i, j) -> result`
    private Region epilogue(Item.Contraction item, int batch, int freeX) {
        var dot = item.dot.value;
        var result = item.result.value;
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
