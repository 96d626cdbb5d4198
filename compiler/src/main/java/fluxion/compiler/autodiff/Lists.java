package fluxion.compiler.autodiff;

import fluxion.ir.BinaryFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.GraphBuilder;
import fluxion.ir.ListType;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.List;
import java.util.function.BiFunction;

/// Compositions of list operations.
final class Lists {
    private Lists() {}

    /// `x` with each element of `y` added to its own. Consumes `x`.
    static Value sum(GraphBuilder g, Value x, Value y) {
        var length = g.add(new TensorOp.ListLength(y));
        var body = g.nested();
        var i = body.parameter(length.type());
        var sum = body.parameter(x.type());
        var next = body.add(new TensorOp.ListAccumulate(sum, i, body.add(new TensorOp.ListAt(y, i))));
        return g.append(new ControlOp.For(length, List.of(x), body.finish(List.of(next))))
                .getFirst();
    }

    /// The sum of two frames.
    static Value sumOfFrames(GraphBuilder g, Value x, Value y) {
        var zero = g.constant(DType.I64, 0L);
        var nothing = g.add(new TensorOp.ListNew(new ListType(x.type())));
        var first = g.add(new TensorOp.ListAccumulate(nothing, zero, x));
        return g.add(new TensorOp.ListAt(g.add(new TensorOp.ListAccumulate(first, zero, y)), zero));
    }

    /// A list of `type` of what `element` makes of each tensor in `x`, a list of tensors or of such lists.
    static Value map(GraphBuilder g, Value x, ListType type, BiFunction<GraphBuilder, Value, Value> element) {
        return build(g, g.add(new TensorOp.ListLength(x)), type, (at, i) -> {
            var y = at.add(new TensorOp.ListAt(x, i));
            return type.element() instanceof ListType inner ? map(at, y, inner, element) : element.apply(at, y);
        });
    }

    /// For each place what `element` makes of the tensors of `x` and `y` there; a list counts as zero beyond its
    /// length.
    static Value zip(GraphBuilder g, Value x, Value y, Zip element) {
        var type = (ListType) x.type();
        var length = g.binary(BinaryFn.MAX, g.add(new TensorOp.ListLength(x)), g.add(new TensorOp.ListLength(y)));
        return build(g, length, type, (at, i) -> {
            var left = at.add(new TensorOp.ListAt(x, i));
            var right = at.add(new TensorOp.ListAt(y, i));
            return type.element() instanceof ListType ? zip(at, left, right, element) : element.apply(at, left, right);
        });
    }

    /// What [#zip] does with two tensors.
    interface Zip {
        /// Appends it to `g`.
        Value apply(GraphBuilder g, Value x, Value y);
    }

    private static Value build(
            GraphBuilder g, Value length, ListType type, BiFunction<GraphBuilder, Value, Value> element) {
        var body = g.nested();
        var i = body.parameter(TensorType.scalar(DType.I64));
        var list = body.parameter(type);
        var next = body.add(new TensorOp.ListAppend(list, element.apply(body, i)));
        return g.append(new ControlOp.For(
                        length, List.of(g.add(new TensorOp.ListNew(type))), body.finish(List.of(next))))
                .getFirst();
    }
}
