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
record SideBySide(RegionLowering lowering) {
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

    void scatter(TensorOp.ScatterWindow op, Info info) {
        var buffer = lowering.storage(info);
        var layout = Layout.rowMajor(buffer, op.x().shape());
        var positions = op.updates().shape().dims();
        if (!coversAll(op)) {
            lowering.kernels.kernel(
                    "zero",
                    List.of(),
                    (e, _) -> e.parallel(
                            e.top(),
                            op.x().shape().dims(),
                            (scope, index) -> e.write(scope, buffer, layout.address(index), zero(e, op))));
        }
        lowering.kernels.kernel(
                "scatter_window",
                List.of(),
                (e, _) -> e.parallel(e.top(), positions, (scope, index) -> window(op, layout, e, scope, index)));
        lowering.bind(info, buffer);
    }

    private static Value zero(Elements e, TensorOp.ScatterWindow op) {
        return e.emit(ScalarOp.Constant.of(op.updates().dtype(), 0));
    }

    /// Whether each element is under a window.
    private static boolean coversAll(TensorOp.ScatterWindow op) {
        for (int i = 0; i < op.sizes().size(); i++) {
            var covered = op.updates().shape().dim(i).times(op.sizes().get(i));
            if (!op.strides().get(i).equals(op.sizes().get(i))
                    || !covered.equals(op.x().shape().dim(i))) {
                return false;
            }
        }
        return true;
    }

    private static void window(
            TensorOp.ScatterWindow op, Layout layout, Elements e, Elements.Scope scope, List<Affine> index) {
        var places = places(op, index);
        var update = e.binary(BinaryFn.ADD, zero(e, op), e.at(op.updates(), index));
        if (op.fn() == ReduceFn.SUM) {
            places.forEach(place -> e.write(scope, layout.buffer(), layout.address(place), update));
            return;
        }
        var best = e.at(op.x(), places.getFirst());
        var at = e.constant(DType.I32, 0);
        for (int i = 1; i < places.size(); i++) {
            var element = e.at(op.x(), places.get(i));
            var beyond = isBeyond(e, op.fn(), element, best);
            best = e.emit(new ScalarOp.Select(beyond, element, best));
            at = e.emit(new ScalarOp.Select(beyond, e.constant(DType.I32, i), at));
        }
        for (int i = 0; i < places.size(); i++) {
            var here = e.compare(CompareFn.EQ, at, e.constant(DType.I32, i));
            var added = e.emit(new ScalarOp.Select(here, update, zero(e, op)));
            e.write(scope, layout.buffer(), layout.address(places.get(i)), added);
        }
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
    private static List<List<Affine>> places(TensorOp.ScatterWindow op, List<Affine> index) {
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
