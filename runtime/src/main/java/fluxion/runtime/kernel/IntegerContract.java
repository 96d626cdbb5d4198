package fluxion.runtime.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Contractions of integers; arguments as for [Contract]. Sums and products wrap around, so their order is free.
public final class IntegerContract {
    private IntegerContract() {}

    /// A contraction of `i32`, on the calling thread.
    ///
    /// @param epilogue applied to each batch element of C, or null
    public static void i32(
            int[] a,
            int aAt,
            int aBatch,
            int aRow,
            int aInner,
            int[] b,
            int bAt,
            int bBatch,
            int bInner,
            int bColumn,
            int[] c,
            int cAt,
            int cBatch,
            int cRow,
            int batch,
            int rows,
            int columns,
            int inner,
            @Nullable Epilogue epilogue) {
        if (rows == 0 || columns == 0) {
            return;
        }
        for (int h = 0; h < batch; h++) {
            for (int i = 0; i < rows; i++) {
                int to = cAt + h * cBatch + i * cRow;
                Arrays.fill(c, to, to + columns, 0);
                for (int k = 0; k < inner; k++) {
                    int x = a[aAt + h * aBatch + i * aRow + k * aInner];
                    addMultiple(x, b, bAt + h * bBatch + k * bInner, bColumn, c, to, columns);
                }
            }
            if (epilogue != null) {
                epilogue.apply(h, 0, rows, 0, columns);
            }
        }
    }

    private static void addMultiple(int x, int[] b, int from, int stride, int[] c, int to, int count) {
        if (stride == 1) {
            for (int j = 0; j < count; j++) {
                c[to + j] += x * b[from + j];
            }
        } else {
            for (int j = 0; j < count; j++) {
                c[to + j] += x * b[from + j * stride];
            }
        }
    }

    /// A contraction of `i64`, on the calling thread.
    ///
    /// @param epilogue applied to each batch element of C, or null
    public static void i64(
            long[] a,
            int aAt,
            int aBatch,
            int aRow,
            int aInner,
            long[] b,
            int bAt,
            int bBatch,
            int bInner,
            int bColumn,
            long[] c,
            int cAt,
            int cBatch,
            int cRow,
            int batch,
            int rows,
            int columns,
            int inner,
            @Nullable Epilogue epilogue) {
        if (rows == 0 || columns == 0) {
            return;
        }
        for (int h = 0; h < batch; h++) {
            for (int i = 0; i < rows; i++) {
                int to = cAt + h * cBatch + i * cRow;
                Arrays.fill(c, to, to + columns, 0);
                for (int k = 0; k < inner; k++) {
                    long x = a[aAt + h * aBatch + i * aRow + k * aInner];
                    addMultiple(x, b, bAt + h * bBatch + k * bInner, bColumn, c, to, columns);
                }
            }
            if (epilogue != null) {
                epilogue.apply(h, 0, rows, 0, columns);
            }
        }
    }

    private static void addMultiple(long x, long[] b, int from, int stride, long[] c, int to, int count) {
        if (stride == 1) {
            for (int j = 0; j < count; j++) {
                c[to + j] += x * b[from + j];
            }
        } else {
            for (int j = 0; j < count; j++) {
                c[to + j] += x * b[from + j * stride];
            }
        }
    }
}
