package fluxion.compiler.lower;

import fluxion.ir.ControlOp;
import fluxion.ir.GraphOp;
import fluxion.ir.OpSchema;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import java.util.function.BiConsumer;

/// What an operation needs of an operand.
enum Demand {
    /// Each element about once: it may be computed on the way.
    ONCE,
    /// Elements more often than there are: what is dear is better stored.
    MANY,
    /// Elements at strides in a buffer.
    STRIDED,
    /// All elements, row-major in a buffer.
    BUFFER,
    /// A buffer that the operation may change.
    CONSUMED;

    /// Shows each operand of `op` and what is needed of it to `action`.
    static void forEach(GraphOp op, BiConsumer<Value, Demand> action) {
        switch (op) {
            case TensorOp.Broadcast(var x, var shape, var _) -> action.accept(x, x.rank() < shape.rank() ? MANY : ONCE);
            case TensorOp.Reshape(var x, var shape) -> {
                boolean readable = shape.rank() > 0 && Reshapes.splits(x.shape(), shape) != null;
                action.accept(x, readable ? ONCE : shape.rank() == 0 ? STRIDED : BUFFER);
            }
            case TensorOp.Gather(var x, var indices, int axis, int batch) -> {
                boolean scalar = x.rank() == 1 && indices.rank() == 0;
                // with one index a slice, no element is read more than once
                action.accept(x, scalar ? STRIDED : indices.rank() == batch ? ONCE : MANY);
                action.accept(indices, axis == batch && x.rank() == axis + 1 ? ONCE : MANY);
            }
            case TensorOp.RandomBits(var keys, var _) -> action.accept(keys, MANY);
            case TensorOp.Dot(var x, var y, var _, var _, var _, var _) -> {
                action.accept(x, STRIDED);
                action.accept(y, STRIDED);
            }
            case TensorOp.Convolution c -> {
                action.accept(c.x(), STRIDED);
                action.accept(c.filter(), STRIDED);
            }
            case TensorOp.ScatterAdd(var x, var indices, var updates, var _, var _) -> {
                action.accept(x, ONCE);
                action.accept(indices, STRIDED);
                action.accept(updates, ONCE);
            }
            case TensorOp.Load(var x, var indices, var _) -> {
                action.accept(x, STRIDED);
                indices.forEach(i -> action.accept(i, ONCE));
            }
            case TensorOp.Store(var x, var indices, var value, var _) -> {
                action.accept(x, CONSUMED);
                indices.forEach(i -> action.accept(i, ONCE));
                action.accept(value, ONCE);
            }
            case TensorOp.ListAppend(var list, var element) -> {
                action.accept(list, CONSUMED);
                action.accept(element, BUFFER);
            }
            case TensorOp.ListAccumulate(var list, var index, var element) -> {
                action.accept(list, CONSUMED);
                action.accept(index, ONCE);
                action.accept(element, BUFFER);
            }
            case TensorOp.Print(var _, var x) -> action.accept(x, BUFFER);
            case TensorOp.CheckFinite(var _, var x) -> action.accept(x, BUFFER);
            case ControlOp.For(var count, var initial, var _) -> {
                action.accept(count, ONCE);
                initial.forEach(x -> action.accept(x, CONSUMED));
            }
            case ControlOp.While(var initial, var _, var _) -> initial.forEach(x -> action.accept(x, CONSUMED));
            case TensorOp.Pack(var values) -> values.forEach(x -> action.accept(x, BUFFER));
            case ControlOp.Invoke(var procedure, var _, var operands) -> {
                for (int i = 0; i < operands.size(); i++) {
                    action.accept(operands.get(i), procedure.inPlace().contains(i) ? CONSUMED : BUFFER);
                }
            }
            case ScalarOp _,
                    TensorOp.Elementary _,
                    TensorOp.Transpose _,
                    TensorOp.Slice _,
                    TensorOp.Pad _,
                    TensorOp.Concat _,
                    TensorOp.Reverse _,
                    TensorOp.DynamicSlice _,
                    TensorOp.DynamicUpdate _,
                    TensorOp.Copy _,
                    TensorOp.Reduce _,
                    TensorOp.ArgReduce _,
                    TensorOp.Cumulative _,
                    TensorOp.ReduceWindow _,
                    TensorOp.SelectWindow _,
                    TensorOp.ScatterWindow _,
                    TensorOp.Iota _,
                    TensorOp.Map _,
                    TensorOp.Call _,
                    TensorOp.ListNew _,
                    TensorOp.ListAt _,
                    TensorOp.ListLength _,
                    TensorOp.Unpack _,
                    TensorOp.StopGradient _,
                    TensorOp.RequireEqual _,
                    TensorOp.Fail _,
                    ControlOp.Extent _,
                    ControlOp.If _ -> OpSchema.forEachOperand(op, x -> action.accept(x, ONCE));
        }
    }
}
