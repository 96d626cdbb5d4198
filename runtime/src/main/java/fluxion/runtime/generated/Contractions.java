package fluxion.runtime.generated;

import fluxion.runtime.WorkerPool;
import fluxion.runtime.kernel.Contract;
import fluxion.runtime.kernel.IntegerContract;
import fluxion.runtime.kernel.KeptPanels;
import org.jspecify.annotations.Nullable;

/// Contractions as generated programs call them: the operands are arrays with the index of their first element, then
/// the extents and strides of [fluxion.ir.BufferOp.Contract], then the epilogue, and of floating-point ones where B is
/// kept packed, or null. C is contiguous.
public final class Contractions {
    private Contractions() {}

    /// A contraction of `f32`.
    public static void contract(
            float[] a,
            int aAt,
            float[] b,
            int bAt,
            float[] c,
            int cAt,
            int batch,
            int rows,
            int columns,
            int inner,
            int aOffset,
            int aBatch,
            int aRow,
            int aInner,
            int bOffset,
            int bBatch,
            int bInner,
            int bColumn,
            @Nullable KernelTask epilogue,
            @Nullable KeptPanels kept) {
        Contract.f32(
                WorkerPool.shared(),
                a,
                aAt + aOffset,
                aBatch,
                aRow,
                aInner,
                b,
                bAt + bOffset,
                bBatch,
                bInner,
                bColumn,
                c,
                cAt,
                rows * columns,
                columns,
                batch,
                rows,
                columns,
                inner,
                epilogue,
                kept);
    }

    /// A contraction of `f64`.
    public static void contract(
            double[] a,
            int aAt,
            double[] b,
            int bAt,
            double[] c,
            int cAt,
            int batch,
            int rows,
            int columns,
            int inner,
            int aOffset,
            int aBatch,
            int aRow,
            int aInner,
            int bOffset,
            int bBatch,
            int bInner,
            int bColumn,
            @Nullable KernelTask epilogue,
            @Nullable KeptPanels kept) {
        Contract.f64(
                WorkerPool.shared(),
                a,
                aAt + aOffset,
                aBatch,
                aRow,
                aInner,
                b,
                bAt + bOffset,
                bBatch,
                bInner,
                bColumn,
                c,
                cAt,
                rows * columns,
                columns,
                batch,
                rows,
                columns,
                inner,
                epilogue,
                kept);
    }

    /// A contraction of `i32`.
    public static void contract(
            int[] a,
            int aAt,
            int[] b,
            int bAt,
            int[] c,
            int cAt,
            int batch,
            int rows,
            int columns,
            int inner,
            int aOffset,
            int aBatch,
            int aRow,
            int aInner,
            int bOffset,
            int bBatch,
            int bInner,
            int bColumn,
            @Nullable KernelTask epilogue) {
        IntegerContract.i32(
                a,
                aAt + aOffset,
                aBatch,
                aRow,
                aInner,
                b,
                bAt + bOffset,
                bBatch,
                bInner,
                bColumn,
                c,
                cAt,
                rows * columns,
                columns,
                batch,
                rows,
                columns,
                inner,
                epilogue);
    }

    /// A contraction of `i64`.
    public static void contract(
            long[] a,
            int aAt,
            long[] b,
            int bAt,
            long[] c,
            int cAt,
            int batch,
            int rows,
            int columns,
            int inner,
            int aOffset,
            int aBatch,
            int aRow,
            int aInner,
            int bOffset,
            int bBatch,
            int bInner,
            int bColumn,
            @Nullable KernelTask epilogue) {
        IntegerContract.i64(
                a,
                aAt + aOffset,
                aBatch,
                aRow,
                aInner,
                b,
                bAt + bOffset,
                bBatch,
                bInner,
                bColumn,
                c,
                cAt,
                rows * columns,
                columns,
                batch,
                rows,
                columns,
                inner,
                epilogue);
    }
}
