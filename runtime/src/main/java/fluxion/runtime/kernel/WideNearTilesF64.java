package fluxion.runtime.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/// The inner loops of [WideConvolutionF64] where the rows of a tile are next to each other in the tensor, such as its
/// channels in the derivative of a filter; for machines with 32 vector registers of 64 bytes.
///
/// A tile adds `length` products to each of its accumulators, which start at `in` and end in `out`; these may be the
/// same. Step k of the sum is `offsets[first + k]` behind `at` in the tensor, which is read where it lies: to copy it
/// costs as much as a third of the products. The filter is packed from byte `atFilter` on, as many vectors a step as
/// the tile has.
///
/// Distances of rows are constants and the filter's steps follow each other, so that of the checks of indices two are
/// left in the loop.
final class WideNearTilesF64 {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_512;
    private static final int LANES = SPECIES.length();
    private static final long BYTES = SPECIES.vectorByteSize();
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();

    private WideNearTilesF64() {}

    /// A tile of 6 rows by 4 vectors.
    static void tile6x4(
            double[] a,
            int at,
            int[] offsets,
            int first,
            MemorySegment filter,
            long atFilter,
            int length,
            double[] in,
            int atIn,
            int inRow,
            double[] out,
            int atOut,
            int outRow) {
        NativePanels.check(filter);
        DoubleVector c00 = DoubleVector.fromArray(SPECIES, in, atIn);
        DoubleVector c01 = DoubleVector.fromArray(SPECIES, in, atIn + LANES);
        DoubleVector c02 = DoubleVector.fromArray(SPECIES, in, atIn + 2 * LANES);
        DoubleVector c03 = DoubleVector.fromArray(SPECIES, in, atIn + 3 * LANES);
        DoubleVector c10 = DoubleVector.fromArray(SPECIES, in, atIn + inRow);
        DoubleVector c11 = DoubleVector.fromArray(SPECIES, in, atIn + inRow + LANES);
        DoubleVector c12 = DoubleVector.fromArray(SPECIES, in, atIn + inRow + 2 * LANES);
        DoubleVector c13 = DoubleVector.fromArray(SPECIES, in, atIn + inRow + 3 * LANES);
        DoubleVector c20 = DoubleVector.fromArray(SPECIES, in, atIn + 2 * inRow);
        DoubleVector c21 = DoubleVector.fromArray(SPECIES, in, atIn + 2 * inRow + LANES);
        DoubleVector c22 = DoubleVector.fromArray(SPECIES, in, atIn + 2 * inRow + 2 * LANES);
        DoubleVector c23 = DoubleVector.fromArray(SPECIES, in, atIn + 2 * inRow + 3 * LANES);
        DoubleVector c30 = DoubleVector.fromArray(SPECIES, in, atIn + 3 * inRow);
        DoubleVector c31 = DoubleVector.fromArray(SPECIES, in, atIn + 3 * inRow + LANES);
        DoubleVector c32 = DoubleVector.fromArray(SPECIES, in, atIn + 3 * inRow + 2 * LANES);
        DoubleVector c33 = DoubleVector.fromArray(SPECIES, in, atIn + 3 * inRow + 3 * LANES);
        DoubleVector c40 = DoubleVector.fromArray(SPECIES, in, atIn + 4 * inRow);
        DoubleVector c41 = DoubleVector.fromArray(SPECIES, in, atIn + 4 * inRow + LANES);
        DoubleVector c42 = DoubleVector.fromArray(SPECIES, in, atIn + 4 * inRow + 2 * LANES);
        DoubleVector c43 = DoubleVector.fromArray(SPECIES, in, atIn + 4 * inRow + 3 * LANES);
        DoubleVector c50 = DoubleVector.fromArray(SPECIES, in, atIn + 5 * inRow);
        DoubleVector c51 = DoubleVector.fromArray(SPECIES, in, atIn + 5 * inRow + LANES);
        DoubleVector c52 = DoubleVector.fromArray(SPECIES, in, atIn + 5 * inRow + 2 * LANES);
        DoubleVector c53 = DoubleVector.fromArray(SPECIES, in, atIn + 5 * inRow + 3 * LANES);
        for (int k = 0; k < length; k++) {
            DoubleVector b0 = DoubleVector.fromMemorySegment(SPECIES, filter, atFilter + 4 * BYTES * k, NATIVE);
            DoubleVector b1 = DoubleVector.fromMemorySegment(SPECIES, filter, atFilter + 4 * BYTES * k + BYTES, NATIVE);
            DoubleVector b2 =
                    DoubleVector.fromMemorySegment(SPECIES, filter, atFilter + 4 * BYTES * k + 2 * BYTES, NATIVE);
            DoubleVector b3 =
                    DoubleVector.fromMemorySegment(SPECIES, filter, atFilter + 4 * BYTES * k + 3 * BYTES, NATIVE);
            int x = at + offsets[first + k];
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, a[x]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, a[x + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            c13 = a1.fma(b3, c13);
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, a[x + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            c23 = a2.fma(b3, c23);
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, a[x + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            c33 = a3.fma(b3, c33);
            DoubleVector a4 = DoubleVector.broadcast(SPECIES, a[x + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            c43 = a4.fma(b3, c43);
            DoubleVector a5 = DoubleVector.broadcast(SPECIES, a[x + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            c52 = a5.fma(b2, c52);
            c53 = a5.fma(b3, c53);
        }
        c00.intoArray(out, atOut);
        c01.intoArray(out, atOut + LANES);
        c02.intoArray(out, atOut + 2 * LANES);
        c03.intoArray(out, atOut + 3 * LANES);
        c10.intoArray(out, atOut + outRow);
        c11.intoArray(out, atOut + outRow + LANES);
        c12.intoArray(out, atOut + outRow + 2 * LANES);
        c13.intoArray(out, atOut + outRow + 3 * LANES);
        c20.intoArray(out, atOut + 2 * outRow);
        c21.intoArray(out, atOut + 2 * outRow + LANES);
        c22.intoArray(out, atOut + 2 * outRow + 2 * LANES);
        c23.intoArray(out, atOut + 2 * outRow + 3 * LANES);
        c30.intoArray(out, atOut + 3 * outRow);
        c31.intoArray(out, atOut + 3 * outRow + LANES);
        c32.intoArray(out, atOut + 3 * outRow + 2 * LANES);
        c33.intoArray(out, atOut + 3 * outRow + 3 * LANES);
        c40.intoArray(out, atOut + 4 * outRow);
        c41.intoArray(out, atOut + 4 * outRow + LANES);
        c42.intoArray(out, atOut + 4 * outRow + 2 * LANES);
        c43.intoArray(out, atOut + 4 * outRow + 3 * LANES);
        c50.intoArray(out, atOut + 5 * outRow);
        c51.intoArray(out, atOut + 5 * outRow + LANES);
        c52.intoArray(out, atOut + 5 * outRow + 2 * LANES);
        c53.intoArray(out, atOut + 5 * outRow + 3 * LANES);
    }

    /// A tile of 6 rows by 2 vectors.
    static void tile6x2(
            double[] a,
            int at,
            int[] offsets,
            int first,
            MemorySegment filter,
            long atFilter,
            int length,
            double[] in,
            int atIn,
            int inRow,
            double[] out,
            int atOut,
            int outRow) {
        NativePanels.check(filter);
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
        for (int k = 0; k < length; k++) {
            DoubleVector b0 = DoubleVector.fromMemorySegment(SPECIES, filter, atFilter + 2 * BYTES * k, NATIVE);
            DoubleVector b1 = DoubleVector.fromMemorySegment(SPECIES, filter, atFilter + 2 * BYTES * k + BYTES, NATIVE);
            int x = at + offsets[first + k];
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, a[x]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, a[x + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, a[x + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, a[x + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            DoubleVector a4 = DoubleVector.broadcast(SPECIES, a[x + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            DoubleVector a5 = DoubleVector.broadcast(SPECIES, a[x + 5]);
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
            double[] a,
            int at,
            int[] offsets,
            int first,
            MemorySegment filter,
            long atFilter,
            int length,
            double[] in,
            int atIn,
            int inRow,
            double[] out,
            int atOut,
            int outRow) {
        NativePanels.check(filter);
        DoubleVector c00 = DoubleVector.fromArray(SPECIES, in, atIn);
        DoubleVector c10 = DoubleVector.fromArray(SPECIES, in, atIn + inRow);
        DoubleVector c20 = DoubleVector.fromArray(SPECIES, in, atIn + 2 * inRow);
        DoubleVector c30 = DoubleVector.fromArray(SPECIES, in, atIn + 3 * inRow);
        DoubleVector c40 = DoubleVector.fromArray(SPECIES, in, atIn + 4 * inRow);
        DoubleVector c50 = DoubleVector.fromArray(SPECIES, in, atIn + 5 * inRow);
        for (int k = 0; k < length; k++) {
            DoubleVector b0 = DoubleVector.fromMemorySegment(SPECIES, filter, atFilter + BYTES * k, NATIVE);
            int x = at + offsets[first + k];
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, a[x]);
            c00 = a0.fma(b0, c00);
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, a[x + 1]);
            c10 = a1.fma(b0, c10);
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, a[x + 2]);
            c20 = a2.fma(b0, c20);
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, a[x + 3]);
            c30 = a3.fma(b0, c30);
            DoubleVector a4 = DoubleVector.broadcast(SPECIES, a[x + 4]);
            c40 = a4.fma(b0, c40);
            DoubleVector a5 = DoubleVector.broadcast(SPECIES, a[x + 5]);
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
