package fluxion.ir.interp;

import fluxion.ir.DType;
import fluxion.ir.EvaluationException;
import fluxion.ir.ScalarOp;
import java.lang.reflect.Array;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// An immutable dense array of elements in row-major order.
///
/// Two are equal if dtype, shape and elements are, bit for bit, except that all NaNs are equal.
public final class TensorValue implements Datum {
    private static final long[] SCALAR = {};

    private final DType dtype;
    private final long[] shape;
    private final Object array;

    private TensorValue(DType dtype, long[] shape, Object array) {
        this.dtype = dtype;
        this.shape = shape;
        this.array = array;
    }

    /// A tensor of the elements of `array`, a `float[] double[] int[] long[]` or `boolean[]`, which is copied.
    ///
    /// @throws EvaluationException if the array is of another class, or has not as many elements as `shape`
    public static TensorValue of(Object array, long... shape) {
        var dtype = switch (array) {
            case boolean[] _ -> DType.BOOL;
            case int[] _ -> DType.I32;
            case long[] _ -> DType.I64;
            case float[] _ -> DType.F32;
            case double[] _ -> DType.F64;
            default ->
                throw new EvaluationException(array.getClass().getSimpleName()
                        + " holds no elements of a tensor; use float[], double[], int[], long[] or boolean[]");
        };
        int size = size(shape);
        if (Elements.length(array) != size) {
            throw new EvaluationException(
                    Elements.length(array) + " elements for shape " + Arrays.toString(shape) + ", which has " + size);
        }
        return new TensorValue(dtype, shape.clone(), Elements.copy(array, 0, size));
    }

    /// A scalar.
    public static TensorValue scalar(boolean value) {
        return new TensorValue(DType.BOOL, SCALAR, new boolean[] {value});
    }

    /// A scalar.
    public static TensorValue scalar(int value) {
        return new TensorValue(DType.I32, SCALAR, new int[] {value});
    }

    /// A scalar.
    public static TensorValue scalar(long value) {
        return new TensorValue(DType.I64, SCALAR, new long[] {value});
    }

    /// A scalar.
    public static TensorValue scalar(float value) {
        return new TensorValue(DType.F32, SCALAR, new float[] {value});
    }

    /// A scalar.
    public static TensorValue scalar(double value) {
        return new TensorValue(DType.F64, SCALAR, new double[] {value});
    }

    /// The scalar that `constant` gives.
    public static TensorValue of(ScalarOp.Constant constant) {
        return switch (constant.dtype()) {
            case BOOL -> scalar(constant.bits() != 0);
            case I32 -> scalar((int) constant.bits());
            case I64 -> scalar(constant.bits());
            case F32 -> scalar(Float.intBitsToFloat((int) constant.bits()));
            case F64 -> scalar(Double.longBitsToDouble(constant.bits()));
        };
    }

    /// A tensor that owns `array`.
    static TensorValue owning(DType dtype, Object array, long... shape) {
        return new TensorValue(dtype, shape, array);
    }

    /// A tensor of zeros.
    static TensorValue zeros(DType dtype, long... shape) {
        return new TensorValue(dtype, shape, Elements.allocate(dtype, size(shape)));
    }

    /// A tensor of floats, each rounded to `dtype`.
    static TensorValue ofDoubles(DType dtype, double[] values, long... shape) {
        return new TensorValue(dtype, shape, Elements.fromDoubles(dtype, values));
    }

    /// A tensor of integers or bools, each cut to `dtype`.
    static TensorValue ofLongs(DType dtype, long[] values, long... shape) {
        return new TensorValue(dtype, shape, Elements.fromLongs(dtype, values));
    }

    static int size(long[] shape) {
        long size = 1;
        for (long extent : shape) {
            if (extent < 0) {
                throw new EvaluationException("shape " + Arrays.toString(shape) + " has a negative extent");
            }
            size = Math.multiplyExact(size, extent);
        }
        if (size > Integer.MAX_VALUE - 8) {
            throw new EvaluationException(
                    "shape " + Arrays.toString(shape) + " has " + size + " elements, more than a Java array can hold");
        }
        return (int) size;
    }

    /// The type of the elements.
    public DType dtype() {
        return dtype;
    }

    /// The extents, outermost first.
    public long[] shape() {
        return shape.clone();
    }

    /// The number of axes.
    public int rank() {
        return shape.length;
    }

    /// The extent of `axis`.
    public long extent(int axis) {
        return shape[axis];
    }

    /// The number of elements.
    public int size() {
        return Elements.length(array);
    }

    /// The elements in a new `float[] double[] int[] long[]` or `boolean[]`.
    public Object toArray() {
        return Elements.copy(array, 0, size());
    }

    /// Element `i` in row-major order as a number; a bool is 0 or 1.
    public double getDouble(int i) {
        return dtype.isFloat() ? Elements.getDouble(array, i) : (double) Elements.getLong(array, i);
    }

    /// Element `i` in row-major order of a tensor of integers or bools; a bool is 0 or 1.
    public long getLong(int i) {
        if (dtype.isFloat()) {
            throw new EvaluationException("an element of " + this + " where an integer is needed");
        }
        return Elements.getLong(array, i);
    }

    /// The only element of a scalar.
    long item() {
        return getLong(0);
    }

    /// The first element as Java's object.
    Object boxed() {
        return Array.get(array, 0);
    }

    /// The elements themselves, not to be changed.
    Object array() {
        return array;
    }

    /// The extents themselves, not to be changed.
    long[] extents() {
        return shape;
    }

    /// The elements of a float tensor, not to be changed.
    double[] doubles() {
        return Elements.toDoubles(array);
    }

    /// The elements of a tensor of integers or bools, not to be changed.
    long[] longs() {
        return Elements.toLongs(array);
    }

    /// The same elements in another shape.
    TensorValue withShape(long... other) {
        return new TensorValue(dtype, other, array);
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof TensorValue other
                && dtype == other.dtype
                && Arrays.equals(shape, other.shape)
                && Elements.equal(array, other.array);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + Elements.hash(array);
    }

    /// The type and the first elements.
    @Override
    public String toString() {
        var text = new StringBuilder(dtype.toString())
                .append(Arrays.toString(shape))
                .append(" {");
        for (int i = 0; i < Math.min(size(), 16); i++) {
            text.append(i == 0 ? "" : ", ");
            text.append(dtype.isFloat() ? (Object) getDouble(i) : (Object) getLong(i));
        }
        return text.append(size() > 16 ? ", ...}" : "}").toString();
    }
}
