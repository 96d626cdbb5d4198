package fluxion.runtime.kernel;

import java.lang.invoke.VarHandle;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The inner loops of [NearF32]: tiles of 6 rows by 2 or 1 vectors, which read A where it lies. Those along rows of A
/// take B in panels, so that only A has steps that the compiler does not know; those across them read B where it lies.
///
/// Twelve accumulators, two vectors of B and two of A are 16 registers; the fences, which are no instruction on x86,
/// keep the compiler from loading more of A at a time.
final class NearTilesF32 {
    static final int ROWS = 6;
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    static final int LANES = SPECIES.length();

    private NearTilesF32() {}

    /// A tile of 6 rows, each contiguous and `aStep` behind the one before, by 2 vectors.
    static void along6x2(
            float[] a, int atA, int aStep, float[] b, int atB, float[] c, int c0, int c1, int cRow, int depth) {
        FloatVector s00 = FloatVector.zero(SPECIES);
        FloatVector s01 = FloatVector.zero(SPECIES);
        FloatVector s10 = FloatVector.zero(SPECIES);
        FloatVector s11 = FloatVector.zero(SPECIES);
        FloatVector s20 = FloatVector.zero(SPECIES);
        FloatVector s21 = FloatVector.zero(SPECIES);
        FloatVector s30 = FloatVector.zero(SPECIES);
        FloatVector s31 = FloatVector.zero(SPECIES);
        FloatVector s40 = FloatVector.zero(SPECIES);
        FloatVector s41 = FloatVector.zero(SPECIES);
        FloatVector s50 = FloatVector.zero(SPECIES);
        FloatVector s51 = FloatVector.zero(SPECIES);
        int row1 = atA + aStep;
        int row2 = atA + 2 * aStep;
        int row3 = atA + 3 * aStep;
        int row4 = atA + 4 * aStep;
        int row5 = atA + 5 * aStep;
        for (int k = 0; k < depth; k++) {
            FloatVector y0 = FloatVector.fromArray(SPECIES, b, atB + 2 * LANES * k);
            FloatVector y1 = FloatVector.fromArray(SPECIES, b, atB + 2 * LANES * k + LANES);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[atA + k]);
            s00 = x0.fma(y0, s00);
            s01 = x0.fma(y1, s01);
            VarHandle.loadLoadFence();
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[row1 + k]);
            s10 = x1.fma(y0, s10);
            s11 = x1.fma(y1, s11);
            VarHandle.loadLoadFence();
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[row2 + k]);
            s20 = x2.fma(y0, s20);
            s21 = x2.fma(y1, s21);
            VarHandle.loadLoadFence();
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[row3 + k]);
            s30 = x3.fma(y0, s30);
            s31 = x3.fma(y1, s31);
            VarHandle.loadLoadFence();
            FloatVector x4 = FloatVector.broadcast(SPECIES, a[row4 + k]);
            s40 = x4.fma(y0, s40);
            s41 = x4.fma(y1, s41);
            VarHandle.loadLoadFence();
            FloatVector x5 = FloatVector.broadcast(SPECIES, a[row5 + k]);
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
    static void along6x1(float[] a, int atA, int aStep, float[] b, int atB, float[] c, int c0, int cRow, int depth) {
        FloatVector s00 = FloatVector.zero(SPECIES);
        FloatVector s10 = FloatVector.zero(SPECIES);
        FloatVector s20 = FloatVector.zero(SPECIES);
        FloatVector s30 = FloatVector.zero(SPECIES);
        FloatVector s40 = FloatVector.zero(SPECIES);
        FloatVector s50 = FloatVector.zero(SPECIES);
        int row1 = atA + aStep;
        int row2 = atA + 2 * aStep;
        int row3 = atA + 3 * aStep;
        int row4 = atA + 4 * aStep;
        int row5 = atA + 5 * aStep;
        for (int k = 0; k < depth; k++) {
            FloatVector y0 = FloatVector.fromArray(SPECIES, b, atB + LANES * k);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[atA + k]);
            s00 = x0.fma(y0, s00);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[row1 + k]);
            s10 = x1.fma(y0, s10);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[row2 + k]);
            s20 = x2.fma(y0, s20);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[row3 + k]);
            s30 = x3.fma(y0, s30);
            FloatVector x4 = FloatVector.broadcast(SPECIES, a[row4 + k]);
            s40 = x4.fma(y0, s40);
            FloatVector x5 = FloatVector.broadcast(SPECIES, a[row5 + k]);
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
            float[] a,
            int atA,
            int aStep,
            float[] b,
            int b0,
            int b1,
            int bStep,
            float[] c,
            int c0,
            int c1,
            int cRow,
            int depth) {
        FloatVector s00 = FloatVector.zero(SPECIES);
        FloatVector s01 = FloatVector.zero(SPECIES);
        FloatVector s10 = FloatVector.zero(SPECIES);
        FloatVector s11 = FloatVector.zero(SPECIES);
        FloatVector s20 = FloatVector.zero(SPECIES);
        FloatVector s21 = FloatVector.zero(SPECIES);
        FloatVector s30 = FloatVector.zero(SPECIES);
        FloatVector s31 = FloatVector.zero(SPECIES);
        FloatVector s40 = FloatVector.zero(SPECIES);
        FloatVector s41 = FloatVector.zero(SPECIES);
        FloatVector s50 = FloatVector.zero(SPECIES);
        FloatVector s51 = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            FloatVector y0 = FloatVector.fromArray(SPECIES, b, b0 + k * bStep);
            FloatVector y1 = FloatVector.fromArray(SPECIES, b, b1 + k * bStep);
            int at = atA + k * aStep;
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[at]);
            s00 = x0.fma(y0, s00);
            s01 = x0.fma(y1, s01);
            VarHandle.loadLoadFence();
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[at + 1]);
            s10 = x1.fma(y0, s10);
            s11 = x1.fma(y1, s11);
            VarHandle.loadLoadFence();
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[at + 2]);
            s20 = x2.fma(y0, s20);
            s21 = x2.fma(y1, s21);
            VarHandle.loadLoadFence();
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[at + 3]);
            s30 = x3.fma(y0, s30);
            s31 = x3.fma(y1, s31);
            VarHandle.loadLoadFence();
            FloatVector x4 = FloatVector.broadcast(SPECIES, a[at + 4]);
            s40 = x4.fma(y0, s40);
            s41 = x4.fma(y1, s41);
            VarHandle.loadLoadFence();
            FloatVector x5 = FloatVector.broadcast(SPECIES, a[at + 5]);
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
            float[] a, int atA, int aStep, float[] b, int b0, int bStep, float[] c, int c0, int cRow, int depth) {
        FloatVector s00 = FloatVector.zero(SPECIES);
        FloatVector s10 = FloatVector.zero(SPECIES);
        FloatVector s20 = FloatVector.zero(SPECIES);
        FloatVector s30 = FloatVector.zero(SPECIES);
        FloatVector s40 = FloatVector.zero(SPECIES);
        FloatVector s50 = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            FloatVector y0 = FloatVector.fromArray(SPECIES, b, b0 + k * bStep);
            int at = atA + k * aStep;
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[at]);
            s00 = x0.fma(y0, s00);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[at + 1]);
            s10 = x1.fma(y0, s10);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[at + 2]);
            s20 = x2.fma(y0, s20);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[at + 3]);
            s30 = x3.fma(y0, s30);
            FloatVector x4 = FloatVector.broadcast(SPECIES, a[at + 4]);
            s40 = x4.fma(y0, s40);
            FloatVector x5 = FloatVector.broadcast(SPECIES, a[at + 5]);
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
