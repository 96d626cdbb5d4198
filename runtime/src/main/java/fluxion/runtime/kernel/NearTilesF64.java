package fluxion.runtime.kernel;

import java.lang.invoke.VarHandle;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/// The inner loops of [NearF64]: tiles of 6 rows by 2 or 1 vectors, which read A where it lies. Those along rows of A
/// take B in panels, so that only A has steps that the compiler does not know; those across them read B where it lies.
///
/// Twelve accumulators, two vectors of B and two of A are 16 registers; the fences, which are no instruction on x86,
/// keep the compiler from loading more of A at a time.
final class NearTilesF64 {
    static final int ROWS = 6;
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    static final int LANES = SPECIES.length();

    private NearTilesF64() {}

    /// A tile of 6 rows, each contiguous and `aStep` behind the one before, by 2 vectors.
    static void along6x2(
            double[] a, int atA, int aStep, double[] b, int atB, double[] c, int c0, int c1, int cRow, int depth) {
        DoubleVector s00 = DoubleVector.zero(SPECIES);
        DoubleVector s01 = DoubleVector.zero(SPECIES);
        DoubleVector s10 = DoubleVector.zero(SPECIES);
        DoubleVector s11 = DoubleVector.zero(SPECIES);
        DoubleVector s20 = DoubleVector.zero(SPECIES);
        DoubleVector s21 = DoubleVector.zero(SPECIES);
        DoubleVector s30 = DoubleVector.zero(SPECIES);
        DoubleVector s31 = DoubleVector.zero(SPECIES);
        DoubleVector s40 = DoubleVector.zero(SPECIES);
        DoubleVector s41 = DoubleVector.zero(SPECIES);
        DoubleVector s50 = DoubleVector.zero(SPECIES);
        DoubleVector s51 = DoubleVector.zero(SPECIES);
        int row1 = atA + aStep;
        int row2 = atA + 2 * aStep;
        int row3 = atA + 3 * aStep;
        int row4 = atA + 4 * aStep;
        int row5 = atA + 5 * aStep;
        for (int k = 0; k < depth; k++) {
            DoubleVector y0 = DoubleVector.fromArray(SPECIES, b, atB + 2 * LANES * k);
            DoubleVector y1 = DoubleVector.fromArray(SPECIES, b, atB + 2 * LANES * k + LANES);
            DoubleVector x0 = DoubleVector.broadcast(SPECIES, a[atA + k]);
            s00 = x0.fma(y0, s00);
            s01 = x0.fma(y1, s01);
            VarHandle.loadLoadFence();
            DoubleVector x1 = DoubleVector.broadcast(SPECIES, a[row1 + k]);
            s10 = x1.fma(y0, s10);
            s11 = x1.fma(y1, s11);
            VarHandle.loadLoadFence();
            DoubleVector x2 = DoubleVector.broadcast(SPECIES, a[row2 + k]);
            s20 = x2.fma(y0, s20);
            s21 = x2.fma(y1, s21);
            VarHandle.loadLoadFence();
            DoubleVector x3 = DoubleVector.broadcast(SPECIES, a[row3 + k]);
            s30 = x3.fma(y0, s30);
            s31 = x3.fma(y1, s31);
            VarHandle.loadLoadFence();
            DoubleVector x4 = DoubleVector.broadcast(SPECIES, a[row4 + k]);
            s40 = x4.fma(y0, s40);
            s41 = x4.fma(y1, s41);
            VarHandle.loadLoadFence();
            DoubleVector x5 = DoubleVector.broadcast(SPECIES, a[row5 + k]);
            s50 = x5.fma(y0, s50);
            s51 = x5.fma(y1, s51);
        }
        s00.intoArray(c, c0);
        s01.intoArray(c, c1);
        s10.intoArray(c, c0 + cRow);
        s11.intoArray(c, c1 + cRow);
        s20.intoArray(c, c0 + 2 * cRow);
        s21.intoArray(c, c1 + 2 * cRow);
        s30.intoArray(c, c0 + 3 * cRow);
        s31.intoArray(c, c1 + 3 * cRow);
        s40.intoArray(c, c0 + 4 * cRow);
        s41.intoArray(c, c1 + 4 * cRow);
        s50.intoArray(c, c0 + 5 * cRow);
        s51.intoArray(c, c1 + 5 * cRow);
    }

