package fluxion.ir.interp;

import fluxion.ir.BinaryFn;
import fluxion.ir.DType;
import fluxion.ir.EvaluationException;
import fluxion.ir.IrException;
import java.util.Arrays;
import java.util.List;

/// Operations that move elements: each is a list of addresses.
final class Movement {
    private Movement() {}

    static TensorValue broadcast(TensorValue x, long[] shape, List<Integer> axes) {
        var own = Indices.strides(x.extents());
        var strides = new long[shape.length];
        for (int i = 0; i < own.length; i++) {
            strides[axes.get(i)] = own[i];
        }
        return take(x, shape, Indices.addresses(shape, 0, strides));
    }

    private static TensorValue take(TensorValue x, long[] shape, int[] from) {
        return TensorValue.owning(x.dtype(), Elements.take(x.array(), from), shape);
    }

    static TensorValue transpose(TensorValue x, List<Integer> permutation) {
        var own = Indices.strides(x.extents());
        var strides = permutation.stream().mapToLong(axis -> own[axis]).toArray();
        var shape = permutation.stream().mapToLong(x::extent).toArray();
        return take(x, shape, Indices.addresses(shape, 0, strides));
    }

    static TensorValue slice(TensorValue x, long[] starts, long[] sizes, List<Integer> steps) {
        var strides = Indices.strides(x.extents());
        long base = 0;
        for (int i = 0; i < strides.length; i++) {
            long last = starts[i] + (sizes[i] - 1) * steps.get(i);
            if (starts[i] < 0 || sizes[i] < 0 || (sizes[i] == 0 ? starts[i] > x.extent(i) : last >= x.extent(i))) {
                throw new EvaluationException("slice: start " + starts[i] + ", size " + sizes[i] + ", stride "
                        + steps.get(i) + " leave axis " + i + ", which has " + x.extent(i) + " elements");
            }
            base += starts[i] * strides[i];
            strides[i] *= steps.get(i);
        }
        return take(x, sizes, Indices.addresses(sizes, base, strides));
    }

    static TensorValue pad(
            TensorValue x, TensorValue fill, long[] low, long[] high, List<Integer> interior, long[] shape) {
        var strides = Indices.strides(shape);
        var outer = strides.clone();
        long base = 0;
        for (int i = 0; i < shape.length; i++) {
            if (low[i] < 0 || high[i] < 0) {
                throw new EvaluationException(
                        "pad: low " + low[i] + ", high " + high[i] + " of axis " + i + "; they must not be negative");
            }
            base += low[i] * strides[i];
            outer[i] *= interior.get(i) + 1;
        }
        var padded = Elements.take(fill.array(), new int[TensorValue.size(shape)]);
        Elements.put(padded, Indices.addresses(x.extents(), base, outer), x.array());
        return TensorValue.owning(x.dtype(), padded, shape);
    }

    static TensorValue concat(List<TensorValue> operands, int axis, long[] shape) {
        var dtype = operands.getFirst().dtype();
        var all = Elements.allocate(dtype, TensorValue.size(shape));
        var strides = Indices.strides(shape);
        long base = 0;
        for (var operand : operands) {
            Elements.put(all, Indices.addresses(operand.extents(), base, strides), operand.array());
            base += operand.extent(axis) * strides[axis];
        }
        return TensorValue.owning(dtype, all, shape);
    }

    static TensorValue reverse(TensorValue x, List<Integer> axes) {
        var strides = Indices.strides(x.extents());
        long base = 0;
        for (int axis : axes) {
            base += (x.extent(axis) - 1) * strides[axis];
            strides[axis] = -strides[axis];
        }
        return take(x, x.extents(), Indices.addresses(x.extents(), base, strides));
    }

    /// The addresses that a gather reads, in order of its result; negative where the index is outside.
    static int[] gathered(TensorValue x, TensorValue indices, int axis, int batch) {
        int batches = size(x.extents(), 0, batch);
        int left = size(x.extents(), batch, axis);
        long n = x.extent(axis);
        int right = size(x.extents(), axis + 1, x.rank());
        int chosen = size(indices.extents(), batch, indices.rank());
        var from = new int[batches * left * chosen * right];
        int at = 0;
        for (int b = 0; b < batches; b++) {
            for (int l = 0; l < left; l++) {
                for (int i = 0; i < chosen; i++) {
                    long index = indices.getLong(b * chosen + i);
                    boolean inside = index >= 0 && index < n;
                    for (int r = 0; r < right; r++) {
                        from[at++] = inside ? (int) (((b * left + l) * n + index) * right + r) : -1;
                    }
                }
            }
        }
        return from;
    }

