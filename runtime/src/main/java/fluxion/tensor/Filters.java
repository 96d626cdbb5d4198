package fluxion.tensor;

import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.ReduceFn;
import fluxion.ir.TensorOp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// Filters and windows that move over the axes of space of a tensor `[batch, space .., channels]`.
final class Filters {
    private Filters() {}

    static Tensor convolve(String name, int space, Tensor x, Tensor filter, Sliding how) {
        Broadcasting.check(name, x, dtype -> dtype != DType.BOOL);
        Broadcasting.sameDType(name, x, filter);
        if (x.rank() != space + 2 || filter.rank() != space + 2) {
            throw new ShapeException(name + ": " + x.type() + " and a filter of type " + filter.type()
                    + "; both must have rank " + (space + 2)
                    + ": [batch, space, channels] and [space, channels of a group, channels of the result]");
        }
        var channels = x.shape().dim(space + 1);
        var features = filter.shape().dim(space + 1);
        int groups = how.groups();
        if (groups < 1 || channels.exactDiv(Dim.of(groups)) == null || features.exactDiv(Dim.of(groups)) == null) {
            throw new ShapeException(name + ": " + groups + " groups do not divide " + channels + " channels of "
                    + x.type() + " and " + features + " of the filter, " + filter.type());
        }
        if (!filter.shape().dim(space).times(groups).equals(channels)) {
            throw new ShapeException(name + ": axis " + space + " of the filter, " + filter.type() + ", is "
                    + filter.shape().dim(space) + "; for " + x.type() + " in " + groups + " groups it must be "
                    + channels.exactDiv(Dim.of(groups)));
        }
        var fitted = how.on(name, space(x), filter.shape().dims().subList(0, space), Collections.nCopies(space, 1));
        return Recorder.one(
                new TensorOp.Convolution(
                        x.handle(),
                        filter.handle(),
                        Dim.of(groups),
                        fitted.steps(),
                        fitted.low(),
                        fitted.high(),
                        Collections.nCopies(space, 1),
                        fitted.dilations(),
                        false),
                x,
                filter);
    }

    static Tensor max(Tensor x, Sliding how, int... sizes) {
        Broadcasting.check("maxPool", x, dtype -> dtype != DType.BOOL);
        return reduce("maxPool", ReduceFn.MAX, x, how, sizes);
    }

    /// The mean of what is inside.
    static Tensor mean(Tensor x, Sliding how, int... sizes) {
        Broadcasting.check("avgPool", x, DType::isFloat);
        var sum = reduce("avgPool", ReduceFn.SUM, x, how, sizes);
        var one = Recorder.fill(Recorder.number(x.dtype(), 1.0), x.shape());
        boolean inside = how.padding() == Sliding.Padding.VALID;
        int count = Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
        return Recorder.div(
                sum,
                inside
                        ? Recorder.fill(Recorder.number(x.dtype(), (double) count), sum.shape())
                        : reduce("avgPool", ReduceFn.SUM, one, how, sizes));
    }

    private static Tensor reduce(String name, ReduceFn fn, Tensor x, Sliding how, int... sizes) {
        int space = sizes.length;
        if (x.rank() != space + 2 || space == 0) {
            throw new ShapeException(name + ": " + x.type() + " with a window of " + Arrays.toString(sizes)
                    + "; give a size for each axis between the first, the batch, and the last, the channels");
        }
        if (Arrays.stream(sizes).anyMatch(size -> size < 1)) {
            throw new ShapeException(name + ": sizes " + Arrays.toString(sizes) + "; each must be at least 1");
        }
        if (how.groups() != 1 || how.dilations().stream().anyMatch(d -> d != 1)) {
            throw new ShapeException(name + ": " + how + "; a window has neither groups nor dilations");
        }
        var own = Arrays.stream(sizes).boxed().toList();
        var fitted = how.on(name, space(x), own.stream().map(Dim::of).toList(), own);
        for (int i = 0; i < space; i++) {
            long low = fitted.low().get(i).constant();
            long high = fitted.high().get(i).constant();
            if (low < 0 || high < 0 || low >= sizes[i] || high >= sizes[i]) {
                throw new ShapeException(name + ": padding " + low + " and " + high + " of axis " + (i + 1)
                        + "; both must be at least 0 and less than the size of the window, " + sizes[i]);
            }
        }
        return Recorder.one(
                new TensorOp.ReduceWindow(
                        fn,
                        x.handle(),
                        around(own, 1),
                        around(fitted.steps(), 1),
                        around(numbers(fitted.low()), 0),
                        around(numbers(fitted.high()), 0)),
                x);
    }

    private static List<Dim> space(Tensor x) {
        return x.shape().dims().subList(1, x.rank() - 1);
    }

    private static List<Integer> numbers(List<Dim> dims) {
        return dims.stream().map(dim -> (int) dim.constant()).toList();
    }

    /// `inside` with `outside` before and behind: for the batch and the channels.
    private static List<Integer> around(List<Integer> inside, int outside) {
        var all = new ArrayList<Integer>();
        all.add(outside);
        all.addAll(inside);
        all.add(outside);
        return all;
    }
}
