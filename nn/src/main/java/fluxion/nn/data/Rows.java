package fluxion.nn.data;

import fluxion.tensor.Tensor;

/// The elements of a tensor, of which slices along the first axis are taken.
final class Rows {
    private final Object elements;
    private final long[] row;
    private final int size;

    Rows(Tensor tensor) {
        this.elements = switch (tensor.dtype()) {
            case BOOL -> tensor.toBooleanArray();
            case I32 -> tensor.toIntArray();
            case I64 -> tensor.toLongArray();
            case F32 -> tensor.toFloatArray();
            case F64 -> tensor.toDoubleArray();
        };
        var shape = tensor.shape().without(0);
        this.row = shape.constants();
        this.size = Math.toIntExact(shape.elements());
    }

    /// The slices numbered `order[from]` to `order[from + count - 1]`.
    Tensor take(int[] order, int from, int count) {
        int n = Math.multiplyExact(count, size);
        long[] shape = Examples.batched(count, row);
        return switch (elements) {
            case boolean[] _ -> Tensor.wrap(filled(new boolean[n], order, from, count), shape);
            case int[] _ -> Tensor.wrap(filled(new int[n], order, from, count), shape);
            case long[] _ -> Tensor.wrap(filled(new long[n], order, from, count), shape);
            case float[] _ -> Tensor.wrap(filled(new float[n], order, from, count), shape);
            case double[] _ -> Tensor.wrap(filled(new double[n], order, from, count), shape);
            case Object other -> throw new IllegalStateException("elements " + other.getClass());
        };
    }

    private <A> A filled(A target, int[] order, int from, int count) {
        for (int i = 0; i < count; i++) {
            System.arraycopy(elements, order[from + i] * size, target, i * size, size);
        }
        return target;
    }
}
