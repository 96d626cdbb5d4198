package fluxion.tensor;

import fluxion.ir.DType;
import fluxion.ir.ScalarOp;
import fluxion.ir.Shape;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import fluxion.runtime.Storage;
import fluxion.runtime.npy.NpyFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// An immutable array of elements of one dtype, of any rank.
///
/// Outside a compiled function an operation computes nothing yet: reading a tensor ([#item()], [#toFloatArray()] and so
/// on) compiles and runs what is needed for it, once for each structure of operations. Inside a function that is being
/// traced, a tensor stands for the values of later calls and cannot be read.
///
/// Equality is identity. A tensor may be used from any thread.
public final class Tensor implements TensorLike {
    private final TensorType type;
    private final Value handle;
    private volatile Origin origin;

    Tensor(TensorType type, Value handle, Origin origin) {
        this.type = type;
        this.handle = handle;
        this.origin = origin;
    }

    Value handle() {
        return handle;
    }

    Origin origin() {
        return origin;
    }

    void settle(Origin settled) {
        origin = settled;
    }

    Storage storage() {
        var known = origin.storage();
        return known != null ? known : Recorder.tracer().evaluate(this);
    }

    @Override
    public Tensor tensor() {
        return this;
    }

    /// The dtype and shape.
    public TensorType type() {
        return type;
    }

    /// The type of the elements.
    public DType dtype() {
        return type.dtype();
    }

    /// The extents of the axes; in a traced function they may be symbolic.
    public Shape shape() {
        return type.shape();
    }

    /// The number of axes.
    public int rank() {
        return type.rank();
    }

    /// The extent of `axis` as a number. Asking this of an axis that a compiled function would handle at any size
    /// fixes the axis to the sizes it is called with: a further size compiles again.
    public long size(int axis) {
        return HostData.constant(shape().dim(Axes.of("size", axis, this)), this);
    }

    /// The number of elements, likewise.
    public long size() {
        return HostData.constant(shape().size(), this);
    }

    // ---------------------------------------------------------------- in

    /// A `bool` scalar.
    public static Tensor of(boolean value) {
        return HostData.tensor(DType.BOOL, new boolean[] {value});
    }

    /// A `i32` scalar.
    public static Tensor of(int value) {
        return HostData.tensor(DType.I32, new int[] {value});
    }

    /// A `i64` scalar.
    public static Tensor of(long value) {
        return HostData.tensor(DType.I64, new long[] {value});
    }

    /// A `f32` scalar.
    public static Tensor of(float value) {
        return HostData.tensor(DType.F32, new float[] {value});
    }

    /// A `f64` scalar.
    public static Tensor of(double value) {
        return HostData.tensor(DType.F64, new double[] {value});
    }

    /// A copy of `values`, `bool[n]`.
    public static Tensor of(boolean[] values) {
        return HostData.tensor(DType.BOOL, values.clone(), values.length);
    }

    /// A copy of `values`, row-major, with extents `shape`.
    public static Tensor of(boolean[] values, long... shape) {
        return HostData.tensor(DType.BOOL, values.clone(), shape);
    }

    /// A copy of `values`, `i32[n]`.
    public static Tensor of(int[] values) {
        return HostData.tensor(DType.I32, values.clone(), values.length);
    }

    /// A copy of `values`, row-major, with extents `shape`.
    public static Tensor of(int[] values, long... shape) {
        return HostData.tensor(DType.I32, values.clone(), shape);
    }

    /// A copy of `values`, `i64[n]`.
    public static Tensor of(long[] values) {
        return HostData.tensor(DType.I64, values.clone(), values.length);
    }

    /// A copy of `values`, row-major, with extents `shape`.
    public static Tensor of(long[] values, long... shape) {
        return HostData.tensor(DType.I64, values.clone(), shape);
    }

    /// A copy of `values`, `f32[n]`.
    public static Tensor of(float[] values) {
        return HostData.tensor(DType.F32, values.clone(), values.length);
    }

    /// A copy of `values`, row-major, with extents `shape`.
    public static Tensor of(float[] values, long... shape) {
        return HostData.tensor(DType.F32, values.clone(), shape);
    }

    /// A copy of `values`, `f64[n]`.
    public static Tensor of(double[] values) {
        return HostData.tensor(DType.F64, values.clone(), values.length);
    }

    /// A copy of `values`, row-major, with extents `shape`.
    public static Tensor of(double[] values, long... shape) {
        return HostData.tensor(DType.F64, values.clone(), shape);
    }

    /// A copy of `values`, `bool` of rank 2; all rows must be equally long.
    public static Tensor of(boolean[][] values) {
        return HostData.nested(DType.BOOL, values, 2);
    }

