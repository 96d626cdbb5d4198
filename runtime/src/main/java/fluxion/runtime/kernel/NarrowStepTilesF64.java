package fluxion.runtime.kernel;

import java.lang.invoke.VarHandle;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/// The inner loops of [NarrowConvolutionF64] where the elements of the tensor are anywhere; for machines with 16 vector
/// registers.
///
/// A tile adds the products of one stretch to accumulators that start at `in` and end in `out`, which may be the same.
/// The tensor is read where it lies, an element for each row, from `at` on, rows `aRow` apart and stretches in steps
/// of `aStep`; rows behind row `last` repeat that one. The filter is packed: as many vectors a step as the tile has,
/// from element `atFilter` on and `step` apart.
///
/// Each accumulator is a local variable of its own, so that it stays in a register; with a loop over the stretches
/// around this one they do not, so a stretch begins and ends in memory. Fences are between the rows, for the reason
/// that [NarrowTilesF64] gives.
final class NarrowStepTilesF64 {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private NarrowStepTilesF64() {}

    /// A tile of 6 rows by 2 vectors.
    static void steps6x2(
            double[] a,
            int at,
            int aRow,
            int last,
            int aStep,
            double[] filter,
            int atFilter,
            int step,
            int length,
            double[] in,
            int atIn,
            int inRow,
            double[] out,
            int atOut,
            int outRow) {
        int r1 = Math.min(1, last) * aRow;
        int r2 = Math.min(2, last) * aRow;
        int r3 = Math.min(3, last) * aRow;
        int r4 = Math.min(4, last) * aRow;
        int r5 = Math.min(5, last) * aRow;
        DoubleVector c00 = DoubleVector.fromArray(SPECIES, in, atIn);
        DoubleVector c01 = DoubleVector.fromArray(SPECIES, in, atIn + LANES);
        DoubleVector c10 = DoubleVector.fromArray(SPECIES, in, atIn + inRow);
        DoubleVector c11 = DoubleVector.fromArray(SPECIES, in, atIn + inRow + LANES);
        DoubleVector c20 = DoubleVector.fromArray(SPECIES, in, atIn + 2 * inRow);
        DoubleVector c21 = DoubleVector.fromArray(SPECIES, in, atIn + 2 * inRow + LANES);
        DoubleVector c30 = DoubleVector.fromArray(SPECIES, in, atIn + 3 * inRow);
        DoubleVector c31 = DoubleVector.fromArray(SPECIES, in, atIn + 3 * inRow + LANES);
        DoubleVector c40 = DoubleVector.fromArray(SPECIES, in, atIn + 4 * inRow);
        DoubleVector c41 = DoubleVector.fromArray(SPECIES, in, atIn + 4 * inRow + LANES);
        DoubleVector c50 = DoubleVector.fromArray(SPECIES, in, atIn + 5 * inRow);
        DoubleVector c51 = DoubleVector.fromArray(SPECIES, in, atIn + 5 * inRow + LANES);
        int x = at;
        int y = atFilter;
        for (int k = 0; k < length; k++) {
            DoubleVector b0 = DoubleVector.fromArray(SPECIES, filter, y);
            DoubleVector b1 = DoubleVector.fromArray(SPECIES, filter, y + LANES);
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, a[x]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            VarHandle.loadLoadFence();
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, a[x + r1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            VarHandle.loadLoadFence();
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, a[x + r2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            VarHandle.loadLoadFence();
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, a[x + r3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            VarHandle.loadLoadFence();
            DoubleVector a4 = DoubleVector.broadcast(SPECIES, a[x + r4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            VarHandle.loadLoadFence();
            DoubleVector a5 = DoubleVector.broadcast(SPECIES, a[x + r5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            x += aStep;
            y += step;
        }
        c00.intoArray(out, atOut);
        c01.intoArray(out, atOut + LANES);
        c10.intoArray(out, atOut + outRow);
        c11.intoArray(out, atOut + outRow + LANES);
        c20.intoArray(out, atOut + 2 * outRow);
        c21.intoArray(out, atOut + 2 * outRow + LANES);
        c30.intoArray(out, atOut + 3 * outRow);
        c31.intoArray(out, atOut + 3 * outRow + LANES);
        c40.intoArray(out, atOut + 4 * outRow);
        c41.intoArray(out, atOut + 4 * outRow + LANES);
        c50.intoArray(out, atOut + 5 * outRow);
        c51.intoArray(out, atOut + 5 * outRow + LANES);
    }

    /// A tile of 6 rows by 1 vector.
    static void steps6x1(
            double[] a,
            int at,
            int aRow,
            int last,
            int aStep,
            double[] filter,
            int atFilter,
            int step,
            int length,
            double[] in,
            int atIn,
            int inRow,
            double[] out,
            int atOut,
            int outRow) {
        int r1 = Math.min(1, last) * aRow;
        int r2 = Math.min(2, last) * aRow;
        int r3 = Math.min(3, last) * aRow;
        int r4 = Math.min(4, last) * aRow;
        int r5 = Math.min(5, last) * aRow;
        DoubleVector c00 = DoubleVector.fromArray(SPECIES, in, atIn);
        DoubleVector c10 = DoubleVector.fromArray(SPECIES, in, atIn + inRow);
        DoubleVector c20 = DoubleVector.fromArray(SPECIES, in, atIn + 2 * inRow);
        DoubleVector c30 = DoubleVector.fromArray(SPECIES, in, atIn + 3 * inRow);
        DoubleVector c40 = DoubleVector.fromArray(SPECIES, in, atIn + 4 * inRow);
        DoubleVector c50 = DoubleVector.fromArray(SPECIES, in, atIn + 5 * inRow);
        int x = at;
        int y = atFilter;
        for (int k = 0; k < length; k++) {
            DoubleVector b0 = DoubleVector.fromArray(SPECIES, filter, y);
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, a[x]);
            c00 = a0.fma(b0, c00);
            VarHandle.loadLoadFence();
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, a[x + r1]);
            c10 = a1.fma(b0, c10);
            VarHandle.loadLoadFence();
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, a[x + r2]);
            c20 = a2.fma(b0, c20);
            VarHandle.loadLoadFence();
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, a[x + r3]);
            c30 = a3.fma(b0, c30);
            VarHandle.loadLoadFence();
            DoubleVector a4 = DoubleVector.broadcast(SPECIES, a[x + r4]);
            c40 = a4.fma(b0, c40);
            VarHandle.loadLoadFence();
            DoubleVector a5 = DoubleVector.broadcast(SPECIES, a[x + r5]);
            c50 = a5.fma(b0, c50);
            x += aStep;
            y += step;
        }
        c00.intoArray(out, atOut);
        c10.intoArray(out, atOut + outRow);
        c20.intoArray(out, atOut + 2 * outRow);
        c30.intoArray(out, atOut + 3 * outRow);
        c40.intoArray(out, atOut + 4 * outRow);
        c50.intoArray(out, atOut + 5 * outRow);
    }

    /// A tile of 2 rows by 2 vectors.
    static void steps2x2(
            double[] a,
            int at,
            int aRow,
            int last,
            int aStep,
            double[] filter,
            int atFilter,
            int step,
            int length,
            double[] in,
            int atIn,
            int inRow,
            double[] out,
            int atOut,
            int outRow) {
        int r1 = Math.min(1, last) * aRow;
        DoubleVector c00 = DoubleVector.fromArray(SPECIES, in, atIn);
        DoubleVector c01 = DoubleVector.fromArray(SPECIES, in, atIn + LANES);
        DoubleVector c10 = DoubleVector.fromArray(SPECIES, in, atIn + inRow);
        DoubleVector c11 = DoubleVector.fromArray(SPECIES, in, atIn + inRow + LANES);
        int x = at;
        int y = atFilter;
        for (int k = 0; k < length; k++) {
            DoubleVector b0 = DoubleVector.fromArray(SPECIES, filter, y);
            DoubleVector b1 = DoubleVector.fromArray(SPECIES, filter, y + LANES);
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, a[x]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            VarHandle.loadLoadFence();
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, a[x + r1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            x += aStep;
            y += step;
        }
        c00.intoArray(out, atOut);
        c01.intoArray(out, atOut + LANES);
        c10.intoArray(out, atOut + outRow);
        c11.intoArray(out, atOut + outRow + LANES);
    }
}
