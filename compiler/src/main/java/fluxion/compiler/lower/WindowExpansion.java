package fluxion.compiler.lower;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.GraphBuilder;
import fluxion.ir.ReduceFn;
import fluxion.ir.ScalarOp;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Windows that move over a tensor, written out: place i of the window is a slice of the tensor, with the elements at
/// all positions, so that what a window does is elementwise in its slices.
final class WindowExpansion {
    private final GraphBuilder g;
    private final List<Integer> sizes;
    private final List<Integer> strides;
    private final List<Integer> low;
    private final List<Integer> high;
    private final List<Dim> positions;
    /// The places of the window, in row-major order.
    private final List<List<Integer>> places;

    private WindowExpansion(
            GraphBuilder g,
            List<Integer> sizes,
            List<Integer> strides,
            List<Integer> low,
            List<Integer> high,
            List<Dim> positions) {
        this.g = g;
        this.sizes = sizes;
        this.strides = strides;
        this.low = low;
        this.high = high;
        this.positions = positions;
        this.places = places();
    }

    static Value reduce(TensorOp.ReduceWindow op, GraphBuilder g) {
        var positions = ((TensorType) op.types().getFirst()).shape().dims();
        if (isEmpty(positions)) {
            return g.zero(op.types().getFirst());
        }
        var window = new WindowExpansion(g, op.sizes(), op.strides(), op.low(), op.high(), positions);
        // beside x stands what changes nothing
        var identity = op.fn().identity(op.x().dtype());
        var padded = window.padded(op.x(), identity);
        Value sum = g.broadcast(g.add(identity), new Shape(positions));
        for (var place : window.places) {
            sum = g.binary(op.fn().combine(), sum, window.slice(padded, place));
        }
        return sum;
    }

    static Value select(TensorOp.SelectWindow op, GraphBuilder g) {
        var type = (TensorType) op.types().getFirst();
        if (isEmpty(type.shape().dims())) {
            return g.zero(type);
        }
        var window = new WindowExpansion(
                g, op.sizes(), op.strides(), op.low(), op.high(), type.shape().dims());
        var padded = window.padded(op.y(), ScalarOp.Constant.of(op.y().dtype(), 0));
        var places = window.extremes(op.fn(), op.x());
        Value selected = g.zero(type);
        for (int i = 0; i < window.places.size(); i++) {
            var here = window.isAt(places, i);
            selected = g.select(here, window.slice(padded, window.places.get(i)), selected);
        }
        return selected;
    }

    static Value scatter(TensorOp.ScatterWindow op, GraphBuilder g) {
        var updates = op.updates();
        var dims = updates.shape().dims();
        var type = updates.tensorType().with(op.x().shape());
        if (isEmpty(dims)) {
            return g.zero(type);
        }
        var window = new WindowExpansion(g, op.sizes(), op.strides(), op.low(), op.high(), dims);
        var extremes = op.fn() == ReduceFn.SUM ? null : window.extremes(op.fn(), op.x());
        var zero = g.zero(updates.type());
        Value sum = g.zero(type);
        // an element is under later places of the window at earlier positions
        for (int i = window.places.size() - 1; i >= 0; i--) {
            var moved = extremes == null ? updates : g.select(window.isAt(extremes, i), updates, zero);
            sum = g.binary(BinaryFn.ADD, sum, window.spread(moved, window.places.get(i), type));
        }
        return sum;
    }

    private static boolean isEmpty(List<Dim> positions) {
        return positions.stream().anyMatch(dim -> dim.is(0));
    }

    private List<List<Integer>> places() {
        List<List<Integer>> all = List.of(List.of());
        for (int size : sizes) {
            var longer = new ArrayList<List<Integer>>();
            for (var place : all) {
                for (int i = 0; i < size; i++) {
                    var next = new ArrayList<>(place);
                    next.add(i);
                    longer.add(next);
                }
            }
            all = longer;
        }
        return all;
    }

    private Value padded(Value x, ScalarOp.Constant fill) {
        boolean none = Collections.max(low) == 0 && Collections.max(high) == 0;
        return none
                ? x
                : g.add(new TensorOp.Pad(x, g.add(fill), dims(low), dims(high), Collections.nCopies(low.size(), 0)));
    }

