package fluxion.ir.interp;

import fluxion.ir.BinaryFn;
import fluxion.ir.ReduceFn;
import java.util.List;
import java.util.function.IntConsumer;

/// A window that moves over a tensor.
final class MovingWindow {
    private final long[] extents;
    private final List<Integer> sizes;
    private final List<Integer> strides;
    private final List<Integer> low;
    private final long[] positions;

    /// @param extents of the tensor
    /// @param positions the extents of what comes of it
    MovingWindow(long[] extents, List<Integer> sizes, List<Integer> strides, List<Integer> low, long[] positions) {
        this.extents = extents;
        this.sizes = sizes;
        this.strides = strides;
        this.low = low;
        this.positions = positions;
    }

    private interface Position {
        void at(int number, long[] index);
    }

    TensorValue reduce(ReduceFn fn, TensorValue x) {
        int size = TensorValue.size(positions);
        if (x.dtype().isFloat()) {
            var combine = Functions.ofDoubles(fn.combine(), x.dtype());
            var r = new double[size];
            forEach((i, index) -> {
                r[i] = fn.identity(x.dtype()).toDouble();
                under(index, at -> r[i] = combine.applyAsDouble(r[i], x.getDouble(at)));
            });
            return TensorValue.ofDoubles(x.dtype(), r, positions);
        }
        var combine = Functions.ofLongs(fn.combine(), x.dtype());
        var r = new long[size];
        forEach((i, index) -> {
            r[i] = fn.identity(x.dtype()).bits();
            under(index, at -> r[i] = combine.applyAsLong(r[i], x.getLong(at)));
        });
        return TensorValue.ofLongs(x.dtype(), r, positions);
    }

    TensorValue select(ReduceFn fn, TensorValue x, TensorValue y) {
        var r = TensorValue.zeros(y.dtype(), positions);
        var elements = r.toArray();
        forEach((i, index) -> {
            int best = extreme(fn, x, index);
            if (best >= 0) {
                Elements.set(elements, i, Elements.copy(y.toArray(), best, best + 1));
            }
        });
        return TensorValue.owning(y.dtype(), elements, positions);
    }

    TensorValue scatter(ReduceFn fn, TensorValue x, TensorValue updates) {
        var dtype = updates.dtype();
        int size = TensorValue.size(extents);
        if (dtype.isFloat()) {
            var add = Functions.ofDoubles(BinaryFn.ADD, dtype);
            var r = new double[size];
            forEach((i, index) -> targets(fn, x, index, at -> r[at] = add.applyAsDouble(r[at], updates.getDouble(i))));
            return TensorValue.ofDoubles(dtype, r, extents);
        }
        var r = new long[size];
        forEach((i, index) -> targets(fn, x, index, at -> r[at] += updates.getLong(i)));
        return TensorValue.ofLongs(dtype, r, extents);
    }

    private void targets(ReduceFn fn, TensorValue x, long[] index, IntConsumer action) {
        if (fn == ReduceFn.SUM) {
            under(index, action);
            return;
        }
        int best = extreme(fn, x, index);
        if (best >= 0) {
            action.accept(best);
        }
    }

    /// Where the extreme under the window at `index` is; -1 if nothing is under it.
    private int extreme(ReduceFn fn, TensorValue x, long[] index) {
        var best = new int[] {-1};
        under(index, at -> {
            if (best[0] < 0 || Reductions.isBeyond(fn, x, at, best[0])) {
                best[0] = at;
            }
        });
        return best[0];
    }

    private void forEach(Position action) {
        int size = TensorValue.size(positions);
        var index = new long[positions.length];
        for (int i = 0; i < size; i++) {
            action.at(i, index);
            Indices.step(positions, index, new long[positions.length]);
        }
    }

    /// Shows the addresses of the elements under the window at `index` to `action`.
    private void under(long[] index, IntConsumer action) {
        under(0, index, 0, Indices.strides(extents), action);
    }

    private void under(int axis, long[] index, long address, long[] addressStrides, IntConsumer action) {
        if (axis == extents.length) {
            action.accept((int) address);
            return;
        }
        long first = index[axis] * strides.get(axis) - low.get(axis);
        for (long i = Math.max(first, 0); i < Math.min(first + sizes.get(axis), extents[axis]); i++) {
            under(axis + 1, index, address + i * addressStrides[axis], addressStrides, action);
        }
    }
}
