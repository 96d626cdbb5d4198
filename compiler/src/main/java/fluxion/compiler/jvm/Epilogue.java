package fluxion.compiler.jvm;

import fluxion.ir.BufferOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Region;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is done to the result of a contraction or convolution, block by block.
///
/// @param c the result: matrices of `rows` by `columns`, one behind the other
/// @param region `(sum, h, i, j) -> element`
record Epilogue(Value c, Dim rows, Dim columns, Region region) {
    /// The epilogue of `op`; null if it has none that changes anything.
    static @Nullable Epilogue of(BufferOp op) {
        var epilogue = switch (op) {
            case BufferOp.Contract contract ->
                new Epilogue(contract.c(), contract.rows(), contract.columns(), contract.epilogue());
            case BufferOp.Convolve convolve ->
                new Epilogue(convolve.c(), convolve.rows(), convolve.width(), convolve.epilogue());
            case BufferOp _ -> null;
        };
        boolean changes = epilogue != null
                && epilogue.region.yields().getFirst()
                        != epilogue.region.parameters().getFirst();
        return changes ? epilogue : null;
    }

    /// The epilogue as a loop body `(h, i, j)` that replaces the sum in the result by the element.
    Region inPlace() {
        var g = new GraphBuilder();
        var i64 = TensorType.scalar(DType.I64);
        var indices = List.of(g.parameter(i64), g.parameter(i64), g.parameter(i64));
        var strides = List.of(rows.times(columns), columns, Dim.ONE);
        var copier = new GraphCopier();
        copier.bind(region.parameters().getFirst(), g.add(new BufferOp.Read(c, Dim.ZERO, indices, strides)));
        for (int i = 0; i < indices.size(); i++) {
            copier.bind(region.parameters().get(i + 1), indices.get(i));
        }
        copier.copy(region.body(), g);
        var element = copier.copyOf(region.yields().getFirst());
        g.append(new BufferOp.Write(c, Dim.ZERO, indices, strides, element));
        return g.finish(List.of());
    }

    /// The numbers of a convolution, in the order in which the runtime takes them.
    static List<Dim> numbers(BufferOp.Convolve op) {
        var numbers = new ArrayList<Dim>();
        numbers.add(op.overBatch() ? Dim.ONE : Dim.ZERO);
        numbers.add(Dim.of(op.space()));
        numbers.addAll(List.of(op.groups(), op.batch(), op.inner(), op.columns(), op.aOffset()));
        numbers.addAll(op.aStrides().subList(0, 3));
        numbers.add(op.bOffset());
        numbers.addAll(op.bStrides().subList(0, 3));
        for (int axis = 0; axis < op.space(); axis++) {
            numbers.add(op.positions().get(axis));
            numbers.add(op.taps().get(axis));
            numbers.add(op.extents().get(axis));
            numbers.add(op.low().get(axis));
            numbers.add(Dim.of(op.strides().get(axis)));
            numbers.add(Dim.of(op.dilationA().get(axis)));
            numbers.add(Dim.of(op.dilationB().get(axis)));
            numbers.add(op.aStrides().get(axis + 3));
            numbers.add(op.bStrides().get(axis + 3));
        }
        return numbers;
    }
}
