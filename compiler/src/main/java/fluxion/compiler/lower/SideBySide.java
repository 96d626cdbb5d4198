package fluxion.compiler.lower;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.ReduceFn;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The scatter of windows that lie side by side: each position writes the elements under its window, which no other
/// position has.
record SideBySide(RegionLowering lowering, TensorOp.ScatterWindow op) {
    /// More places are left to a sum of tensors.
    private static final int MOST_PLACES = 16;

    static boolean fits(TensorOp.ScatterWindow op) {
        int places = 1;
        for (int i = 0; i < op.sizes().size(); i++) {
            if (op.strides().get(i) < op.sizes().get(i)) {
                return false;
            }
            places *= op.sizes().get(i);
        }
        return places <= MOST_PLACES
                && Collections.max(op.low()) == 0
                && Collections.max(op.high()) == 0
                && op.updates().shape().dims().stream().noneMatch(dim -> dim.is(0));
    }

    /// Whether it fits, and each element is under a window.
    static boolean coversAll(TensorOp.ScatterWindow op) {
        if (!fits(op)) {
            return false;
        }
        for (int i = 0; i < op.sizes().size(); i++) {
            var covered = op.updates().shape().dim(i).times(op.sizes().get(i));
            if (!op.strides().get(i).equals(op.sizes().get(i))
                    || !covered.equals(op.x().shape().dim(i))) {
                return false;
            }
        }
        return true;
    }

    /// Writes `result`, which is elementwise in the scattered tensor `op`, to `buffer`.
    void scatter(Value scattered, Value result, Value buffer) {
        var layout = Layout.rowMajor(buffer, op.x().shape());
        if (!coversAll(op)) {
            lowering.kernels.kernel(
                    "zero",
                    List.of(),
                    (e, _) -> e.parallel(
                            e.top(),
                            op.x().shape().dims(),
                            (scope, index) -> e.write(scope, buffer, layout.address(index), zero(e))));
        }
        lowering.kernels.kernel(
                "scatter_window",
                List.of(),
                (e, _) -> e.parallel(e.top(), op.updates().shape().dims(), (scope, index) -> {
                    var places = places(index);
                    var elements = elements(e, index, places);
                    for (int i = 0; i < places.size(); i++) {
                        var place = places.get(i);
                        e.bind(scope, scattered, place, elements.get(i));
                        e.write(scope, buffer, layout.address(place), e.at(result, place));
                    }
                }));
    }

    private Value zero(Elements e) {
        return e.emit(ScalarOp.Constant.of(op.updates().dtype(), 0));
    }

    /// What the position at `index` gives to each of the places under its window.
    private List<Value> elements(Elements e, List<Affine> index, List<List<Affine>> places) {
        var update = e.binary(BinaryFn.ADD, zero(e), e.at(op.updates(), index));
        if (op.fn() == ReduceFn.SUM) {
            return Collections.nCopies(places.size(), update);
        }
        var best = e.at(op.x(), places.getFirst());
        var at = e.constant(DType.I32, 0);
        for (int i = 1; i < places.size(); i++) {
            var element = e.at(op.x(), places.get(i));
            var beyond = isBeyond(e, op.fn(), element, best);
            best = e.emit(new ScalarOp.Select(beyond, element, best));
            at = e.emit(new ScalarOp.Select(beyond, e.constant(DType.I32, i), at));
        }
        var elements = new ArrayList<Value>();
        for (int i = 0; i < places.size(); i++) {
            var here = e.compare(CompareFn.EQ, at, e.constant(DType.I32, i));
            elements.add(e.emit(new ScalarOp.Select(here, update, zero(e))));
        }
        return elements;
    }

    /// Whether `x` takes the place of the earlier `best`.
    private static Value isBeyond(Elements e, ReduceFn fn, Value x, Value best) {
        var beyond = e.compare(fn == ReduceFn.MAX ? CompareFn.GT : CompareFn.LT, x, best);
        if (!x.dtype().isFloat()) {
            return beyond;
        }
        var isNumber = e.compare(CompareFn.EQ, best, best);
        var isNaN = e.compare(CompareFn.NE, x, x);
        return e.binary(BinaryFn.AND, isNumber, e.binary(BinaryFn.OR, isNaN, beyond));
    }

    /// The elements under the window at `index`, in row-major order.
    private List<List<Affine>> places(List<Affine> index) {
        List<List<Affine>> all = List.of(List.of());
        for (int axis = 0; axis < index.size(); axis++) {
            var start = index.get(axis).times(Dim.of(op.strides().get(axis)));
            var longer = new ArrayList<List<Affine>>();
            for (var place : all) {
                for (int i = 0; i < op.sizes().get(axis); i++) {
                    var next = new ArrayList<>(place);
                    next.add(start.plus(Dim.of(i)));
                    longer.add(next);
                }
            }
            all = longer;
        }
        return all.stream().map(List::copyOf).toList();
    }
}