    /// The same by 1 vector.
    static void along6x1(double[] a, int atA, int aStep, double[] b, int atB, double[] c, int c0, int cRow, int depth) {
        DoubleVector s00 = DoubleVector.zero(SPECIES);
        DoubleVector s10 = DoubleVector.zero(SPECIES);
        DoubleVector s20 = DoubleVector.zero(SPECIES);
        DoubleVector s30 = DoubleVector.zero(SPECIES);
        DoubleVector s40 = DoubleVector.zero(SPECIES);
        DoubleVector s50 = DoubleVector.zero(SPECIES);
        int row1 = atA + aStep;
        int row2 = atA + 2 * aStep;
        int row3 = atA + 3 * aStep;
        int row4 = atA + 4 * aStep;
        int row5 = atA + 5 * aStep;
        for (int k = 0; k < depth; k++) {
            DoubleVector y0 = DoubleVector.fromArray(SPECIES, b, atB + LANES * k);
            DoubleVector x0 = DoubleVector.broadcast(SPECIES, a[atA + k]);
            s00 = x0.fma(y0, s00);
            DoubleVector x1 = DoubleVector.broadcast(SPECIES, a[row1 + k]);
            s10 = x1.fma(y0, s10);
            DoubleVector x2 = DoubleVector.broadcast(SPECIES, a[row2 + k]);
            s20 = x2.fma(y0, s20);
            DoubleVector x3 = DoubleVector.broadcast(SPECIES, a[row3 + k]);
            s30 = x3.fma(y0, s30);
            DoubleVector x4 = DoubleVector.broadcast(SPECIES, a[row4 + k]);
            s40 = x4.fma(y0, s40);
            DoubleVector x5 = DoubleVector.broadcast(SPECIES, a[row5 + k]);
            s50 = x5.fma(y0, s50);
        }
        s00.intoArray(c, c0);
        s10.intoArray(c, c0 + cRow);
        s20.intoArray(c, c0 + 2 * cRow);
        s30.intoArray(c, c0 + 3 * cRow);
        s40.intoArray(c, c0 + 4 * cRow);
        s50.intoArray(c, c0 + 5 * cRow);
    }

