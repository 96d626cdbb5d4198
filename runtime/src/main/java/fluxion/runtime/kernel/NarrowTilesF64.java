package fluxion.runtime.kernel;

import java.lang.invoke.VarHandle;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/// The inner loops of [NarrowF64]: tiles of 6 rows by 2 or 1 vectors, for machines with 16 vector registers.
///
/// Twelve accumulators, two vectors of B and one of A are 15 registers. The compiler would load all six elements of A
/// first and then, short of registers, keep accumulators in memory, at less than half the speed; the fences, which are
/// no instruction on x86, keep the loads of a row behind those of the row before. They do so for arrays alone: of a
/// memory segment the compiler would look at length and session anew after each.
final class NarrowTilesF64 {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    /// Rows of a tile.
    static final int ROWS = 6;

    /// How many elements behind the last panel [#pack] may write.
    static final int SPARE = 2 * LANES;

    /// What is loaded for a step, in whole vectors.
    static final int LOADED = (ROWS + LANES - 1) / LANES * LANES;

    private NarrowTilesF64() {}

    /// Packs `depth` steps of a panel of A from element `at` of `a` on, `aStep` apart, of which each is `present`
    /// elements next to each other. Those beyond may become anything, and so may the first of what lies behind the
    /// panel: panels are packed in ascending order.
    static void pack(double[] a, int at, int aStep, int present, double[] packed, int to, int depth) {
        int room = a.length - LOADED - at;
        int whole = room < 0 ? 0 : aStep == 0 ? depth : Math.min(depth, room / aStep + 1);
        for (int k = 0; k < whole; k++) {
            for (int v = 0; v < ROWS; v += LANES) {
                DoubleVector.fromArray(SPECIES, a, at + k * aStep + v).intoArray(packed, to + k * ROWS + v);
            }
        }
        for (int k = whole; k < depth; k++) {
            System.arraycopy(a, at + k * aStep, packed, to + k * ROWS, present);
        }
    }

    /// A tile of `width` columns.
    static void tile(
            double[] a,
            int atA,
            double[] b,
            int atB,
            int width,
            double[] in,
            int atIn,
            int inRow,
            double[] out,
            int atOut,
            int outRow,
            int depth) {
        if (width == 2 * LANES) {
            tile6x2(a, atA, b, atB, in, atIn, inRow, out, atOut, outRow, depth);
        } else {
            tile6x1(a, atA, b, atB, in, atIn, inRow, out, atOut, outRow, depth);
        }
    }

    /// A tile of 6 rows by 2 vectors.
    private static void tile6x2(
            double[] a,
            int atA,
            double[] b,
            int atB,
            double[] in,
            int atIn,
            int inRow,
            double[] out,
            int atOut,
            int outRow,
            int depth) {
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
        for (int k = 0; k < depth; k++) {
            DoubleVector b0 = DoubleVector.fromArray(SPECIES, b, atB + 2 * LANES * k);
            DoubleVector b1 = DoubleVector.fromArray(SPECIES, b, atB + 2 * LANES * k + LANES);
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, a[atA + 6 * k]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            VarHandle.loadLoadFence();
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, a[atA + 6 * k + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            VarHandle.loadLoadFence();
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, a[atA + 6 * k + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            VarHandle.loadLoadFence();
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, a[atA + 6 * k + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            VarHandle.loadLoadFence();
            DoubleVector a4 = DoubleVector.broadcast(SPECIES, a[atA + 6 * k + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            VarHandle.loadLoadFence();
            DoubleVector a5 = DoubleVector.broadcast(SPECIES, a[atA + 6 * k + 5]);
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
    private static void tile6x1(
            double[] a,
            int atA,
            double[] b,
            int atB,
            double[] in,
            int atIn,
            int inRow,
            double[] out,
            int atOut,
            int outRow,
            int depth) {
        DoubleVector c00 = DoubleVector.fromArray(SPECIES, in, atIn);
        DoubleVector c10 = DoubleVector.fromArray(SPECIES, in, atIn + inRow);
        DoubleVector c20 = DoubleVector.fromArray(SPECIES, in, atIn + 2 * inRow);
        DoubleVector c30 = DoubleVector.fromArray(SPECIES, in, atIn + 3 * inRow);
        DoubleVector c40 = DoubleVector.fromArray(SPECIES, in, atIn + 4 * inRow);
        DoubleVector c50 = DoubleVector.fromArray(SPECIES, in, atIn + 5 * inRow);
        for (int k = 0; k < depth; k++) {
            DoubleVector b0 = DoubleVector.fromArray(SPECIES, b, atB + LANES * k);
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, a[atA + 6 * k]);
            c00 = a0.fma(b0, c00);
            VarHandle.loadLoadFence();
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, a[atA + 6 * k + 1]);
            c10 = a1.fma(b0, c10);
            VarHandle.loadLoadFence();
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, a[atA + 6 * k + 2]);
            c20 = a2.fma(b0, c20);
            VarHandle.loadLoadFence();
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, a[atA + 6 * k + 3]);
            c30 = a3.fma(b0, c30);
            VarHandle.loadLoadFence();
            DoubleVector a4 = DoubleVector.broadcast(SPECIES, a[atA + 6 * k + 4]);
            c40 = a4.fma(b0, c40);
            VarHandle.loadLoadFence();
            DoubleVector a5 = DoubleVector.broadcast(SPECIES, a[atA + 6 * k + 5]);
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