    private static int size(long[] shape, int from, int to) {
        return TensorValue.size(Arrays.copyOfRange(shape, from, to));
    }

    static TensorValue gather(TensorValue x, TensorValue indices, int axis, int batch, long[] shape) {
        return take(x, shape, gathered(x, indices, axis, batch));
    }

    static TensorValue scatterAdd(TensorValue x, TensorValue indices, TensorValue updates, int axis, int batch) {
        var at = gathered(x, indices, axis, batch);
        if (x.dtype().isFloat()) {
            var add = Functions.ofDoubles(BinaryFn.ADD, x.dtype());
            var r = x.doubles().clone();
            var u = updates.doubles();
            for (int i = 0; i < at.length; i++) {
                if (at[i] >= 0) {
                    r[at[i]] = add.applyAsDouble(r[at[i]], u[i]);
                }
            }
            return TensorValue.ofDoubles(x.dtype(), r, x.extents());
        }
        var r = x.longs().clone();
        var u = updates.longs();
        for (int i = 0; i < at.length; i++) {
            if (at[i] >= 0) {
                r[at[i]] += u[i];
            }
        }
        return TensorValue.ofLongs(x.dtype(), r, x.extents());
    }

    static TensorValue dynamicSlice(TensorValue x, List<TensorValue> starts, long[] sizes) {
        return take(x, sizes, window(x, starts, sizes));
    }

    static TensorValue dynamicUpdate(TensorValue x, TensorValue update, List<TensorValue> starts) {
        var updated = x.toArray();
        Elements.put(updated, window(x, starts, update.extents()), update.array());
        return TensorValue.owning(x.dtype(), updated, x.extents());
    }

    private static int[] window(TensorValue x, List<TensorValue> starts, long[] sizes) {
        var strides = Indices.strides(x.extents());
        long base = 0;
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] > x.extent(i)) {
                throw new EvaluationException(
                        "a block of " + sizes[i] + " elements of axis " + i + ", which has " + x.extent(i));
            }
            base += Math.clamp(starts.get(i).item(), 0, x.extent(i) - sizes[i]) * strides[i];
        }
        return Indices.addresses(sizes, base, strides);
    }

    static TensorValue load(TensorValue x, List<TensorValue> indices, boolean checked) {
        return take(x, new long[0], new int[] {address(x, indices, checked)});
    }

    static TensorValue store(TensorValue x, List<TensorValue> indices, TensorValue value, boolean checked) {
        var stored = x.toArray();
        Elements.put(stored, new int[] {address(x, indices, checked)}, value.array());
        return TensorValue.owning(x.dtype(), stored, x.extents());
    }

    private static int address(TensorValue x, List<TensorValue> indices, boolean checked) {
        var strides = Indices.strides(x.extents());
        long address = 0;
        for (int i = 0; i < strides.length; i++) {
            long index = indices.get(i).item();
            if (index < 0 || index >= x.extent(i)) {
                var outside = EvaluationException.outside(index, i, x.extent(i));
                throw checked ? outside : new IrException("an access that was not checked: " + outside.getMessage());
            }
            address += index * strides[i];
        }
        return (int) address;
    }

    static TensorValue iota(DType dtype, long[] shape, int axis) {
        var strides = new long[shape.length];
        strides[axis] = 1;
        var index = Indices.addresses(shape, 0, strides);
        if (dtype.isFloat()) {
            return TensorValue.ofDoubles(
                    dtype, Arrays.stream(index).asDoubleStream().toArray(), shape);
        }
        return TensorValue.ofLongs(dtype, Arrays.stream(index).asLongStream().toArray(), shape);
    }

    /// Tensors of one shape as slices along a new first axis.
    static TensorValue stack(DType dtype, List<TensorValue> slices, long[] shape) {
        var all = Elements.allocate(dtype, TensorValue.size(shape));
        int at = 0;
        for (var slice : slices) {
            System.arraycopy(slice.array(), 0, all, at, slice.size());
            at += slice.size();
        }
        return TensorValue.owning(dtype, all, shape);
    }
}
