package fluxion.ir;

import static fluxion.ir.TypeRules.expect;

import java.util.ArrayList;
import java.util.List;

/// The type rules of what moves over a tensor: filters of convolutions, and windows.
final class Windows {
    static final String WINOGRAD = "Winograd's algorithm is for f32 and a filter of 3 by 3 that moves by 1, without"
            + " dilations and groups, not over the batch";

    private Windows() {}

    /// Whether a filter is one that Winograd's algorithm is for.
    static boolean fitsWinograd(
            Dim groups,
            List<Dim> taps,
            List<Integer> strides,
            List<Integer> dilationTensor,
            List<Integer> dilationFilter) {
        var ones = List.of(1, 1);
        return groups.is(1)
                && taps.size() == 2
                && taps.stream().allMatch(n -> n.is(3))
                && strides.equals(ones)
                && dilationTensor.equals(ones)
                && dilationFilter.equals(ones);
    }

    static TensorType convolution(TensorOp.Convolution op) {
        var x = op.x();
        var filter = op.filter();
        int space = op.space();
        expect(
                op,
                x.dtype() == filter.dtype() && x.dtype() != DType.BOOL,
                () -> "operands have types " + x.type() + " and " + filter.type()
                        + "; they must be numbers of one dtype");
        expect(
                op,
                space >= 1 && x.rank() == space + 2 && filter.rank() == space + 2,
                () -> "operands have types " + x.type() + " and " + filter.type() + "; with " + space
                        + " strides they must have rank " + (space + 2) + ", at least 3");
        expect(
                op,
                op.low().size() == space
                        && op.high().size() == space
                        && op.dilationX().size() == space
                        && op.dilationFilter().size() == space,
                () -> "one stride, low, high and two dilations an axis of space are needed");
        atLeast(op, "strides", op.strides(), 1);
        atLeast(op, "dilations of x", op.dilationX(), 1);
        atLeast(op, "dilations of the filter", op.dilationFilter(), 1);
        var channels = x.shape().dim(space + 1);
        var features = filter.shape().dim(space + 1);
        expect(
                op,
                !op.groups().is(0) && channels.exactDiv(op.groups()) != null && features.exactDiv(op.groups()) != null,
                () -> op.groups() + " groups do not divide " + channels + " channels of x and " + features
                        + " of the filter");
        var summed = op.overBatch() ? x.shape().dim(0) : op.channels();
        int axis = op.overBatch() ? 0 : space;
        expect(
                op,
                filter.shape().dim(axis).equals(summed),
                () -> "axis " + axis + " of the filter, of type " + filter.type() + ", must have extent " + summed
                        + ", for x of type " + x.type() + " and " + op.groups() + " groups");
        expect(op, !op.winograd() || op.fitsWinograd(), () -> WINOGRAD);
        var dims = new ArrayList<Dim>();
        if (!op.overBatch()) {
            dims.add(x.shape().dim(0));
        }
        dims.addAll(op.positions());
        if (op.overBatch()) {
            dims.add(op.channels());
        }
        dims.add(features);
        return x.tensorType().with(new Shape(dims));
    }

    static List<Dim> positions(TensorOp.Convolution op) {
        var dims = new ArrayList<Dim>();
        for (int i = 0; i < op.space(); i++) {
            var reach = dilated(op.extents().get(i), op.dilationX().get(i))
                    .plus(op.low().get(i))
                    .plus(op.high().get(i));
            dims.add(positions(
                    reach.minus(dilated(op.taps().get(i), op.dilationFilter().get(i))),
                    op.strides().get(i)));
        }
        return dims;
    }

    /// The shape of what comes of a window that moves over `shape`.
    static Shape moved(
            Op op, Shape shape, List<Integer> sizes, List<Integer> strides, List<Integer> low, List<Integer> high) {
        int rank = shape.rank();
        expect(
                op,
                sizes.size() == rank && strides.size() == rank && low.size() == rank && high.size() == rank,
                () -> "one size, stride, low and high an axis of " + shape + " are needed");
        atLeast(op, "sizes", sizes, 1);
        atLeast(op, "strides", strides, 1);
        var dims = new ArrayList<Dim>();
        for (int i = 0; i < rank; i++) {
            int size = sizes.get(i);
            int before = low.get(i);
            int after = high.get(i);
            expect(
                    op,
                    before >= 0 && before < size && after >= 0 && after < size,
                    () -> "low " + before + " and high " + after
                            + "; they must be at least 0 and less than the size of the window, " + size);
            dims.add(positions(shape.dim(i).plus(before + after - size), strides.get(i)));
        }
        return new Shape(dims);
    }

    /// The extent of `extent` elements at a distance of `dilation`.
    private static Dim dilated(Dim extent, int dilation) {
        return dilation == 1 || extent.is(0)
                ? extent
                : extent.plus(-1).times(dilation).plus(1);
    }

    /// How many steps of `stride` fit into `span`, counting the start.
    private static Dim positions(Dim span, int stride) {
        if (span.isConstant() && span.constant() < 0) {
            return Dim.ZERO;
        }
        return span.floorDiv(Dim.of(stride)).plus(1);
    }

    private static void atLeast(Op op, String what, List<Integer> numbers, int least) {
        expect(
                op,
                numbers.stream().allMatch(n -> n >= least),
                () -> what + " " + numbers + "; they must be at least " + least);
    }
}
