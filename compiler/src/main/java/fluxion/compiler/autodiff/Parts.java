package fluxion.compiler.autodiff;

import static fluxion.compiler.autodiff.ElementaryDerivative.uniform;

import fluxion.ir.Dim;
import fluxion.ir.GraphBuilder;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A cotangent that is zero but for some stretches of one axis, as that of a tensor is of which parts were used.
///
/// The sum of two such cotangents with no stretch in common is the one with the stretches of both: no addition, and
/// where a tensor was split, the cotangents of its parts one after another.
///
/// @param axis the axis, whose extents are numbers
/// @param parts in ascending order
record Parts(int axis, List<Part> parts) {
    /// A stretch.
    ///
    /// @param start where it begins along the axis
    private record Part(long start, Value value) {
        long end(int axis) {
            return start + value.shape().dim(axis).constant();
        }
    }

    /// `x + y` if both are parts of one axis with nothing in common, else null.
    static @Nullable Value sum(GraphBuilder g, Value x, Value y) {
        var left = of(x);
        var right = of(y);
        if (left == null || right == null || left.axis != right.axis) {
            return null;
        }
        var all = new ArrayList<>(left.parts);
        all.addAll(right.parts);
        all.sort(Comparator.comparingLong(Part::start));
        for (int i = 1; i < all.size(); i++) {
            if (all.get(i).start < all.get(i - 1).end(left.axis)) {
                return null;
            }
        }
        return all.isEmpty() ? x : new Parts(left.axis, all).in(g, x);
    }

    /// The parts that `ct` is made of, or null if it is not made so.
    private static @Nullable Parts of(Value ct) {
        if (ct.def() instanceof TensorOp.Pad pad && isFilledWithZero(pad)) {
            return of(pad);
        }
        return ct.def() instanceof TensorOp.Concat(var operands, int axis) ? of(operands, axis, 0) : null;
    }

    private static boolean isFilledWithZero(TensorOp.Pad pad) {
        var fill = uniform(pad.fill());
        return fill != null && fill.is(0.0) && pad.interior().stream().allMatch(n -> n == 0);
    }

    private static @Nullable Parts of(TensorOp.Pad pad) {
        int axis = -1;
        for (int i = 0; i < pad.low().size(); i++) {
            if (!pad.low().get(i).is(0) || !pad.high().get(i).is(0)) {
                if (axis >= 0) {
                    return null;
                }
                axis = i;
            }
        }
        if (axis < 0
                || !pad.low().get(axis).isConstant()
                || !pad.high().get(axis).isConstant()) {
            return null;
        }
        long low = pad.low().get(axis).constant();
        if (low < 0 || pad.high().get(axis).constant() < 0) {
            return null;
        }
        return pad.x().def() instanceof TensorOp.Concat(var operands, int along) && along == axis
                ? of(operands, axis, low)
                : of(List.of(pad.x()), axis, low);
    }

    private static @Nullable Parts of(List<Value> operands, int axis, long start) {
        var parts = new ArrayList<Part>();
        for (var operand : operands) {
            if (!operand.shape().dim(axis).isConstant()) {
                return null;
            }
            var fill = uniform(operand);
            if (fill == null || !fill.is(0.0)) {
                parts.add(new Part(start, operand));
            }
            start += operand.shape().dim(axis).constant();
        }
        return new Parts(axis, parts);
    }

    /// These parts as a cotangent of the type of `like`: what lies between them is filled with zeros, what lies
    /// before and after them is padded.
    private Value in(GraphBuilder g, Value like) {
        var shape = like.shape();
        var operands = new ArrayList<Value>();
        long first = parts.getFirst().start;
        long at = first;
        for (var part : parts) {
            if (part.start > at) {
                operands.add(g.zero(like.tensorType().with(shape.with(axis, Dim.of(part.start - at)))));
            }
            operands.add(part.value);
            at = part.end(axis);
        }
        var together = operands.size() == 1 ? operands.getFirst() : g.add(new TensorOp.Concat(operands, axis));
        long after = shape.dim(axis).constant() - at;
        if (first == 0 && after == 0) {
            return together;
        }
        var none = Collections.nCopies(shape.rank(), Dim.ZERO);
        var low = new ArrayList<>(none);
        low.set(axis, Dim.of(first));
        var high = new ArrayList<>(none);
        high.set(axis, Dim.of(after));
        return g.add(new TensorOp.Pad(
                together, g.constant(like.dtype(), 0.0), low, high, Collections.nCopies(shape.rank(), 0)));
    }
}
