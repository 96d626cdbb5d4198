package fluxion.runtime.kernel;

import fluxion.runtime.Pool;
import fluxion.runtime.WorkerPool;
import org.jspecify.annotations.Nullable;

/// Contractions: `C[h, i, j] = sum over k of A[h, i, k] * B[h, k, j]`.
///
/// Floating point: each element of C is one chain of fused multiply-adds over ascending `k` that starts at +0.0,
/// whatever the machine, the size of its vectors, the blocking and the number of threads; an empty sum is +0.0.
/// Integers wrap around. A and B lie in arrays at any offset with any strides that are not negative (0 repeats an
/// element); each row of C is contiguous, and C must not overlap A or B.
///
/// The operands' elements are at `aAt + h*aBatch + i*aRow + k*aInner` and `bAt + h*bBatch + k*bInner + j*bColumn`,
/// the result's at `cAt + h*cBatch + i*cRow + j`. If `batch`, `rows` or `columns` is 0 nothing happens.
///
/// Nothing is allocated once the pools of packed panels are warm. Indices outside of an array throw
/// [IndexOutOfBoundsException] at the latest when they are reached; C is then partly written.
public final class Contract {
    private static final Pool<ContractionF32<?>> F32 = new Pool<>();
    private static final Pool<ContractionF64<?>> F64 = new Pool<>();

    private Contract() {}

    /// A contraction of `f32`, on the shared pool of threads.
    ///
    /// @param epilogue applied to each block of C that is final, or null
    public static void f32(
            float[] a,
            int aAt,
            int aBatch,
            int aRow,
            int aInner,
            float[] b,
            int bAt,
            int bBatch,
            int bInner,
            int bColumn,
            float[] c,
            int cAt,
            int cBatch,
            int cRow,
            int batch,
            int rows,
            int columns,
            int inner,
            @Nullable Epilogue epilogue) {
        f32(
                WorkerPool.shared(),
                a,
                aAt,
                aBatch,
                aRow,
                aInner,
                b,
                bAt,
                bBatch,
                bInner,
                bColumn,
                c,
                cAt,
                cBatch,
                cRow,
                batch,
                rows,
                columns,
                inner,
                epilogue,
                null);
    }

    /// A contraction of `f32` on `pool`.
    ///
    /// @param kept where B is kept packed for the next time, or null
    public static void f32(
            WorkerPool pool,
            float[] a,
            int aAt,
            int aBatch,
            int aRow,
            int aInner,
            float[] b,
            int bAt,
            int bBatch,
            int bInner,
            int bColumn,
            float[] c,
            int cAt,
            int cBatch,
            int cRow,
            int batch,
            int rows,
            int columns,
            int inner,
            @Nullable Epilogue epilogue,
            @Nullable KeptPanels kept) {
        if (batch == 0 || rows == 0 || columns == 0) {
            return;
        }
        var call = F32.take();
        if (call == null) {
            call = Variant.CHOSEN.f32(true);
        }
        call.a = a;
        call.b = b;
        call.c = c;
        call.shape(batch, rows, columns, inner);
        call.strides(aAt, aBatch, aRow, aInner, bAt, bBatch, bInner, bColumn, cAt, cBatch, cRow);
        call.compute(pool, epilogue, kept);
        F32.give(call);
    }

    /// A contraction of `f64`, on the shared pool of threads.
    ///
    /// @param epilogue applied to each block of C that is final, or null
    public static void f64(
            double[] a,
            int aAt,
            int aBatch,
            int aRow,
            int aInner,
            double[] b,
            int bAt,
            int bBatch,
            int bInner,
            int bColumn,
            double[] c,
            int cAt,
            int cBatch,
            int cRow,
            int batch,
            int rows,
            int columns,
            int inner,
            @Nullable Epilogue epilogue) {
        f64(
                WorkerPool.shared(),
                a,
                aAt,
                aBatch,
                aRow,
                aInner,
                b,
                bAt,
                bBatch,
                bInner,
                bColumn,
                c,
                cAt,
                cBatch,
                cRow,
                batch,
                rows,
                columns,
                inner,
                epilogue,
                null);
    }

    /// A contraction of `f64` on `pool`.
    ///
    /// @param kept where B is kept packed for the next time, or null
    public static void f64(
            WorkerPool pool,
            double[] a,
            int aAt,
            int aBatch,
            int aRow,
            int aInner,
            double[] b,
            int bAt,
            int bBatch,
            int bInner,
            int bColumn,
            double[] c,
            int cAt,
            int cBatch,
            int cRow,
            int batch,
            int rows,
            int columns,
            int inner,
            @Nullable Epilogue epilogue,
            @Nullable KeptPanels kept) {
        if (batch == 0 || rows == 0 || columns == 0) {
            return;
        }
        var call = F64.take();
        if (call == null) {
            call = Variant.CHOSEN.f64(true);
        }
        call.a = a;
        call.b = b;
        call.c = c;
        call.shape(batch, rows, columns, inner);
        call.strides(aAt, aBatch, aRow, aInner, bAt, bBatch, bInner, bColumn, cAt, cBatch, cRow);
        call.compute(pool, epilogue, kept);
        F64.give(call);
    }
}
