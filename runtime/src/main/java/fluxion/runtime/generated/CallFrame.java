package fluxion.runtime.generated;

import fluxion.ir.EvaluationException;
import java.lang.reflect.Array;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a call of a generated recursive method keeps for its reverse, or gives back where it has several results:
/// numbers as raw bits, then arrays and frames. Nothing changes it once it is made.
public final class CallFrame {
    /// The zero of all frames.
    public static final CallFrame EMPTY = new CallFrame(new long[0], new Object[0], "");

    /// What the object and its arrays take beyond their elements.
    private static final int HEADERS = 64;

    private final long[] numbers;
    private final Object[] objects;
    private final String types;

    private CallFrame(long[] numbers, Object[] objects, String types) {
        this.numbers = numbers;
        this.objects = objects;
        this.types = types;
    }

    /// A frame that takes over both arrays.
    ///
    /// @param types the letter of the type of each number, as in descriptors
    public static CallFrame of(long[] numbers, Object[] objects, String types) {
        return new CallFrame(numbers, objects, types);
    }

    /// A frame of numbers alone, which takes over the array.
    ///
    /// @param types the letter of the type of each number, as in descriptors
    public static CallFrame of(long[] numbers, String types) {
        return new CallFrame(numbers, EMPTY.objects, types);
    }

    /// The sum of two frames of one form: that of their floats, with all else, which is zero in one of them, as it
    /// is in this.
    public CallFrame plus(CallFrame other) {
        if (this == EMPTY || other == EMPTY) {
            return this == EMPTY ? other : this;
        }
        var sums = numbers.clone();
        for (int i = 0; i < sums.length; i++) {
            if (types.charAt(i) == 'D') {
                sums[i] = Double.doubleToRawLongBits(
                        Double.longBitsToDouble(numbers[i]) + Double.longBitsToDouble(other.numbers[i]));
            } else if (types.charAt(i) == 'F') {
                sums[i] = Float.floatToRawIntBits(
                        Float.intBitsToFloat((int) numbers[i]) + Float.intBitsToFloat((int) other.numbers[i]));
            }
        }
        var added = new Object[objects.length];
        for (int i = 0; i < added.length; i++) {
            added[i] = plus(objects[i], other.objects[i]);
        }
        return new CallFrame(sums, added, types);
    }

    /// The sum of two arrays, of numbers, frames or arrays, of which the shorter counts as zero beyond its end, or of
    /// two frames.
    private static Object plus(Object x, Object y) {
        return switch (x) {
            case CallFrame frame -> frame.plus((CallFrame) y);
            case double[] a -> {
                var b = (double[]) y;
                var sum = Arrays.copyOf(a, Math.max(a.length, b.length));
                for (int i = 0; i < b.length; i++) {
                    sum[i] += b[i];
                }
                yield sum;
            }
            case float[] a -> {
                var b = (float[]) y;
                var sum = Arrays.copyOf(a, Math.max(a.length, b.length));
                for (int i = 0; i < b.length; i++) {
                    sum[i] += b[i];
                }
                yield sum;
            }
            case CallFrame[] a -> {
                var b = (CallFrame[]) y;
                var sum = Arrays.copyOf(a, Math.max(a.length, b.length));
                for (int i = 0; i < b.length; i++) {
                    sum[i] = i < a.length ? a[i].plus(b[i]) : b[i];
                }
                yield sum;
            }
            case Object[] a -> {
                var b = (Object[]) y;
                var sum = a.length < b.length ? b.clone() : a.clone();
                for (int i = 0; i < Math.min(a.length, b.length); i++) {
                    sum[i] = plus(a[i], b[i]);
                }
                yield sum;
            }
            default -> Array.getLength(x) == 0 ? y : x;
        };
    }

    /// About how many bytes it takes, frames in it aside.
    long bytes() {
        if (this == EMPTY) {
            return 0;
        }
        long bytes = HEADERS + (long) Long.BYTES * (numbers.length + objects.length);
        return bytes + elements(objects);
    }

    private static long elements(Object[] objects) {
        long bytes = 0;
        for (var object : objects) {
            bytes += switch (object) {
                case double[] array -> (long) Double.BYTES * array.length;
                case float[] array -> (long) Float.BYTES * array.length;
                case long[] array -> (long) Long.BYTES * array.length;
                case int[] array -> (long) Integer.BYTES * array.length;
                case CallFrame[] array -> (long) Long.BYTES * array.length;
                case Object[] array -> (long) Long.BYTES * array.length + elements(array);
                case boolean[] array -> array.length;
                default -> 0;
            };
        }
        return bytes;
    }

    /// The raw bits of number `index`; zero in the frame that is empty.
    public long number(int index) {
        return index < numbers.length ? numbers[index] : 0;
    }

    /// Object `index`, an array; null in the frame that is empty.
    public @Nullable Object object(int index) {
        return index < objects.length ? objects[index] : null;
    }

    /// Object `index`, a frame.
    public CallFrame frame(int index) {
        return index < objects.length ? (CallFrame) objects[index] : EMPTY;
    }

    /// What a recursive method throws where its calls nest too deep for the stack.
    public static EvaluationException tooDeep() {
        return EvaluationException.tooDeep();
    }
}
