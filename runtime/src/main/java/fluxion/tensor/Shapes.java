package fluxion.tensor;

import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// Operations that move elements without looking at them, by axis.
final class Shapes {
    private Shapes() {}

    /// `dims` with one -1 stands for the extent that keeps the number of elements.
    static Tensor reshape(Tensor x, long... dims) {
        int free = -1;
        var known = Dim.ONE;
        var all = new ArrayList<Dim>();
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] == -1 && free < 0) {
                free = i;
                all.add(Dim.ONE);
            } else if (dims[i] < 0) {
                throw new ShapeException("reshape: " + x.type() + " to " + Arrays.toString(dims)
                        + "; one extent may be -1, no other negative");
            } else {
                known = known.times(dims[i]);
                all.add(Dim.of(dims[i]));
            }
        }
        if (free >= 0) {
            var rest = known.is(0) ? null : x.shape().size().exactDiv(known);
            if (rest == null) {
                throw new ShapeException("reshape: " + x.type() + " to " + Arrays.toString(dims) + ": "
                        + x.shape().size() + " elements are no multiple of " + known);
            }
            all.set(free, rest);
        }
        return reshape(x, new Shape(all));
    }

    static Tensor reshape(Tensor x, Shape shape) {
        if (!x.shape().size().equals(shape.size())) {
            throw new ShapeException("reshape: " + x.type() + " to " + shape + ": "
                    + x.shape().size() + " elements do not fit " + shape.size());
        }
        return Recorder.reshape(x, shape);
    }

    static Tensor transpose(Tensor x, int... axes) {
        if (axes.length == 0 && x.rank() > 0) {
            var reversed = new ArrayList<>(IntStream.range(0, x.rank()).boxed().toList());
            Collections.reverse(reversed);
            return Recorder.transpose(x, reversed);
        }
        return Recorder.transpose(x, Axes.permutation("transpose", axes, x));
    }

    static Tensor swapAxes(Tensor x, int first, int second) {
        var order = new ArrayList<>(IntStream.range(0, x.rank()).boxed().toList());
        Collections.swap(order, Axes.of("swapAxes", first, x), Axes.of("swapAxes", second, x));
        return Recorder.transpose(x, order);
    }

    static Tensor moveAxis(Tensor x, int from, int to) {
        int moved = Axes.of("moveAxis", from, x);
        var order = new ArrayList<>(
                IntStream.range(0, x.rank()).filter(i -> i != moved).boxed().toList());
        order.add(Axes.of("moveAxis", to, x), moved);
        return Recorder.transpose(x, order);
    }

    static Tensor expandDims(Tensor x, int axis) {
        int at = Axes.of("expandDims", axis, x.rank() + 1, x);
        return Recorder.reshape(x, x.shape().insert(at, Dim.ONE));
    }

    static Tensor squeeze(Tensor x, int... axes) {
        var drop = new ArrayList<Integer>();
        if (axes.length == 0) {
            IntStream.range(0, x.rank()).filter(i -> x.shape().dim(i).is(1)).forEach(drop::add);
        } else {
            drop.addAll(Axes.of("squeeze", axes, x));
        }
        for (int axis : drop) {
            if (!x.shape().dim(axis).is(1)) {
                throw new ShapeException("squeeze: axis " + axis + " of " + x.type() + " has extent "
                        + x.shape().dim(axis) + "; only axes of extent 1 can be dropped");
            }
        }
        return Recorder.reshape(x, x.shape().without(drop));
    }

    static Tensor concat(int axis, List<Tensor> parts) {
        if (parts.isEmpty()) {
            throw new ShapeException("concat: no tensors");
        }
        var first = parts.getFirst();
        int at = Axes.of("concat", axis, first);
        for (var part : parts) {
            Broadcasting.sameDType("concat", first, part);
            if (part.rank() != first.rank()
                    || !part.shape().without(at).equals(first.shape().without(at))) {
                throw new ShapeException(
                        "concat: " + first.type() + " and " + part.type() + " may differ along axis " + at + " only");
            }
        }
        return parts.size() == 1 ? first : Recorder.one(new TensorOp.Concat(Recorder.handles(parts), at), parts);
    }

    static Tensor stack(int axis, List<Tensor> parts) {
        if (parts.isEmpty()) {
            throw new ShapeException("stack: no tensors");
        }
        var first = parts.getFirst();
        for (var part : parts) {
            if (!part.type().equals(first.type())) {
                throw new ShapeException("stack: " + first.type() + " and " + part.type() + "; all must have one type");
            }
        }
        int at = Axes.of("stack", axis, first.rank() + 1, first);
        return concat(at, parts.stream().map(part -> expandDims(part, at)).toList());
    }

    static List<Tensor> split(Tensor x, int axis, long... sizes) {
        int at = Axes.of("split", axis, x);
        var parts = new ArrayList<Tensor>();
        long start = 0;
        for (long size : sizes) {
            parts.add(slice(x, at, start, start + size, 1));
            start += size;
        }
        if (!x.shape().dim(at).is(start)) {
            throw new ShapeException("split: sizes " + Arrays.toString(sizes) + " add up to " + start + ", but axis "
                    + at + " of " + x.type() + " has extent " + x.shape().dim(at));
        }
        return parts;
    }

    static List<Tensor> split(Tensor x, int axis, int parts) {
        int at = Axes.of("split", axis, x);
        var size = parts < 1 ? null : x.shape().dim(at).exactDiv(Dim.of(parts));
        if (size == null) {
            throw new ShapeException("split: axis " + at + " of " + x.type() + " into " + parts
                    + " equal parts; the extent " + x.shape().dim(at) + " must be a multiple");
        }
        var pieces = new ArrayList<Tensor>();
        for (int i = 0; i < parts; i++) {
            pieces.add(block(x, at, size.times(i), size, 1));
        }
        return pieces;
    }

    /// Elements start, start + stride .. before stop along one axis; negative bounds count from the end, and bounds
    /// are cut to the axis.
    static Tensor slice(Tensor x, int axis, long start, long stop, int stride) {
        int at = Axes.of("slice", axis, x);
        var dim = x.shape().dim(at);
        if (stride < 1) {
            throw new ShapeException("slice: stride " + stride + " of axis " + at + " of " + x.type()
                    + "; it must be at least 1, flip" + " reverses");
        }
        if (!dim.isConstant()) {
            if (start == 0 && stop == Long.MAX_VALUE && stride == 1) {
                return x;
            }
            boolean toEnd = stop == Long.MAX_VALUE;
            var from = start < 0 ? dim.plus(start) : Dim.of(start);
            var to = toEnd ? dim : stop < 0 ? dim.plus(stop) : Dim.of(stop);
            return block(x, at, from, to.minus(from).ceilDiv(Dim.of(stride)), stride);
        }
        long n = dim.constant();
        long from = Math.clamp(start < 0 ? start + n : start, 0L, n);
        long to = Math.clamp(stop < 0 ? stop + n : stop, from, n);
        return block(x, at, Dim.of(from), Dim.of(Math.ceilDiv(to - from, (long) stride)), stride);
    }

    private static Tensor block(Tensor x, int axis, Dim start, Dim size, int stride) {
        var starts = new ArrayList<>(Axes.zeros(x));
        var sizes = new ArrayList<>(x.shape().dims());
        var strides = new ArrayList<>(Axes.ones(x));
        starts.set(axis, start);
        sizes.set(axis, size);
        strides.set(axis, stride);
        return Recorder.slice(x, starts, sizes, strides);
    }

    /// The block of shape `sizes` at `starts`; it must lie inside.
    static Tensor slice(Tensor x, long[] starts, long[] sizes) {
        if (starts.length != x.rank() || sizes.length != x.rank()) {
            throw new ShapeException("slice: " + starts.length + " starts and " + sizes.length + " sizes for "
                    + x.type() + "; one an axis is needed");
        }
        for (int i = 0; i < starts.length; i++) {
            var dim = x.shape().dim(i);
            if (starts[i] < 0 || sizes[i] < 0 || (dim.isConstant() && starts[i] + sizes[i] > dim.constant())) {
                throw new ShapeException(
                        "slice: start " + starts[i] + " and size " + sizes[i] + " leave axis " + i + " of " + x.type());
            }
        }
        return Recorder.slice(x, Shape.of(starts).dims(), Shape.of(sizes).dims(), Axes.ones(x));
    }

    /// The slice at `index` of the first axis, which is dropped.
    static Tensor get(Tensor x, long index) {
        int at = Axes.of("get", 0, x);
        var dim = x.shape().dim(at);
        if (dim.isConstant() && (index < -dim.constant() || index >= dim.constant())) {
            throw new ShapeException("get: index " + index + " of " + x.type() + "; allowed are " + -dim.constant()
                    + " to " + (dim.constant() - 1));
        }
        var row = block(x, at, index < 0 ? dim.plus(index) : Dim.of(index), Dim.ONE, 1);
        return Recorder.reshape(row, x.shape().without(at));
    }

    /// `low[i]` times `value` before and `high[i]` times after axis i.
    static Tensor pad(Tensor x, double value, long[] low, long[] high) {
        if (low.length != x.rank() || high.length != x.rank()) {
            throw new ShapeException("pad: " + low.length + " and " + high.length + " widths for " + x.type()
                    + "; one before and one after each axis is needed");
        }
        Axes.shape("pad", low);
        Axes.shape("pad", high);
        var fill = x.dtype() == DType.BOOL ? Recorder.constant(DType.BOOL, value) : Recorder.number(x.dtype(), value);
        return Recorder.one(
                new TensorOp.Pad(
                        x.handle(),
                        fill.handle(),
                        Shape.of(low).dims(),
                        Shape.of(high).dims(),
                        Axes.repeat(x.rank(), 0)),
                x,
                fill);
    }

    static Tensor flip(Tensor x, int... axes) {
        var over = Axes.of("flip", axes, x);
        return over.isEmpty() ? x : Recorder.one(new TensorOp.Reverse(x.handle(), over), x);
    }

    /// `x` repeated `times[i]` times along axis i; as in NumPy the shorter of the two is extended by ones in front.
    static Tensor tile(Tensor x, long... times) {
        Axes.shape("tile", times);
        var dims = new ArrayList<>(x.shape().dims());
        while (dims.size() < times.length) {
            dims.addFirst(Dim.ONE);
        }
        int shift = dims.size() - times.length;
        var spread = new ArrayList<Dim>();
        var kept = new ArrayList<Integer>();
        var result = new ArrayList<Dim>();
        for (int i = 0; i < dims.size(); i++) {
            long n = i < shift ? 1 : times[i - shift];
            spread.add(Dim.of(n));
            kept.add(spread.size());
            spread.add(dims.get(i));
            result.add(dims.get(i).times(n));
        }
        var repeated = Recorder.broadcast(Recorder.reshape(x, new Shape(dims)), new Shape(spread), kept);
        return Recorder.reshape(repeated, new Shape(result));
    }

    /// Each element `times` times in a row along `axis`.
    static Tensor repeat(Tensor x, int axis, long times) {
        int at = Axes.of("repeat", axis, x);
        var spread = Axes.shape("repeat", times).dim(0);
        var kept = new ArrayList<Integer>();
        for (int i = 0; i < x.rank(); i++) {
            kept.add(i <= at ? i : i + 1);
        }
        var repeated = Recorder.broadcast(x, x.shape().insert(at + 1, spread), kept);
        return Recorder.reshape(repeated, x.shape().with(at, x.shape().dim(at).times(spread)));
    }

    /// The elements moved by `shift` along `axis`; those that leave come in at the other end.
    static Tensor roll(Tensor x, long shift, int axis) {
        int at = Axes.of("roll", axis, x);
        long n = x.shape().dim(at).constant();
        long by = n == 0 ? 0 : Math.floorMod(shift, n);
        return by == 0 ? x : concat(at, List.of(slice(x, at, n - by, n, 1), slice(x, at, 0, n - by, 1)));
    }
}