    /// A copy of `values`, `bool` of rank 3; all rows must be equally long.
    public static Tensor of(boolean[][][] values) {
        return HostData.nested(DType.BOOL, values, 3);
    }

    /// A copy of `values`, `bool` of rank 4; all rows must be equally long.
    public static Tensor of(boolean[][][][] values) {
        return HostData.nested(DType.BOOL, values, 4);
    }

    /// A copy of `values`, `i32` of rank 2; all rows must be equally long.
    public static Tensor of(int[][] values) {
        return HostData.nested(DType.I32, values, 2);
    }

    /// A copy of `values`, `i32` of rank 3; all rows must be equally long.
    public static Tensor of(int[][][] values) {
        return HostData.nested(DType.I32, values, 3);
    }

    /// A copy of `values`, `i32` of rank 4; all rows must be equally long.
    public static Tensor of(int[][][][] values) {
        return HostData.nested(DType.I32, values, 4);
    }

    /// A copy of `values`, `i64` of rank 2; all rows must be equally long.
    public static Tensor of(long[][] values) {
        return HostData.nested(DType.I64, values, 2);
    }

    /// A copy of `values`, `i64` of rank 3; all rows must be equally long.
    public static Tensor of(long[][][] values) {
        return HostData.nested(DType.I64, values, 3);
    }

    /// A copy of `values`, `i64` of rank 4; all rows must be equally long.
    public static Tensor of(long[][][][] values) {
        return HostData.nested(DType.I64, values, 4);
    }

    /// A copy of `values`, `f32` of rank 2; all rows must be equally long.
    public static Tensor of(float[][] values) {
        return HostData.nested(DType.F32, values, 2);
    }

    /// A copy of `values`, `f32` of rank 3; all rows must be equally long.
    public static Tensor of(float[][][] values) {
        return HostData.nested(DType.F32, values, 3);
    }

    /// A copy of `values`, `f32` of rank 4; all rows must be equally long.
    public static Tensor of(float[][][][] values) {
        return HostData.nested(DType.F32, values, 4);
    }

    /// A copy of `values`, `f64` of rank 2; all rows must be equally long.
    public static Tensor of(double[][] values) {
        return HostData.nested(DType.F64, values, 2);
    }

    /// A copy of `values`, `f64` of rank 3; all rows must be equally long.
    public static Tensor of(double[][][] values) {
        return HostData.nested(DType.F64, values, 3);
    }

    /// A copy of `values`, `f64` of rank 4; all rows must be equally long.
    public static Tensor of(double[][][][] values) {
        return HostData.nested(DType.F64, values, 4);
    }

    /// `values` itself, row-major, with extents `shape`. It must not be changed as long as the tensor, or anything
    /// that is computed from it and has not been read, is in use.
    public static Tensor wrap(boolean[] values, long... shape) {
        return HostData.tensor(DType.BOOL, values, shape);
    }

    /// `values` itself, row-major, with extents `shape`. It must not be changed as long as the tensor, or anything
    /// that is computed from it and has not been read, is in use.
    public static Tensor wrap(int[] values, long... shape) {
        return HostData.tensor(DType.I32, values, shape);
    }

    /// `values` itself, row-major, with extents `shape`. It must not be changed as long as the tensor, or anything
    /// that is computed from it and has not been read, is in use.
    public static Tensor wrap(long[] values, long... shape) {
        return HostData.tensor(DType.I64, values, shape);
    }

    /// `values` itself, row-major, with extents `shape`. It must not be changed as long as the tensor, or anything
    /// that is computed from it and has not been read, is in use.
    public static Tensor wrap(float[] values, long... shape) {
        return HostData.tensor(DType.F32, values, shape);
    }

    /// `values` itself, row-major, with extents `shape`. It must not be changed as long as the tensor, or anything
    /// that is computed from it and has not been read, is in use.
    public static Tensor wrap(double[] values, long... shape) {
        return HostData.tensor(DType.F64, values, shape);
    }

    /// A copy of the remaining elements of `buffer`, which is not moved, with extents `shape`.
    public static Tensor of(FloatBuffer buffer, long... shape) {
        var values = new float[buffer.remaining()];
        buffer.duplicate().get(values);
        return HostData.tensor(DType.F32, values, shape);
    }

    /// A copy of the remaining elements of `buffer`, which is not moved, with extents `shape`.
    public static Tensor of(DoubleBuffer buffer, long... shape) {
        var values = new double[buffer.remaining()];
        buffer.duplicate().get(values);
        return HostData.tensor(DType.F64, values, shape);
    }

