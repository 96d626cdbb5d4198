package fluxion.compiler.autodiff;

import fluxion.ir.Dim;
import fluxion.ir.GraphBuilder;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.List;

/// The derivatives of [TensorOp.Convolution], and its batching: again convolutions.
///
/// A convolution is one of three ways to contract two of an input `[N, S .., G * C]`, a kernel `[K .., C, G * O]` and
/// an output `[N, P .., G * O]`, which belong together where `s * dilationX = p * stride + k * dilation - low`. The
/// other two are its derivatives.
final class Filtering {
    private Filtering() {}

    /// The cotangent of the filter: kernel and output change places.
    static Value pullBackFilter(GraphBuilder g, TensorOp.Convolution op, Value ct) {
        var high = new ArrayList<Dim>();
        for (int i = 0; i < op.space(); i++) {
            int dilation = op.dilationFilter().get(i);
            high.add(op.taps()
                    .get(i)
                    .plus(-1)
                    .times(dilation)
                    .plus(dilated(op.positions().get(i), op.strides().get(i)))
                    .minus(op.low().get(i))
                    .minus(dilated(op.extents().get(i), op.dilationX().get(i))));
        }
        return g.add(new TensorOp.Convolution(
                op.x(),
                ct,
                op.groups(),
                /* strides= */ op.dilationFilter(),
                op.low(),
                high,
                op.dilationX(),
                /* dilationFilter= */ op.strides(),
                !op.overBatch()));
    }

    /// The cotangent of `x`: the output, as far apart as the strides were, under the kernel turned round.
    static Value pullBackX(GraphBuilder g, TensorOp.Convolution op, Value ct) {
        boolean over = op.overBatch();
        var output = over ? op.filter() : ct;
        var kernel = over ? ct : op.filter();
        var strides = over ? op.dilationFilter() : op.strides();
        var dilation = over ? op.strides() : op.dilationFilter();
        var positions = over ? op.taps() : op.positions();
        var taps = over ? op.positions() : op.taps();
        var low = new ArrayList<Dim>();
        var high = new ArrayList<Dim>();
        for (int i = 0; i < op.space(); i++) {
            var reach = dilated(taps.get(i), dilation.get(i));
            var before = reach.plus(-1).minus(op.low().get(i));
            low.add(before);
            high.add(op.extents()
                    .get(i)
                    .plus(-1)
                    .times(op.dilationX().get(i))
                    .plus(reach)
                    .minus(dilated(positions.get(i), strides.get(i)))
                    .minus(before));
        }
        return g.add(new TensorOp.Convolution(
                output,
                turned(g, kernel, op.groups()),
                op.groups(),
                /* strides= */ op.dilationX(),
                low,
                high,
                /* dilationX= */ strides,
                dilation,
                false));
    }

    private static Dim dilated(Dim extent, int dilation) {
        return dilation == 1 || extent.is(0)
                ? extent
                : extent.plus(-1).times(dilation).plus(1);
    }

    /// `kernel`, `[K .., C, G * O]`, back to front along K and as `[K .., O, G * C]`.
    private static Value turned(GraphBuilder g, Value kernel, Dim groups) {
        int space = kernel.rank() - 2;
        var reversed = g.add(new TensorOp.Reverse(kernel, Axes.range(0, space)));
        if (groups.is(1)) {
            return g.transpose(reversed, Axes.move(space + 2, space + 1, space));
        }
        var dims = kernel.shape().dims();
        var divided = new ArrayList<>(dims.subList(0, space + 1));
        divided.add(groups);
        divided.add(exact(dims.get(space + 1), groups));
        var order = new ArrayList<>(Axes.range(0, space));
        order.addAll(List.of(space + 2, space + 1, space));
        var exchanged = g.transpose(g.reshape(reversed, new Shape(divided)), order);
        var merged = new ArrayList<>(dims.subList(0, space));
        merged.add(divided.get(space + 2));
        merged.add(groups.times(dims.get(space)));
        return g.reshape(exchanged, new Shape(merged));
    }

    private static Dim exact(Dim dim, Dim divisor) {
        return java.util.Objects.requireNonNull(dim.exactDiv(divisor));
    }

    // ------------------------------------------------------------------------------------------------------- batching

    /// Where both operands vary, each example has groups of its own. Where one varies, the batch axis is folded
    /// into one that is not summed over: the batch of `x`, its channels where the batch is summed over, or the
    /// channels of the filter.
    static Value batch(TensorOp.Convolution op, BatchScope s, GraphBuilder g) {
        var n = s.extent();
        var groups = op.groups();
        boolean left = s.isBatched(op.x());
        boolean right = s.isBatched(op.filter());
        var x = s.in(op.x());
        var filter = s.in(op.filter());
        int space = op.space();
        if (n.is(0)) {
            var shape = op.types().getFirst() instanceof fluxion.ir.TensorType type
                    ? type
                    : op.x().tensorType();
            return g.zero(shape.with(shape.shape().insert(0, n)));
        }
        if (left && right) {
            var both = moved(op, fold(g, x, Dim.ONE), fold(g, filter, Dim.ONE), groups.times(n), g);
            return unfold(g, both, Dim.ONE, n);
        }
        if (right) {
            return unfold(g, moved(op, x, fold(g, filter, groups), groups, g), groups, n);
        }
        int axis = op.overBatch() ? space : 0;
        var y = moved(op, op.overBatch() ? fold(g, x, groups) : merge(g, x, 0), filter, groups, g);
        var split = split(g, y, axis, n);
        return g.transpose(split, Axes.move(split.rank(), axis, 0));
    }

    private static Value moved(TensorOp.Convolution op, Value x, Value filter, Dim groups, GraphBuilder g) {
        return g.add(new TensorOp.Convolution(
                x,
                filter,
                groups,
                op.strides(),
                op.low(),
                op.high(),
                op.dilationX(),
                op.dilationFilter(),
                op.overBatch()));
    }

    /// `x` with its first axis inside its last, which consists of `groups` groups: outermost within each.
    private static Value fold(GraphBuilder g, Value x, Dim groups) {
        var divided = split(g, x, x.rank() - 1, groups);
        var order = new ArrayList<>(Axes.range(1, divided.rank() - 1));
        order.add(0);
        order.add(divided.rank() - 1);
        var inside = g.transpose(divided, order);
        return merge(g, merge(g, inside, inside.rank() - 2), inside.rank() - 3);
    }

    /// Undoes [#fold].
    private static Value unfold(GraphBuilder g, Value y, Dim groups, Dim n) {
        var divided = split(g, split(g, y, y.rank() - 1, groups), y.rank(), n);
        var outside = g.transpose(divided, Axes.move(divided.rank(), divided.rank() - 2, 0));
        return merge(g, outside, outside.rank() - 2);
    }

    /// `x` with `axis` as two axes, the first of extent `outer`.
    private static Value split(GraphBuilder g, Value x, int axis, Dim outer) {
        var dims = new ArrayList<>(x.shape().dims());
        dims.add(axis + 1, exact(dims.get(axis), outer));
        dims.set(axis, outer);
        return g.reshape(x, new Shape(dims));
    }

    /// `x` with `axis` and the next as one axis.
    private static Value merge(GraphBuilder g, Value x, int axis) {
        var dims = new ArrayList<>(x.shape().dims());
        dims.set(axis, dims.get(axis).times(dims.remove(axis + 1)));
        return g.reshape(x, new Shape(dims));
    }
}
