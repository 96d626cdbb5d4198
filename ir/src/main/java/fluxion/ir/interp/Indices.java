package fluxion.ir.interp;

/// Addresses of elements: the one way in which operations that move elements are written down.
final class Indices {
    private Indices() {}

    /// Row-major strides of `shape`.
    static long[] strides(long[] shape) {
        var strides = new long[shape.length];
        long stride = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= shape[i];
        }
        return strides;
    }

    /// `base + sum(index[i] * strides[i])` for each index of the space `shape` in row-major order.
    static int[] addresses(long[] shape, long base, long[] strides) {
        var addresses = new int[TensorValue.size(shape)];
        var index = new long[shape.length];
        long at = base;
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = Math.toIntExact(at);
            at += step(shape, index, strides);
        }
        return addresses;
    }

    /// Advances `index` to the next one in row-major order, from the last to the first; gives the change of
    /// address.
    static long step(long[] shape, long[] index, long[] strides) {
        long change = 0;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            if (++index[axis] < shape[axis]) {
                return change + strides[axis];
            }
            change -= (shape[axis] - 1) * strides[axis];
            index[axis] = 0;
        }
        return change;
    }
}