    /// A copy of the remaining elements of `buffer`, which is not moved, with extents `shape`.
    public static Tensor of(IntBuffer buffer, long... shape) {
        var values = new int[buffer.remaining()];
        buffer.duplicate().get(values);
        return HostData.tensor(DType.I32, values, shape);
    }

    /// A copy of the remaining elements of `buffer`, which is not moved, with extents `shape`.
    public static Tensor of(LongBuffer buffer, long... shape) {
        var values = new long[buffer.remaining()];
        buffer.duplicate().get(values);
        return HostData.tensor(DType.I64, values, shape);
    }

    /// A copy of the remaining bytes of `buffer`, which is not moved, as elements of `dtype` in the byte order of
    /// the buffer; a bool is a byte.
    public static Tensor of(DType dtype, ByteBuffer buffer, long... shape) {
        return HostData.fromSegment(dtype, MemorySegment.ofBuffer(buffer), buffer.order(), shape);
    }

    /// A copy of `segment` as elements of `dtype` in byte order `order`; a bool is a byte.
    public static Tensor of(DType dtype, MemorySegment segment, ByteOrder order, long... shape) {
        return HostData.fromSegment(dtype, segment, order, shape);
    }

    /// The array in an NPY file; unsigned bytes become `i32`.
    ///
    /// @throws IOException if the file cannot be read, or is not a whole NPY file of a supported dtype
    public static Tensor load(Path file) throws IOException {
        return Npy.tensor(NpyFile.read(file));
    }

    /// A scalar of `dtype`; the number is rounded.
    public static Tensor scalar(DType dtype, double value) {
        return Recorder.tracer().number(ScalarOp.Constant.of(dtype, value));
    }

    /// `value` at each index.
    public static Tensor full(DType dtype, double value, long... shape) {
        return Recorder.fill(scalar(dtype, value), Axes.shape("full", shape));
    }

    /// Zeros.
    public static Tensor zeros(DType dtype, long... shape) {
        return Recorder.fill(Recorder.constant(dtype, 0L), Axes.shape("zeros", shape));
    }

    /// `f32` zeros.
    public static Tensor zeros(long... shape) {
        return zeros(DType.F32, shape);
    }

    /// Ones.
    public static Tensor ones(DType dtype, long... shape) {
        return Recorder.fill(Recorder.constant(dtype, 1L), Axes.shape("ones", shape));
    }

    /// `f32` ones.
    public static Tensor ones(long... shape) {
        return ones(DType.F32, shape);
    }

    /// Zeros of the type of `like`.
    public static Tensor zerosLike(TensorLike like) {
        return Recorder.constantLike(like.tensor(), 0);
    }

    /// Ones of the type of `like`.
    public static Tensor onesLike(TensorLike like) {
        return Recorder.constantLike(like.tensor(), 1);
    }

    /// The identity matrix, `[n, n]`.
    public static Tensor eye(DType dtype, long n) {
        return Indexing.eye(dtype, n);
    }

    /// 0, 1 .. n-1 as `dtype`.
    public static Tensor arange(DType dtype, long n) {
        return Recorder.iota(dtype, Axes.shape("arange", n), 0);
    }

    /// `start + i * step` for i = 0 .. n-1 as `dtype`.
    public static Tensor arange(DType dtype, double start, double step, long n) {
        var dims = Axes.shape("arange", n);
        return Indexing.ramp(dtype, scalar(dtype, start), scalar(dtype, step), dims.dim(0));
    }

    /// `n` numbers from `start` to `stop`, both included, equally far apart.
    public static Tensor linspace(DType dtype, double start, double stop, long n) {
        return arange(dtype, start, n > 1 ? (stop - start) / (n - 1) : 0, n);
    }

    // ---------------------------------------------------------------- of several tensors

    /// `condition ? whenTrue : whenFalse` elementwise; the side not chosen gets no derivative.
    public static Tensor where(TensorLike condition, TensorLike whenTrue, TensorLike whenFalse) {
        return condition.where(whenTrue, whenFalse);
    }

    /// The tensors one after another along `axis`.
    public static Tensor concat(int axis, List<? extends TensorLike> parts) {
        return Shapes.concat(axis, parts.stream().map(TensorLike::tensor).toList());
    }

    /// The tensors one after another along `axis`.
    public static Tensor concat(int axis, TensorLike... parts) {
        return concat(axis, List.of(parts));
    }

    /// The tensors, all of one type, one after another along a new axis.
    public static Tensor stack(int axis, List<? extends TensorLike> parts) {
        return Shapes.stack(axis, parts.stream().map(TensorLike::tensor).toList());
    }

