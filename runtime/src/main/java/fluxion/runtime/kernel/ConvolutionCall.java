package fluxion.runtime.kernel;

import fluxion.runtime.Pool;
import fluxion.runtime.WorkerPool;
import org.jspecify.annotations.Nullable;

/// A convolution as generated programs call it: its numbers one after the other, then its arrays.
///
/// Floating point: each element of the result is one chain of fused multiply-adds in the order that
/// [fluxion.ir.TensorOp.Convolution] defines, from +0.0, whatever the machine, the size of its vectors, the blocking
/// and the number of threads. Integers wrap around. The result must not overlap the operands. Nothing is allocated
/// once the pools are warm. Indices outside of an array throw [IndexOutOfBoundsException] at the latest when they are
/// reached; the result is then partly written.
public final class ConvolutionCall {
    private static final Pool<ConvolutionCall> CALLS = new Pool<>();
    private static final Pool<ConvolutionF32<?>> F32 = new Pool<>();
    private static final Pool<WinogradF32> WINOGRAD = new Pool<>();
    private static final Pool<ConvolutionF64<?>> F64 = new Pool<>();
    private static final Pool<ConvolutionI32> I32 = new Pool<>();
    private static final Pool<ConvolutionI64> I64 = new Pool<>();

    private final FilterShape shape = new FilterShape();

    private ConvolutionCall() {}

    /// A call without numbers.
    public static ConvolutionCall begin() {
        var call = CALLS.take();
        if (call == null) {
            call = new ConvolutionCall();
        }
        call.shape.begin();
        return call;
    }

    /// Adds the next number: 1 for over the batch or 0, the number of axes of space, groups, batch, inner, columns,
    /// then offset and strides (group, batch, inner) of a, offset and strides (group, inner, column) of b; then for
    /// each axis positions, taps, extent, low, stride, dilations of a and b, strides of a and b.
    public ConvolutionCall with(int number) {
        shape.add(number);
        return this;
    }

    /// Computes a convolution of `f32` on the shared pool of threads; this must not be used afterwards.
    ///
    /// @param epilogue applied to each block of the result that is final, or null
    public void run(float[] a, int aAt, float[] b, int bAt, float[] c, int cAt, @Nullable Epilogue epilogue) {
        run(WorkerPool.shared(), a, aAt, b, bAt, c, cAt, epilogue);
    }

    /// The same on `pool`.
    public void run(
            WorkerPool pool, float[] a, int aAt, float[] b, int bAt, float[] c, int cAt, @Nullable Epilogue epilogue) {
        var convolution = F32.take();
        if (convolution == null) {
            convolution = Variant.CHOSEN.convolutionF32(true);
        }
        convolution.a = a;
        convolution.b = b;
        convolution.c = c;
        compute(convolution, pool, aAt, bAt, cAt, epilogue);
        F32.give(convolution);
    }

    /// A convolution of `f32` by Winograd's algorithm, with the bits that [fluxion.ir.math.Winograd] defines.
    public void winograd(float[] a, int aAt, float[] b, int bAt, float[] c, int cAt, @Nullable Epilogue epilogue) {
        winograd(WorkerPool.shared(), a, aAt, b, bAt, c, cAt, epilogue);
    }

    /// The same on `pool`.
    public void winograd(
            WorkerPool pool, float[] a, int aAt, float[] b, int bAt, float[] c, int cAt, @Nullable Epilogue epilogue) {
        var convolution = WINOGRAD.take();
        if (convolution == null) {
            convolution = Variant.CHOSEN.winogradF32(true);
        }
        shape.complete();
        convolution.shape = shape;
        convolution.a = a;
        convolution.b = b;
        convolution.c = c;
        convolution.aAt = aAt;
        convolution.bAt = bAt;
        convolution.cAt = cAt;
        convolution.compute(pool, epilogue);
        CALLS.give(this);
        WINOGRAD.give(convolution);
    }

    /// A convolution of `f64`.
    public void run(double[] a, int aAt, double[] b, int bAt, double[] c, int cAt, @Nullable Epilogue epilogue) {
        run(WorkerPool.shared(), a, aAt, b, bAt, c, cAt, epilogue);
    }

    /// The same on `pool`.
    public void run(
            WorkerPool pool,
            double[] a,
            int aAt,
            double[] b,
            int bAt,
            double[] c,
            int cAt,
            @Nullable Epilogue epilogue) {
        var convolution = F64.take();
        if (convolution == null) {
            convolution = Variant.CHOSEN.convolutionF64(true);
        }
        convolution.a = a;
        convolution.b = b;
        convolution.c = c;
        compute(convolution, pool, aAt, bAt, cAt, epilogue);
        F64.give(convolution);
    }

    /// A convolution of `i32`.
    public void run(int[] a, int aAt, int[] b, int bAt, int[] c, int cAt, @Nullable Epilogue epilogue) {
        var convolution = I32.take();
        if (convolution == null) {
            convolution = new ConvolutionI32();
        }
        convolution.a = a;
        convolution.b = b;
        convolution.c = c;
        compute(convolution, WorkerPool.shared(), aAt, bAt, cAt, epilogue);
        I32.give(convolution);
    }

    /// A convolution of `i64`.
    public void run(long[] a, int aAt, long[] b, int bAt, long[] c, int cAt, @Nullable Epilogue epilogue) {
        var convolution = I64.take();
        if (convolution == null) {
            convolution = new ConvolutionI64();
        }
        convolution.a = a;
        convolution.b = b;
        convolution.c = c;
        compute(convolution, WorkerPool.shared(), aAt, bAt, cAt, epilogue);
        I64.give(convolution);
    }

    private void compute(
            Convolution<?> convolution, WorkerPool pool, int aAt, int bAt, int cAt, @Nullable Epilogue epilogue) {
        shape.complete();
        convolution.shape = shape;
        convolution.aAt = aAt;
        convolution.bAt = bAt;
        convolution.cAt = cAt;
        convolution.compute(pool, epilogue);
        CALLS.give(this);
    }
}
