package fluxion.runtime.generated;

import fluxion.ir.DType;
import java.util.Arrays;

/// A list of scalars of one dtype, each as its raw bits.
final class ScalarList {
    private static final int FIRST_ROOM = 16;

    private DType dtype = DType.F64;
    private long[] bits = {};
    private int length;

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    void append(DType type, long value) {
        dtype = type;
        if (length == bits.length) {
            grow(length + 1);
        }
        bits[length++] = value;
    }

    long at(long index) {
        return index >= 0 && index < length ? bits[(int) index] : 0;
    }

    void accumulate(DType type, long index, long value) {
        dtype = type;
        if (index < 0) {
            return;
        }
        if (index >= length) {
            if (index >= bits.length) {
                grow(index + 1);
            }
            Arrays.fill(bits, length, (int) index + 1, 0);
            length = (int) index + 1;
        }
        bits[(int) index] = sum(bits[(int) index], value);
    }

    void addAll(ScalarList other) {
        for (int i = 0; i < other.length; i++) {
            accumulate(other.dtype, i, other.bits[i]);
        }
    }

    void set(ScalarList other) {
        dtype = other.dtype;
        length = other.length;
        if (bits.length < length) {
            grow(length);
        }
        System.arraycopy(other.bits, 0, bits, 0, length);
    }

    private long sum(long x, long y) {
        return switch (dtype) {
            case BOOL -> throw new IllegalStateException("no addition of bools");
            case I32 -> (int) (x + y);
            case I64 -> x + y;
            case F32 -> Float.floatToRawIntBits(Float.intBitsToFloat((int) x) + Float.intBitsToFloat((int) y));
            case F64 -> Double.doubleToRawLongBits(Double.longBitsToDouble(x) + Double.longBitsToDouble(y));
        };
    }

    private void grow(long least) {
        int room = ListRoom.grown(bits.length, least, FIRST_ROOM);
        ResidualBudget.take(Long.BYTES * (long) (room - bits.length));
        bits = Arrays.copyOf(bits, room);
    }
}
