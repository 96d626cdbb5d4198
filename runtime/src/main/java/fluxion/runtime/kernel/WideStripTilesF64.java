package fluxion.runtime.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/// The inner loops of [WideConvolutionF64] over strips, for machines with 32 vector registers of 64 bytes.
///
/// A tile adds `depth` products to each of its accumulators, which start at `in` and end in `out`; these may be the
/// same. The strips of its rows begin at byte `a` of `m`, [#STRIP] bytes apart; the filter is packed from byte `b` on,
/// as many vectors a step as the tile has.
///
/// The speed hangs on what the compiler makes of the loop, so all of this is on purpose:
/// - each accumulator is a local variable of its own, so that it stays in a register; with a loop over stretches around
///   this one they do not, so a stretch begins and ends in memory;
/// - strips and filter are in one native segment, one loop variable scaled by powers of two addresses it, and the
///   distance of strips is a constant: so there are two addresses in the loop and no check of an index. With an address
///   for each row the compiler runs out of general registers and saves some in vector registers, on a port of the
///   multiplications;
/// - accumulators are in an array, which makes the method short enough for HotSpot's first compiler;
/// - the filter lies at cache lines: a 64-byte load that crosses a line costs a seventh;
/// - the distance of strips is an odd number of lines more than a power of two, so that strips do not compete for the
///   same lines of the cache.
final class WideStripTilesF64 {
    /// The elements that a strip has room for, and the bytes from one strip to the next.
    static final int ROOM = 8192;

    static final long STRIP = (long) ROOM * Double.BYTES + 5 * 64;

    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_512;
    private static final int LANES = SPECIES.length();
    private static final long BYTES = SPECIES.vectorByteSize();
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final ValueLayout.OfDouble ELEMENT = ValueLayout.JAVA_DOUBLE_UNALIGNED;
    private static final long SIZE = Double.BYTES;

    private WideStripTilesF64() {}

