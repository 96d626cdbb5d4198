package fluxion.nn.data;

import fluxion.tensor.ShapeException;
import fluxion.tensor.Tensor;

/// Inputs and what a network should make of them, drawn in batches.
public interface Examples {
    /// Some examples.
    ///
    /// @param inputs `[batch, ...]`
    /// @param targets `[batch, ...]`
    record Batch(Tensor inputs, Tensor targets) {}

    /// How many examples there are.
    int count();

    /// The examples numbered `order[from]` to `order[from + size - 1]`.
    Batch batch(int[] order, int from, int size);

    /// The extents of `size` examples of extents `row`.
    static long[] batched(int size, long... row) {
        var shape = new long[row.length + 1];
        shape[0] = size;
        System.arraycopy(row, 0, shape, 1, row.length);
        return shape;
    }

    /// The examples along the first axis of both tensors, which are copied.
    ///
    /// @throws ShapeException if the first extents differ
    static Examples of(Tensor inputs, Tensor targets) {
        if (inputs.rank() < 1 || targets.rank() < 1 || inputs.size(0) != targets.size(0)) {
            throw new ShapeException("Examples: inputs of type " + inputs.type() + " and targets of type "
                    + targets.type() + "; both must have as many examples along the first axis");
        }
        var left = new Rows(inputs);
        var right = new Rows(targets);
        int count = Math.toIntExact(inputs.size(0));
        return new Examples() {
            @Override
            public int count() {
                return count;
            }

            @Override
            public Batch batch(int[] order, int from, int size) {
                return new Batch(left.take(order, from, size), right.take(order, from, size));
            }
        };
    }
}
