package fluxion.runtime.kernel;

import java.lang.invoke.VarHandle;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The inner loops of [NarrowF32]: tiles of 6 rows by 2 or 1 vectors, for machines with 16 vector registers.
///
/// Twelve accumulators, two vectors of B and one of A are 15 registers. The compiler would load all six elements of A
/// first and then, short of registers, keep accumulators in memory, at less than half the speed; the fences, which are
/// no instruction on x86, keep the loads of a row behind those of the row before. They do so for arrays alone: of a
/// memory segment the compiler would look at length and session anew after each.
final class NarrowTilesF32 {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private NarrowTilesF32() {}

    /// A tile of 6 rows by 2 vectors.
    static void tile6x2(
            float[] a,
            int atA,
            float[] b,
            int atB,
            float[] in,
            int atIn,
            int inRow,
            float[] out,
            int atOut,
            int outRow,
            int depth) {
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
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, atB + 2 * LANES * k);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, atB + 2 * LANES * k + LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[atA + 6 * k]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            VarHandle.loadLoadFence();
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[atA + 6 * k + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            VarHandle.loadLoadFence();
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[atA + 6 * k + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            VarHandle.loadLoadFence();
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[atA + 6 * k + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            VarHandle.loadLoadFence();
            FloatVector a4 = FloatVector.broadcast(SPECIES, a[atA + 6 * k + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            VarHandle.loadLoadFence();
            FloatVector a5 = FloatVector.broadcast(SPECIES, a[atA + 6 * k + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
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
    static void tile6x1(
            float[] a,
            int atA,
            float[] b,
            int atB,
            float[] in,
            int atIn,
            int inRow,
            float[] out,
            int atOut,
            int outRow,
            int depth) {
        FloatVector c00 = FloatVector.fromArray(SPECIES, in, atIn);
        FloatVector c10 = FloatVector.fromArray(SPECIES, in, atIn + inRow);
        FloatVector c20 = FloatVector.fromArray(SPECIES, in, atIn + 2 * inRow);
        FloatVector c30 = FloatVector.fromArray(SPECIES, in, atIn + 3 * inRow);
        FloatVector c40 = FloatVector.fromArray(SPECIES, in, atIn + 4 * inRow);
        FloatVector c50 = FloatVector.fromArray(SPECIES, in, atIn + 5 * inRow);
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, atB + LANES * k);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[atA + 6 * k]);
            c00 = a0.fma(b0, c00);
            VarHandle.loadLoadFence();
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[atA + 6 * k + 1]);
            c10 = a1.fma(b0, c10);
            VarHandle.loadLoadFence();
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[atA + 6 * k + 2]);
            c20 = a2.fma(b0, c20);
            VarHandle.loadLoadFence();
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[atA + 6 * k + 3]);
            c30 = a3.fma(b0, c30);
            VarHandle.loadLoadFence();
            FloatVector a4 = FloatVector.broadcast(SPECIES, a[atA + 6 * k + 4]);
            c40 = a4.fma(b0, c40);
            VarHandle.loadLoadFence();
            FloatVector a5 = FloatVector.broadcast(SPECIES, a[atA + 6 * k + 5]);
            c50 = a5.fma(b0, c50);
        }
        c00.intoArray(out, atOut);
        c10.intoArray(out, atOut + outRow);
        c20.intoArray(out, atOut + 2 * outRow);
        c30.intoArray(out, atOut + 3 * outRow);
        c40.intoArray(out, atOut + 4 * outRow);
        c50.intoArray(out, atOut + 5 * outRow);
    }
}