    /// The tensors, all of one type, one after another along a new axis.
    public static Tensor stack(int axis, TensorLike... parts) {
        return stack(axis, List.of(parts));
    }

    /// Einstein's notation: `einsum("bij,bjk->bik", x, y)`. A letter missing in the result is summed; a letter that
    /// an operand has twice takes its diagonal.
    public static Tensor einsum(String formula, TensorLike... operands) {
        return Contractions.einsum(
                formula, Arrays.stream(operands).map(TensorLike::tensor).toList());
    }

    // ---------------------------------------------------------------- out

    /// The only element as a double; true is 1.
    ///
    /// @throws ShapeException if there are more or fewer than one
    /// @throws TraceException inside a function that is being traced
    public double item() {
        return HostData.item(this).toDouble();
    }

    /// The only element of an integer tensor.
    public long itemLong() {
        return HostData.itemLong(this);
    }

    /// The only element of a bool tensor.
    public boolean itemBoolean() {
        return HostData.itemBoolean(this);
    }

    /// A copy of the elements of this `f32` tensor, row-major.
    public float[] toFloatArray() {
        return (float[]) HostData.copy("toFloatArray", this, DType.F32);
    }

    /// A copy of the elements of this `f64` tensor, row-major.
    public double[] toDoubleArray() {
        return (double[]) HostData.copy("toDoubleArray", this, DType.F64);
    }

    /// A copy of the elements of this `i32` tensor, row-major.
    public int[] toIntArray() {
        return (int[]) HostData.copy("toIntArray", this, DType.I32);
    }

    /// A copy of the elements of this `i64` tensor, row-major.
    public long[] toLongArray() {
        return (long[]) HostData.copy("toLongArray", this, DType.I64);
    }

    /// A copy of the elements of this `bool` tensor, row-major.
    public boolean[] toBooleanArray() {
        return (boolean[]) HostData.copy("toBooleanArray", this, DType.BOOL);
    }

    /// Copies the elements of this `f32` tensor, row-major, to the start of `target`.
    public void copyTo(float[] target) {
        HostData.copyTo(this, DType.F32, target, target.length);
    }

    /// Copies the elements of this `f64` tensor, row-major, to the start of `target`.
    public void copyTo(double[] target) {
        HostData.copyTo(this, DType.F64, target, target.length);
    }

    /// Copies the elements of this `i32` tensor, row-major, to the start of `target`.
    public void copyTo(int[] target) {
        HostData.copyTo(this, DType.I32, target, target.length);
    }

    /// Copies the elements of this `i64` tensor, row-major, to the start of `target`.
    public void copyTo(long[] target) {
        HostData.copyTo(this, DType.I64, target, target.length);
    }

    /// Copies the elements of this `bool` tensor, row-major, to the start of `target`.
    public void copyTo(boolean[] target) {
        HostData.copyTo(this, DType.BOOL, target, target.length);
    }

    /// A copy of the elements of this `f32[m, n]` tensor.
    public float[][] toArray2D() {
        return (float[][]) HostData.rows("toArray2D", this, DType.F32);
    }

    /// A copy of the elements of this `f64[m, n]` tensor.
    public double[][] toDoubleArray2D() {
        return (double[][]) HostData.rows("toDoubleArray2D", this, DType.F64);
    }

    /// Copies the elements of this `f32` tensor, row-major, to `target`, which is moved behind them.
    public void copyTo(FloatBuffer target) {
        target.put(toFloatArray());
    }

    /// Copies the elements to `target` in its byte order, and moves it behind them; a bool is a byte.
    public void copyTo(ByteBuffer target) {
        HostData.toSegment(this, MemorySegment.ofBuffer(target), target.order());
        target.position(target.position() + Math.toIntExact(size() * dtype().bytes()));
    }

    /// Copies the elements to the start of `target` in byte order `order`; a bool is a byte.
    public void copyTo(MemorySegment target, ByteOrder order) {
        HostData.toSegment(this, target, order);
    }

    /// Writes an NPY file, replacing what was there.
    ///
    /// @throws IOException if it cannot be written
    public void save(Path file) throws IOException {
        NpyFile.write(file, Npy.array(this));
    }

    /// Computes the elements now, if they are not known yet.
    public Tensor evaluate() {
        storage();
        return this;
    }

    /// The elements as NumPy prints them, with the type: `Tensor([1.0, 2.0], f32[2])`; beyond 1,000 elements the
    /// middle of each axis is left out. Nothing is compiled for it: elements that are not known yet are interpreted
    /// if that is little work, and else shown as `<pending>`.
    @Override
    public String toString() {
        return Formatting.of(this, Recorder.isPresent() ? Recorder.tracer().peek(this) : origin.storage());
    }
}
