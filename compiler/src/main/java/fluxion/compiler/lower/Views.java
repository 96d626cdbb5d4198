package fluxion.compiler.lower;

import fluxion.ir.Dim;
import fluxion.ir.Op;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Tensors that are parts of stored ones in another order.
final class Views {
    private Views() {}

    /// What `value` rearranges; `value` itself if it rearranges nothing.
    static Value base(Value value) {
        var base = value;
        while (true) {
            switch (base.def()) {
                case TensorOp.Transpose(var x, var _) -> base = x;
                case TensorOp.Slice(var x, var _, var _, var _) -> base = x;
                case TensorOp.Reverse(var x, var _) -> base = x;
                case TensorOp.Broadcast(var x, var _, var _) when x.rank() > 0 -> base = x;
                case TensorOp.Reshape(var x, var _) when x.rank() > 0 -> base = x;
                case null -> {
                    return base;
                }
                case Op _ -> {
                    return base;
                }
            }
        }
    }

    /// Where the elements of `value` are, given where those of stored values are; null if they are not at strides
    /// in one buffer.
    static @Nullable Layout of(Value value, Function<Value, @Nullable Layout> stored) {
        var layout = stored.apply(value);
        if (layout != null) {
            return layout;
        }
        return switch (value.def()) {
            case TensorOp.Transpose(var x, var permutation) -> {
                var from = of(x, stored);
                yield from == null
                        ? null
                        : new Layout(
                                from.buffer(),
                                from.offset(),
                                permutation.stream().map(from.strides()::get).toList());
            }
            case TensorOp.Slice(var x, var starts, var _, var steps) -> {
                var from = of(x, stored);
                yield from == null ? null : slice(from, starts, steps);
            }
            case TensorOp.Reverse(var x, var axes) -> {
                var from = of(x, stored);
                yield from == null ? null : reverse(from, x.shape(), axes);
            }
            case TensorOp.Broadcast(var x, var shape, var axes)
            when x.rank() > 0 -> {
                var from = of(x, stored);
                if (from == null) {
                    yield null;
                }
                var strides = new ArrayList<>(Collections.nCopies(shape.rank(), Dim.ZERO));
                for (int i = 0; i < axes.size(); i++) {
                    strides.set(axes.get(i), from.strides().get(i));
                }
                yield new Layout(from.buffer(), from.offset(), strides);
            }
            case TensorOp.Reshape(var x, var shape)
            when x.rank() > 0 -> {
                var from = of(x, stored);
                yield from == null ? null : reshape(from, x.shape(), shape);
            }
            case null -> null;
            case Op _ -> null;
        };
    }

    private static Layout slice(Layout from, List<Dim> starts, List<Integer> steps) {
        var offset = from.offset();
        var strides = new ArrayList<Dim>();
        for (int i = 0; i < starts.size(); i++) {
            offset = offset.plus(from.strides().get(i).times(starts.get(i)));
            strides.add(from.strides().get(i).times(steps.get(i)));
        }
        return new Layout(from.buffer(), offset, strides);
    }

    private static Layout reverse(Layout from, Shape shape, List<Integer> axes) {
        var offset = from.offset();
        var strides = new ArrayList<>(from.strides());
        for (int axis : axes) {
            var stride = strides.get(axis);
            offset = offset.plus(stride.times(shape.dim(axis).plus(-1)));
            strides.set(axis, stride.times(-1));
        }
        return new Layout(from.buffer(), offset, strides);
    }

    private static @Nullable Layout reshape(Layout from, Shape shape, Shape to) {
        if (from.strides().equals(shape.strides())) {
            return new Layout(from.buffer(), from.offset(), to.strides());
        }
        var splits = Reshapes.splits(shape, to);
        if (splits == null) {
            return null;
        }
        var strides = new ArrayList<>(Collections.nCopies(to.rank(), Dim.ZERO));
        for (int i = 0; i < splits.size(); i++) {
            var stride = from.strides().get(i);
            for (int axis : splits.get(i).reversed()) {
                strides.set(axis, stride);
                stride = stride.times(to.dim(axis));
            }
        }
        return new Layout(from.buffer(), from.offset(), strides);
    }

    /// The stride along `axes`, outermost first, taken as one; null if no one stride leads from each element to the
    /// next.
    static @Nullable Dim stride(Layout layout, Shape shape, List<Integer> axes) {
        Dim stride = null;
        Dim next = null;
        for (int axis : axes.reversed()) {
            if (shape.dim(axis).is(1)) {
                continue;
            }
            var own = layout.strides().get(axis);
            if (stride == null) {
                stride = own;
            } else if (!own.equals(next)) {
                return null;
            }
            next = own.times(shape.dim(axis));
        }
        return stride == null ? Dim.ZERO : stride;
    }
}
