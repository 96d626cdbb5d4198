package fluxion.runtime.generated;

import org.jspecify.annotations.Nullable;

/// Contractions as generated programs call them: the operands are arrays with the index of their first element, then
/// the
/// extents and strides of [fluxion.ir.BufferOp.Contract], then the epilogue.
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
            @Nullable KernelTask epilogue) {
        for (int h = 0; h < batch; h++) {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    int x = aAt + aOffset + h * aBatch + i * aRow;
                    int y = bAt + bOffset + h * bBatch + j * bColumn;
                    float sum = 0;
                    for (int k = 0; k < inner; k++) {
                        sum = Math.fma(a[x + k * aInner], b[y + k * bInner], sum);
                    }
                    c[cAt + (h * rows + i) * columns + j] = sum;
                }
            }
            if (epilogue != null) {
                epilogue.apply(h, 0, rows, 0, columns);
            }
        }
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
            @Nullable KernelTask epilogue) {
        for (int h = 0; h < batch; h++) {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    int x = aAt + aOffset + h * aBatch + i * aRow;
                    int y = bAt + bOffset + h * bBatch + j * bColumn;
                    double sum = 0;
                    for (int k = 0; k < inner; k++) {
                        sum = Math.fma(a[x + k * aInner], b[y + k * bInner], sum);
                    }
                    c[cAt + (h * rows + i) * columns + j] = sum;
                }
            }
            if (epilogue != null) {
                epilogue.apply(h, 0, rows, 0, columns);
            }
        }
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
        for (int h = 0; h < batch; h++) {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    int x = aAt + aOffset + h * aBatch + i * aRow;
                    int y = bAt + bOffset + h * bBatch + j * bColumn;
                    int sum = 0;
                    for (int k = 0; k < inner; k++) {
                        sum = sum + a[x + k * aInner] * b[y + k * bInner];
                    }
                    c[cAt + (h * rows + i) * columns + j] = sum;
                }
            }
            if (epilogue != null) {
                epilogue.apply(h, 0, rows, 0, columns);
            }
        }
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
        for (int h = 0; h < batch; h++) {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    int x = aAt + aOffset + h * aBatch + i * aRow;
                    int y = bAt + bOffset + h * bBatch + j * bColumn;
                    long sum = 0;
                    for (int k = 0; k < inner; k++) {
                        sum = sum + a[x + k * aInner] * b[y + k * bInner];
                    }
                    c[cAt + (h * rows + i) * columns + j] = sum;
                }
            }
            if (epilogue != null) {
                epilogue.apply(h, 0, rows, 0, columns);
            }
        }
    }
}
