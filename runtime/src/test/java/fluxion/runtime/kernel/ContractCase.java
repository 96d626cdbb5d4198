package fluxion.runtime.kernel;

import java.util.Random;

/// One contraction of a test: sizes, strides and offsets, with gaps between rows and between batch elements.
record ContractCase(
        int batch,
        int rows,
        int columns,
        int inner,
        int atA,
        int aBatch,
        int aRow,
        int aInner,
        int atB,
        int bBatch,
        int bInner,
        int bColumn,
        int atC,
        int cBatch,
        int cRow) {
    /// Layout 0 has contiguous rows, 1 contiguous columns, 2 neither.
    static ContractCase of(int batch, int rows, int columns, int inner, int layoutA, int layoutB) {
        int[] a = strides(rows, inner, layoutA);
        int[] b = strides(inner, columns, layoutB);
        int cRow = columns + 2;
        return new ContractCase(
                batch, rows, columns, inner, 7, a[2], a[0], a[1], 5, b[2], b[0], b[1], 3, rows * cRow + 1, cRow);
    }

    private static int[] strides(int rows, int columns, int layout) {
        return switch (layout) {
            case 0 -> new int[] {columns + 1, 1, rows * (columns + 1) + 2};
            case 1 -> new int[] {1, rows + 3, columns * (rows + 3)};
            default -> new int[] {2 * columns + 1, 2, rows * (2 * columns + 1)};
        };
    }

    int sizeA() {
        return size(atA, aBatch, aRow, rows, aInner, inner);
    }

    int sizeB() {
        return size(atB, bBatch, bInner, inner, bColumn, columns);
    }

    int sizeC() {
        return size(atC, cBatch, cRow, rows, 1, columns);
    }

    /// Just as long as needed, so that a read past the end is found.
    private int size(int at, int perBatch, int stride1, int extent1, int stride2, int extent2) {
        return at
                + Math.max(0, batch - 1) * perBatch
                + Math.max(0, extent1 - 1) * stride1
                + Math.max(0, extent2 - 1) * stride2
                + 1;
    }

    void describe(Contraction<?> call) {
        call.shape(batch, rows, columns, inner);
        call.strides(atA, aBatch, aRow, aInner, atB, bBatch, bInner, bColumn, atC, cBatch, cRow);
    }

    float[] floats(int size, long seed) {
        var random = new Random(seed);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    double[] doubles(int size, long seed) {
        return new Random(seed).doubles(size, -1, 1).toArray();
    }

    int[] ints(int size, long seed) {
        return new Random(seed).ints(size).toArray();
    }

    long[] longs(int size, long seed) {
        return new Random(seed).longs(size).toArray();
    }

    void naive(float[] a, float[] b, float[] c) {
        forEach((x, y, z) -> {
            float sum = 0;
            for (int k = 0; k < inner; k++) {
                sum = Math.fma(a[x + k * aInner], b[y + k * bInner], sum);
            }
            c[z] = sum;
        });
    }

    void naive(double[] a, double[] b, double[] c) {
        forEach((x, y, z) -> {
            double sum = 0;
            for (int k = 0; k < inner; k++) {
                sum = Math.fma(a[x + k * aInner], b[y + k * bInner], sum);
            }
            c[z] = sum;
        });
    }

    void naive(int[] a, int[] b, int[] c) {
        forEach((x, y, z) -> {
            int sum = 0;
            for (int k = 0; k < inner; k++) {
                sum += a[x + k * aInner] * b[y + k * bInner];
            }
            c[z] = sum;
        });
    }

    void naive(long[] a, long[] b, long[] c) {
        forEach((x, y, z) -> {
            long sum = 0;
            for (int k = 0; k < inner; k++) {
                sum += a[x + k * aInner] * b[y + k * bInner];
            }
            c[z] = sum;
        });
    }

    private interface Element {
        void set(int firstOfA, int firstOfB, int atC);
    }

    private void forEach(Element element) {
        for (int h = 0; h < batch; h++) {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    element.set(
                            atA + h * aBatch + i * aRow,
                            atB + h * bBatch + j * bColumn,
                            atC + h * cBatch + i * cRow + j);
                }
            }
        }
    }
}
