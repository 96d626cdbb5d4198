package fluxion.runtime.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/// The inner loops of [WideF64]: tiles of 7 or 6 rows by 3, 2 or 1 vectors, for machines with 32 vector registers.
///
/// A tile is `depth` steps of one panel of A (8 elements a step, of which the first 7 or 6 are used) and one panel of
/// B (packed step by step, in native memory at the alignment of a cache line: a 64-byte load that crosses a line
/// costs a seventh of the speed, and an array on the heap begins 16 bytes into a line). Accumulators start at `in`
/// and end in `out`, which may be the same. Each accumulator is a local variable of its own, so that the compiler
/// keeps it in a register. It may load all elements of A of a step before the first multiplication: 21 accumulators,
/// 3 vectors of B and 7 of A are 31 registers, while an eighth row would leave an accumulator in memory, at two
/// thirds of the speed.
final class WideTilesF64 {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_512;
    private static final int LANES = SPECIES.length();
    private static final long BYTES = SPECIES.vectorByteSize();
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();

    private WideTilesF64() {}

    /// A tile of 7 rows by 3 vectors.
    static void tile7x3(
            double[] a,
            int atA,
            MemorySegment b,
            long atB,
            double[] in,
            int atIn,
            int inRow,
            double[] out,
            int atOut,
            int outRow,
            int depth) {
        DoubleVector c00 = DoubleVector.fromArray(SPECIES, in, atIn);
        DoubleVector c01 = DoubleVector.fromArray(SPECIES, in, atIn + LANES);
        DoubleVector c02 = DoubleVector.fromArray(SPECIES, in, atIn + 2 * LANES);
        DoubleVector c10 = DoubleVector.fromArray(SPECIES, in, atIn + inRow);
        DoubleVector c11 = DoubleVector.fromArray(SPECIES, in, atIn + inRow + LANES);
        DoubleVector c12 = DoubleVector.fromArray(SPECIES, in, atIn + inRow + 2 * LANES);
        DoubleVector c20 = DoubleVector.fromArray(SPECIES, in, atIn + 2 * inRow);
        DoubleVector c21 = DoubleVector.fromArray(SPECIES, in, atIn + 2 * inRow + LANES);
        DoubleVector c22 = DoubleVector.fromArray(SPECIES, in, atIn + 2 * inRow + 2 * LANES);
        DoubleVector c30 = DoubleVector.fromArray(SPECIES, in, atIn + 3 * inRow);
        DoubleVector c31 = DoubleVector.fromArray(SPECIES, in, atIn + 3 * inRow + LANES);
        DoubleVector c32 = DoubleVector.fromArray(SPECIES, in, atIn + 3 * inRow + 2 * LANES);
        DoubleVector c40 = DoubleVector.fromArray(SPECIES, in, atIn + 4 * inRow);
        DoubleVector c41 = DoubleVector.fromArray(SPECIES, in, atIn + 4 * inRow + LANES);
        DoubleVector c42 = DoubleVector.fromArray(SPECIES, in, atIn + 4 * inRow + 2 * LANES);
        DoubleVector c50 = DoubleVector.fromArray(SPECIES, in, atIn + 5 * inRow);
        DoubleVector c51 = DoubleVector.fromArray(SPECIES, in, atIn + 5 * inRow + LANES);
        DoubleVector c52 = DoubleVector.fromArray(SPECIES, in, atIn + 5 * inRow + 2 * LANES);
        DoubleVector c60 = DoubleVector.fromArray(SPECIES, in, atIn + 6 * inRow);
        DoubleVector c61 = DoubleVector.fromArray(SPECIES, in, atIn + 6 * inRow + LANES);
        DoubleVector c62 = DoubleVector.fromArray(SPECIES, in, atIn + 6 * inRow + 2 * LANES);
        for (int k = 0; k < depth; k++) {
            DoubleVector b0 = DoubleVector.fromMemorySegment(SPECIES, b, atB + 3 * BYTES * k, NATIVE);
            DoubleVector b1 = DoubleVector.fromMemorySegment(SPECIES, b, atB + 3 * BYTES * k + BYTES, NATIVE);
            DoubleVector b2 = DoubleVector.fromMemorySegment(SPECIES, b, atB + 3 * BYTES * k + 2 * BYTES, NATIVE);
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            DoubleVector a4 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            DoubleVector a5 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            c52 = a5.fma(b2, c52);
            DoubleVector a6 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k + 6]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            c62 = a6.fma(b2, c62);
        }
        c00.intoArray(out, atOut);
        c01.intoArray(out, atOut + LANES);
        c02.intoArray(out, atOut + 2 * LANES);
        c10.intoArray(out, atOut + outRow);
        c11.intoArray(out, atOut + outRow + LANES);
        c12.intoArray(out, atOut + outRow + 2 * LANES);
        c20.intoArray(out, atOut + 2 * outRow);
        c21.intoArray(out, atOut + 2 * outRow + LANES);
        c22.intoArray(out, atOut + 2 * outRow + 2 * LANES);
        c30.intoArray(out, atOut + 3 * outRow);
        c31.intoArray(out, atOut + 3 * outRow + LANES);
        c32.intoArray(out, atOut + 3 * outRow + 2 * LANES);
        c40.intoArray(out, atOut + 4 * outRow);
        c41.intoArray(out, atOut + 4 * outRow + LANES);
        c42.intoArray(out, atOut + 4 * outRow + 2 * LANES);
        c50.intoArray(out, atOut + 5 * outRow);
        c51.intoArray(out, atOut + 5 * outRow + LANES);
        c52.intoArray(out, atOut + 5 * outRow + 2 * LANES);
        c60.intoArray(out, atOut + 6 * outRow);
        c61.intoArray(out, atOut + 6 * outRow + LANES);
        c62.intoArray(out, atOut + 6 * outRow + 2 * LANES);
    }

    /// A tile of 7 rows by 2 vectors.
    static void tile7x2(
            double[] a,
            int atA,
            MemorySegment b,
            long atB,
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
        DoubleVector c60 = DoubleVector.fromArray(SPECIES, in, atIn + 6 * inRow);
        DoubleVector c61 = DoubleVector.fromArray(SPECIES, in, atIn + 6 * inRow + LANES);
        for (int k = 0; k < depth; k++) {
            DoubleVector b0 = DoubleVector.fromMemorySegment(SPECIES, b, atB + 2 * BYTES * k, NATIVE);
            DoubleVector b1 = DoubleVector.fromMemorySegment(SPECIES, b, atB + 2 * BYTES * k + BYTES, NATIVE);
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            DoubleVector a4 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            DoubleVector a5 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            DoubleVector a6 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k + 6]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
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
        c60.intoArray(out, atOut + 6 * outRow);
        c61.intoArray(out, atOut + 6 * outRow + LANES);
    }

    /// A tile of 7 rows by 1 vector.
    static void tile7x1(
            double[] a,
            int atA,
            MemorySegment b,
            long atB,
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
        DoubleVector c60 = DoubleVector.fromArray(SPECIES, in, atIn + 6 * inRow);
        for (int k = 0; k < depth; k++) {
            DoubleVector b0 = DoubleVector.fromMemorySegment(SPECIES, b, atB + BYTES * k, NATIVE);
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k]);
            c00 = a0.fma(b0, c00);
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k + 1]);
            c10 = a1.fma(b0, c10);
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k + 2]);
            c20 = a2.fma(b0, c20);
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k + 3]);
            c30 = a3.fma(b0, c30);
            DoubleVector a4 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k + 4]);
            c40 = a4.fma(b0, c40);
            DoubleVector a5 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k + 5]);
            c50 = a5.fma(b0, c50);
            DoubleVector a6 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k + 6]);
            c60 = a6.fma(b0, c60);
        }
        c00.intoArray(out, atOut);
        c10.intoArray(out, atOut + outRow);
        c20.intoArray(out, atOut + 2 * outRow);
        c30.intoArray(out, atOut + 3 * outRow);
        c40.intoArray(out, atOut + 4 * outRow);
        c50.intoArray(out, atOut + 5 * outRow);
        c60.intoArray(out, atOut + 6 * outRow);
    }

    /// A tile of 6 rows by 3 vectors.
    static void tile6x3(
            double[] a,
            int atA,
            MemorySegment b,
            long atB,
            double[] in,
            int atIn,
            int inRow,
            double[] out,
            int atOut,
            int outRow,
            int depth) {
        DoubleVector c00 = DoubleVector.fromArray(SPECIES, in, atIn);
        DoubleVector c01 = DoubleVector.fromArray(SPECIES, in, atIn + LANES);
        DoubleVector c02 = DoubleVector.fromArray(SPECIES, in, atIn + 2 * LANES);
        DoubleVector c10 = DoubleVector.fromArray(SPECIES, in, atIn + inRow);
        DoubleVector c11 = DoubleVector.fromArray(SPECIES, in, atIn + inRow + LANES);
        DoubleVector c12 = DoubleVector.fromArray(SPECIES, in, atIn + inRow + 2 * LANES);
        DoubleVector c20 = DoubleVector.fromArray(SPECIES, in, atIn + 2 * inRow);
        DoubleVector c21 = DoubleVector.fromArray(SPECIES, in, atIn + 2 * inRow + LANES);
        DoubleVector c22 = DoubleVector.fromArray(SPECIES, in, atIn + 2 * inRow + 2 * LANES);
        DoubleVector c30 = DoubleVector.fromArray(SPECIES, in, atIn + 3 * inRow);
        DoubleVector c31 = DoubleVector.fromArray(SPECIES, in, atIn + 3 * inRow + LANES);
        DoubleVector c32 = DoubleVector.fromArray(SPECIES, in, atIn + 3 * inRow + 2 * LANES);
        DoubleVector c40 = DoubleVector.fromArray(SPECIES, in, atIn + 4 * inRow);
        DoubleVector c41 = DoubleVector.fromArray(SPECIES, in, atIn + 4 * inRow + LANES);
        DoubleVector c42 = DoubleVector.fromArray(SPECIES, in, atIn + 4 * inRow + 2 * LANES);
        DoubleVector c50 = DoubleVector.fromArray(SPECIES, in, atIn + 5 * inRow);
        DoubleVector c51 = DoubleVector.fromArray(SPECIES, in, atIn + 5 * inRow + LANES);
        DoubleVector c52 = DoubleVector.fromArray(SPECIES, in, atIn + 5 * inRow + 2 * LANES);
        for (int k = 0; k < depth; k++) {
            DoubleVector b0 = DoubleVector.fromMemorySegment(SPECIES, b, atB + 3 * BYTES * k, NATIVE);
            DoubleVector b1 = DoubleVector.fromMemorySegment(SPECIES, b, atB + 3 * BYTES * k + BYTES, NATIVE);
            DoubleVector b2 = DoubleVector.fromMemorySegment(SPECIES, b, atB + 3 * BYTES * k + 2 * BYTES, NATIVE);
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            DoubleVector a4 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            DoubleVector a5 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            c52 = a5.fma(b2, c52);
        }
        c00.intoArray(out, atOut);
        c01.intoArray(out, atOut + LANES);
        c02.intoArray(out, atOut + 2 * LANES);
        c10.intoArray(out, atOut + outRow);
        c11.intoArray(out, atOut + outRow + LANES);
        c12.intoArray(out, atOut + outRow + 2 * LANES);
        c20.intoArray(out, atOut + 2 * outRow);
        c21.intoArray(out, atOut + 2 * outRow + LANES);
        c22.intoArray(out, atOut + 2 * outRow + 2 * LANES);
        c30.intoArray(out, atOut + 3 * outRow);
        c31.intoArray(out, atOut + 3 * outRow + LANES);
        c32.intoArray(out, atOut + 3 * outRow + 2 * LANES);
        c40.intoArray(out, atOut + 4 * outRow);
        c41.intoArray(out, atOut + 4 * outRow + LANES);
        c42.intoArray(out, atOut + 4 * outRow + 2 * LANES);
        c50.intoArray(out, atOut + 5 * outRow);
        c51.intoArray(out, atOut + 5 * outRow + LANES);
        c52.intoArray(out, atOut + 5 * outRow + 2 * LANES);
    }

    /// A tile of 6 rows by 2 vectors.
    static void tile6x2(
            double[] a,
            int atA,
            MemorySegment b,
            long atB,
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
            DoubleVector b0 = DoubleVector.fromMemorySegment(SPECIES, b, atB + 2 * BYTES * k, NATIVE);
            DoubleVector b1 = DoubleVector.fromMemorySegment(SPECIES, b, atB + 2 * BYTES * k + BYTES, NATIVE);
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            DoubleVector a4 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            DoubleVector a5 = DoubleVector.broadcast(SPECIES, a[atA + 8 * k + 5]);
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
}
