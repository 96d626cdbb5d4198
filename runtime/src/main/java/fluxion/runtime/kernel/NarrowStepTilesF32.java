package fluxion.runtime.kernel;

import java.lang.invoke.VarHandle;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The inner loops of [NarrowConvolutionF32] where the elements of the tensor are anywhere; for machines with 16 vector
/// registers.
///
/// A tile adds the products of one stretch to accumulators that start at `in` and end in `out`, which may be the same.
/// The tensor is read where it lies, an element for each row, from `at` on, rows `aRow` apart and stretches in steps
/// of `aStep`; rows behind row `last` repeat that one. The filter is packed: as many vectors a step as the tile has,
/// from element `atFilter` on and `step` apart.
///
/// Each accumulator is a local variable of its own, so that it stays in a register; with a loop over the stretches
/// around this one they do not, so a stretch begins and ends in memory. Fences are between the rows, for the reason
/// that [NarrowTilesF32] gives.
final class NarrowStepTilesF32 {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private NarrowStepTilesF32() {}

    /// A tile of 6 rows by 2 vectors.
    static void steps6x2(
            float[] a,
            int at,
            int aRow,
            int last,
            int aStep,
            float[] filter,
            int atFilter,
            int step,
            int length,
            float[] in,
            int atIn,
            int inRow,
            float[] out,
            int atOut,
            int outRow) {
        int r1 = Math.min(1, last) * aRow;
        int r2 = Math.min(2, last) * aRow;
        int r3 = Math.min(3, last) * aRow;
        int r4 = Math.min(4, last) * aRow;
        int r5 = Math.min(5, last) * aRow;
        FloatVector c00 = FloatVector.fromArray(SPECIES, in, atIn);
        FloatVector c01 = FloatVector.fromArray(SPECIES, in, atIn + LANES);
        FloatVector c10 = FloatVector.fromArray(SPECIES, in, atIn + inRow);
        FloatVector c11 = FloatVector.fromArray(SPECIES, in, atIn + inRow + LANES);
        FloatVector c20 = FloatVector.fromArray(SPECIES, in, atIn + 2 * inRow);
        FloatVector c21 = FloatVector.fromArray(SPECIES, in, atIn + 2 * inRow + LANES);
        FloatVector c30 = FloatVector.fromArray(SPECIES, in, atIn + 3 * inRow);
        FloatVector c31 = FloatVector.fromArray(SPECIES, in, atIn + 3 * inRow + LANES);
        FloatVector c40 = FloatVector.fromArray(SPECIES, in, atIn + 4 * inRow);
        FloatVector c41 = FloatVector.fromArray(SPECIES, in, atIn + 4 * inRow + LANES);
        FloatVector c50 = FloatVector.fromArray(SPECIES, in, atIn + 5 * inRow);
        FloatVector c51 = FloatVector.fromArray(SPECIES, in, atIn + 5 * inRow + LANES);
        int x = at;
        int y = atFilter;
        for (int k = 0; k < length; k++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, filter, y);
            FloatVector b1 = FloatVector.fromArray(SPECIES, filter, y + LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[x]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            VarHandle.loadLoadFence();
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[x + r1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            VarHandle.loadLoadFence();
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[x + r2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            VarHandle.loadLoadFence();
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[x + r3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            VarHandle.loadLoadFence();
            FloatVector a4 = FloatVector.broadcast(SPECIES, a[x + r4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            VarHandle.loadLoadFence();
            FloatVector a5 = FloatVector.broadcast(SPECIES, a[x + r5]);
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
            float[] a,
            int at,
            int aRow,
            int last,
            int aStep,
            float[] filter,
            int atFilter,
            int step,
            int length,
            float[] in,
            int atIn,
            int inRow,
            float[] out,
            int atOut,
            int outRow) {
        int r1 = Math.min(1, last) * aRow;
        int r2 = Math.min(2, last) * aRow;
        int r3 = Math.min(3, last) * aRow;
        int r4 = Math.min(4, last) * aRow;
        int r5 = Math.min(5, last) * aRow;
        FloatVector c00 = FloatVector.fromArray(SPECIES, in, atIn);
        FloatVector c10 = FloatVector.fromArray(SPECIES, in, atIn + inRow);
        FloatVector c20 = FloatVector.fromArray(SPECIES, in, atIn + 2 * inRow);
        FloatVector c30 = FloatVector.fromArray(SPECIES, in, atIn + 3 * inRow);
        FloatVector c40 = FloatVector.fromArray(SPECIES, in, atIn + 4 * inRow);
        FloatVector c50 = FloatVector.fromArray(SPECIES, in, atIn + 5 * inRow);
        int x = at;
        int y = atFilter;
        for (int k = 0; k < length; k++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, filter, y);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[x]);
            c00 = a0.fma(b0, c00);
            VarHandle.loadLoadFence();
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[x + r1]);
            c10 = a1.fma(b0, c10);
            VarHandle.loadLoadFence();
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[x + r2]);
            c20 = a2.fma(b0, c20);
            VarHandle.loadLoadFence();
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[x + r3]);
            c30 = a3.fma(b0, c30);
            VarHandle.loadLoadFence();
            FloatVector a4 = FloatVector.broadcast(SPECIES, a[x + r4]);
            c40 = a4.fma(b0, c40);
            VarHandle.loadLoadFence();
            FloatVector a5 = FloatVector.broadcast(SPECIES, a[x + r5]);
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
            float[] a,
            int at,
            int aRow,
            int last,
            int aStep,
            float[] filter,
            int atFilter,
            int step,
            int length,
            float[] in,
            int atIn,
            int inRow,
            float[] out,
            int atOut,
            int outRow) {
        int r1 = Math.min(1, last) * aRow;
        FloatVector c00 = FloatVector.fromArray(SPECIES, in, atIn);
        FloatVector c01 = FloatVector.fromArray(SPECIES, in, atIn + LANES);
        FloatVector c10 = FloatVector.fromArray(SPECIES, in, atIn + inRow);
        FloatVector c11 = FloatVector.fromArray(SPECIES, in, atIn + inRow + LANES);
        int x = at;
        int y = atFilter;
        for (int k = 0; k < length; k++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, filter, y);
            FloatVector b1 = FloatVector.fromArray(SPECIES, filter, y + LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[x]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            VarHandle.loadLoadFence();
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[x + r1]);
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