    /// A tile of 6 rows by 4 vectors.
    static void tile6x4(
            MemorySegment m,
            long a,
            long b,
            double[] in,
            int atIn,
            int inRow,
            double[] out,
            int atOut,
            int outRow,
            int depth) {
        NativePanels.check(m);
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
        for (int k = 0; k < depth; k++) {
            DoubleVector b0 = DoubleVector.fromMemorySegment(SPECIES, m, b + 4 * BYTES * k, NATIVE);
            DoubleVector b1 = DoubleVector.fromMemorySegment(SPECIES, m, b + 4 * BYTES * k + BYTES, NATIVE);
            DoubleVector b2 = DoubleVector.fromMemorySegment(SPECIES, m, b + 4 * BYTES * k + 2 * BYTES, NATIVE);
            DoubleVector b3 = DoubleVector.fromMemorySegment(SPECIES, m, b + 4 * BYTES * k + 3 * BYTES, NATIVE);
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k));
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + STRIP));
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            c13 = a1.fma(b3, c13);
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + 2 * STRIP));
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            c23 = a2.fma(b3, c23);
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + 3 * STRIP));
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            c33 = a3.fma(b3, c33);
            DoubleVector a4 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + 4 * STRIP));
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            c43 = a4.fma(b3, c43);
            DoubleVector a5 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + 5 * STRIP));
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
            MemorySegment m,
            long a,
            long b,
            double[] in,
            int atIn,
            int inRow,
            double[] out,
            int atOut,
            int outRow,
            int depth) {
        NativePanels.check(m);
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
            DoubleVector b0 = DoubleVector.fromMemorySegment(SPECIES, m, b + 2 * BYTES * k, NATIVE);
            DoubleVector b1 = DoubleVector.fromMemorySegment(SPECIES, m, b + 2 * BYTES * k + BYTES, NATIVE);
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k));
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + STRIP));
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + 2 * STRIP));
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + 3 * STRIP));
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            DoubleVector a4 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + 4 * STRIP));
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            DoubleVector a5 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + 5 * STRIP));
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
            MemorySegment m,
            long a,
            long b,
            double[] in,
            int atIn,
            int inRow,
            double[] out,
            int atOut,
            int outRow,
            int depth) {
        NativePanels.check(m);
        DoubleVector c00 = DoubleVector.fromArray(SPECIES, in, atIn);
        DoubleVector c10 = DoubleVector.fromArray(SPECIES, in, atIn + inRow);
        DoubleVector c20 = DoubleVector.fromArray(SPECIES, in, atIn + 2 * inRow);
        DoubleVector c30 = DoubleVector.fromArray(SPECIES, in, atIn + 3 * inRow);
        DoubleVector c40 = DoubleVector.fromArray(SPECIES, in, atIn + 4 * inRow);
        DoubleVector c50 = DoubleVector.fromArray(SPECIES, in, atIn + 5 * inRow);
        for (int k = 0; k < depth; k++) {
            DoubleVector b0 = DoubleVector.fromMemorySegment(SPECIES, m, b + BYTES * k, NATIVE);
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k));
            c00 = a0.fma(b0, c00);
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + STRIP));
            c10 = a1.fma(b0, c10);
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + 2 * STRIP));
            c20 = a2.fma(b0, c20);
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + 3 * STRIP));
            c30 = a3.fma(b0, c30);
            DoubleVector a4 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + 4 * STRIP));
            c40 = a4.fma(b0, c40);
            DoubleVector a5 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + 5 * STRIP));
            c50 = a5.fma(b0, c50);
        }
        c00.intoArray(out, atOut);
        c10.intoArray(out, atOut + outRow);
        c20.intoArray(out, atOut + 2 * outRow);
        c30.intoArray(out, atOut + 3 * outRow);
        c40.intoArray(out, atOut + 4 * outRow);
        c50.intoArray(out, atOut + 5 * outRow);
    }

    /// A tile of 8 rows by 2 vectors.
    static void tile8x2(
            MemorySegment m,
            long a,
            long b,
            double[] in,
            int atIn,
            int inRow,
            double[] out,
            int atOut,
            int outRow,
            int depth) {
        NativePanels.check(m);
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
        DoubleVector c70 = DoubleVector.fromArray(SPECIES, in, atIn + 7 * inRow);
        DoubleVector c71 = DoubleVector.fromArray(SPECIES, in, atIn + 7 * inRow + LANES);
        for (int k = 0; k < depth; k++) {
            DoubleVector b0 = DoubleVector.fromMemorySegment(SPECIES, m, b + 2 * BYTES * k, NATIVE);
            DoubleVector b1 = DoubleVector.fromMemorySegment(SPECIES, m, b + 2 * BYTES * k + BYTES, NATIVE);
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k));
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + STRIP));
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + 2 * STRIP));
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + 3 * STRIP));
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            DoubleVector a4 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + 4 * STRIP));
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            DoubleVector a5 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + 5 * STRIP));
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            DoubleVector a6 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + 6 * STRIP));
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            DoubleVector a7 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + 7 * STRIP));
            c70 = a7.fma(b0, c70);
            c71 = a7.fma(b1, c71);
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
        c70.intoArray(out, atOut + 7 * outRow);
        c71.intoArray(out, atOut + 7 * outRow + LANES);
    }

    /// A tile of 8 rows by 1 vector.
    static void tile8x1(
            MemorySegment m,
            long a,
            long b,
            double[] in,
            int atIn,
            int inRow,
            double[] out,
            int atOut,
            int outRow,
            int depth) {
        NativePanels.check(m);
        DoubleVector c00 = DoubleVector.fromArray(SPECIES, in, atIn);
        DoubleVector c10 = DoubleVector.fromArray(SPECIES, in, atIn + inRow);
        DoubleVector c20 = DoubleVector.fromArray(SPECIES, in, atIn + 2 * inRow);
        DoubleVector c30 = DoubleVector.fromArray(SPECIES, in, atIn + 3 * inRow);
        DoubleVector c40 = DoubleVector.fromArray(SPECIES, in, atIn + 4 * inRow);
        DoubleVector c50 = DoubleVector.fromArray(SPECIES, in, atIn + 5 * inRow);
        DoubleVector c60 = DoubleVector.fromArray(SPECIES, in, atIn + 6 * inRow);
        DoubleVector c70 = DoubleVector.fromArray(SPECIES, in, atIn + 7 * inRow);
        for (int k = 0; k < depth; k++) {
            DoubleVector b0 = DoubleVector.fromMemorySegment(SPECIES, m, b + BYTES * k, NATIVE);
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k));
            c00 = a0.fma(b0, c00);
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + STRIP));
            c10 = a1.fma(b0, c10);
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + 2 * STRIP));
            c20 = a2.fma(b0, c20);
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + 3 * STRIP));
            c30 = a3.fma(b0, c30);
            DoubleVector a4 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + 4 * STRIP));
            c40 = a4.fma(b0, c40);
            DoubleVector a5 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + 5 * STRIP));
            c50 = a5.fma(b0, c50);
            DoubleVector a6 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + 6 * STRIP));
            c60 = a6.fma(b0, c60);
            DoubleVector a7 = DoubleVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + 7 * STRIP));
            c70 = a7.fma(b0, c70);
        }
        c00.intoArray(out, atOut);
        c10.intoArray(out, atOut + outRow);
        c20.intoArray(out, atOut + 2 * outRow);
        c30.intoArray(out, atOut + 3 * outRow);
        c40.intoArray(out, atOut + 4 * outRow);
        c50.intoArray(out, atOut + 5 * outRow);
        c60.intoArray(out, atOut + 6 * outRow);
        c70.intoArray(out, atOut + 7 * outRow);
    }
}