    private static List<Dim> dims(List<Integer> numbers) {
        return numbers.stream().map(Dim::of).toList();
    }

    /// The elements of `padded` in `place`, one for each position.
    private Value slice(Value padded, List<Integer> place) {
        return g.add(new TensorOp.Slice(padded, dims(place), positions, strides));
    }

    /// The elements of `updates` in `place` of a tensor of zeros of type `type`.
    private Value spread(Value updates, List<Integer> place, TensorType type) {
        var behind = new ArrayList<Dim>();
        var interior = new ArrayList<Integer>();
        var whole = new ArrayList<Dim>();
        for (int i = 0; i < place.size(); i++) {
            var extent = type.shape().dim(i).plus(low.get(i) + high.get(i));
            var count = positions.get(i);
            var span = count.is(0)
                    ? Dim.ZERO
                    : count.plus(-1).times(strides.get(i)).plus(1);
            behind.add(extent.minus(span).plus(-place.get(i)));
            interior.add(strides.get(i) - 1);
            whole.add(extent);
        }
        var zero = g.add(ScalarOp.Constant.of(updates.dtype(), 0));
        var spread = g.add(new TensorOp.Pad(updates, zero, dims(place), behind, interior));
        return whole.equals(type.shape().dims())
                ? spread
                : g.add(new TensorOp.Slice(
                        spread, dims(low), type.shape().dims(), Collections.nCopies(place.size(), 1)));
    }

    // ------------------------------------------------------------------------------------------------------ extremes

    /// The number of the place of the extreme at each position, -1 where nothing is under the window.
    private Value extremes(ReduceFn fn, Value x) {
        var padded = padded(x, ScalarOp.Constant.of(x.dtype(), 0));
        var inside = inside(x);
        var shape = new Shape(positions);
        Value best = null;
        Value at = null;
        for (int i = 0; i < places.size(); i++) {
            var element = slice(padded, places.get(i));
            var number = g.broadcast(g.constant(DType.I32, (long) i), shape);
            var here = inside == null ? null : slice(inside, places.get(i));
            if (best == null || at == null) {
                best = element;
                at = here == null ? number : g.select(here, number, g.broadcast(g.constant(DType.I32, -1L), shape));
                continue;
            }
            var beyond = isBeyond(fn, element, best);
            if (here != null) {
                var first = g.compare(CompareFn.LT, at, g.broadcast(g.constant(DType.I32, 0L), shape));
                beyond = g.binary(BinaryFn.AND, here, g.binary(BinaryFn.OR, first, beyond));
            }
            best = g.select(beyond, element, best);
            at = g.select(beyond, number, at);
        }
        return Objects.requireNonNull(at);
    }

    private @Nullable Value inside(Value x) {
        boolean none = Collections.max(low) == 0 && Collections.max(high) == 0;
        return none
                ? null
                : g.add(new TensorOp.Pad(
                        g.broadcast(g.constant(true), x.shape()),
                        g.constant(false),
                        dims(low),
                        dims(high),
                        Collections.nCopies(low.size(), 0)));
    }

    /// Whether `x` takes the place of the earlier `best`.
    private Value isBeyond(ReduceFn fn, Value x, Value best) {
        BiFunction<Value, Value, Value> beyond =
                (a, b) -> g.compare(CompareFn.GT, fn == ReduceFn.MAX ? a : b, fn == ReduceFn.MAX ? b : a);
        if (!x.dtype().isFloat()) {
            return beyond.apply(x, best);
        }
        var isNumber = g.compare(CompareFn.EQ, best, best);
        var isNaN = g.compare(CompareFn.NE, x, x);
        return g.binary(BinaryFn.AND, isNumber, g.binary(BinaryFn.OR, isNaN, beyond.apply(x, best)));
    }

    private Value isAt(Value places, int number) {
        return g.compare(CompareFn.EQ, places, g.broadcast(g.constant(DType.I32, (long) number), places.shape()));
    }
}