    /// A tile of 6 rows that lie side by side, their next elements `aStep` further on, by 2 vectors.
    static void across6x2(
            double[] a,
            int atA,
            int aStep,
            double[] b,
            int b0,
            int b1,
            int bStep,
            double[] c,
            int c0,
            int c1,
            int cRow,
            int depth) {
        DoubleVector s00 = DoubleVector.zero(SPECIES);
        DoubleVector s01 = DoubleVector.zero(SPECIES);
        DoubleVector s10 = DoubleVector.zero(SPECIES);
        DoubleVector s11 = DoubleVector.zero(SPECIES);
        DoubleVector s20 = DoubleVector.zero(SPECIES);
        DoubleVector s21 = DoubleVector.zero(SPECIES);
        DoubleVector s30 = DoubleVector.zero(SPECIES);
        DoubleVector s31 = DoubleVector.zero(SPECIES);
        DoubleVector s40 = DoubleVector.zero(SPECIES);
        DoubleVector s41 = DoubleVector.zero(SPECIES);
        DoubleVector s50 = DoubleVector.zero(SPECIES);
        DoubleVector s51 = DoubleVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            DoubleVector y0 = DoubleVector.fromArray(SPECIES, b, b0 + k * bStep);
            DoubleVector y1 = DoubleVector.fromArray(SPECIES, b, b1 + k * bStep);
            int at = atA + k * aStep;
            DoubleVector x0 = DoubleVector.broadcast(SPECIES, a[at]);
            s00 = x0.fma(y0, s00);
            s01 = x0.fma(y1, s01);
            VarHandle.loadLoadFence();
            DoubleVector x1 = DoubleVector.broadcast(SPECIES, a[at + 1]);
            s10 = x1.fma(y0, s10);
            s11 = x1.fma(y1, s11);
            VarHandle.loadLoadFence();
            DoubleVector x2 = DoubleVector.broadcast(SPECIES, a[at + 2]);
            s20 = x2.fma(y0, s20);
            s21 = x2.fma(y1, s21);
            VarHandle.loadLoadFence();
            DoubleVector x3 = DoubleVector.broadcast(SPECIES, a[at + 3]);
            s30 = x3.fma(y0, s30);
            s31 = x3.fma(y1, s31);
            VarHandle.loadLoadFence();
            DoubleVector x4 = DoubleVector.broadcast(SPECIES, a[at + 4]);
            s40 = x4.fma(y0, s40);
            s41 = x4.fma(y1, s41);
            VarHandle.loadLoadFence();
            DoubleVector x5 = DoubleVector.broadcast(SPECIES, a[at + 5]);
            s50 = x5.fma(y0, s50);
            s51 = x5.fma(y1, s51);
        }
        s00.intoArray(c, c0);
        s01.intoArray(c, c1);
        s10.intoArray(c, c0 + cRow);
        s11.intoArray(c, c1 + cRow);
        s20.intoArray(c, c0 + 2 * cRow);
        s21.intoArray(c, c1 + 2 * cRow);
        s30.intoArray(c, c0 + 3 * cRow);
        s31.intoArray(c, c1 + 3 * cRow);
        s40.intoArray(c, c0 + 4 * cRow);
        s41.intoArray(c, c1 + 4 * cRow);
        s50.intoArray(c, c0 + 5 * cRow);
        s51.intoArray(c, c1 + 5 * cRow);
    }

    /// The same by 1 vector.
    static void across6x1(
            double[] a, int atA, int aStep, double[] b, int b0, int bStep, double[] c, int c0, int cRow, int depth) {
        DoubleVector s00 = DoubleVector.zero(SPECIES);
        DoubleVector s10 = DoubleVector.zero(SPECIES);
        DoubleVector s20 = DoubleVector.zero(SPECIES);
        DoubleVector s30 = DoubleVector.zero(SPECIES);
        DoubleVector s40 = DoubleVector.zero(SPECIES);
        DoubleVector s50 = DoubleVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            DoubleVector y0 = DoubleVector.fromArray(SPECIES, b, b0 + k * bStep);
            int at = atA + k * aStep;
            DoubleVector x0 = DoubleVector.broadcast(SPECIES, a[at]);
            s00 = x0.fma(y0, s00);
            DoubleVector x1 = DoubleVector.broadcast(SPECIES, a[at + 1]);
            s10 = x1.fma(y0, s10);
            DoubleVector x2 = DoubleVector.broadcast(SPECIES, a[at + 2]);
            s20 = x2.fma(y0, s20);
            DoubleVector x3 = DoubleVector.broadcast(SPECIES, a[at + 3]);
            s30 = x3.fma(y0, s30);
            DoubleVector x4 = DoubleVector.broadcast(SPECIES, a[at + 4]);
            s40 = x4.fma(y0, s40);
            DoubleVector x5 = DoubleVector.broadcast(SPECIES, a[at + 5]);
            s50 = x5.fma(y0, s50);
        }
        s00.intoArray(c, c0);
        s10.intoArray(c, c0 + cRow);
        s20.intoArray(c, c0 + 2 * cRow);
        s30.intoArray(c, c0 + 3 * cRow);
        s40.intoArray(c, c0 + 4 * cRow);
        s50.intoArray(c, c0 + 5 * cRow);
    }
}
