package fluxion.ir.interp;

import fluxion.ir.BinaryFn;
import fluxion.ir.EvaluationException;
import java.util.ArrayList;
import java.util.List;

/// A frame: the values that were packed. In a program these are scalars, frames, and buffers and lists of its own.
///
/// @param values the values; none for the zero of all frames
public record FrameValue(List<Datum> values) implements Datum {
    /// The zero of all frames.
    public static final FrameValue EMPTY = new FrameValue(List.of());

    /// Copies the list.
    public FrameValue {
        values = List.copyOf(values);
    }

    /// The sum of two frames of one form: that of their floats, with all else, which is zero in one of them, as it
    /// is in the first.
    FrameValue plus(FrameValue other) {
        if (values.isEmpty() || other.values.isEmpty()) {
            return values.isEmpty() ? other : this;
        }
        other.expect(values.size());
        var sums = new ArrayList<Datum>();
        for (int i = 0; i < values.size(); i++) {
            sums.add(plus(values.get(i), other.values.get(i)));
        }
        return new FrameValue(sums);
    }

    private static Datum plus(Datum x, Datum y) {
        return switch (x) {
            case TensorValue tensor ->
                tensor.dtype().isFloat() ? Elementwise.binary(BinaryFn.ADD, tensor, (TensorValue) y) : tensor;
            case FrameValue frame -> frame.plus((FrameValue) y);
            case BufferValue buffer ->
                buffer.dtype().isFloat()
                        ? BufferValue.of(Elementwise.binary(
                                BinaryFn.ADD,
                                buffer.toTensor(buffer.size()),
                                ((BufferValue) y).toTensor(buffer.size())))
                        : buffer;
            case ListValue list -> {
                var right = (ListValue) y;
                var sum = ListValue.EMPTY;
                for (int i = 0; i < Math.max(list.size(), right.size()); i++) {
                    sum = sum.append(
                            i >= list.size()
                                    ? right.get(i)
                                    : i >= right.size() ? list.get(i) : plus(list.get(i), right.get(i)));
                }
                yield sum;
            }
            case BufferList list -> {
                var right = (BufferList) y;
                var sum = new BufferList();
                for (int i = 0;
                        i < Math.max(list.elements().size(), right.elements().size());
                        i++) {
                    sum.elements()
                            .add(
                                    i >= list.elements().size()
                                            ? right.elements().get(i)
                                            : i >= right.elements().size()
                                                    ? list.elements().get(i)
                                                    : plus(
                                                            list.elements().get(i),
                                                            right.elements().get(i)));
                }
                yield sum;
            }
        };
    }

    /// Fails unless there are `count` values, or none.
    void expect(int count) {
        if (!values.isEmpty() && values.size() != count) {
            throw new EvaluationException("a frame of " + values.size() + " values is unpacked as one of " + count);
        }
    }
}
