package fluxion.runtime.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/// The inner loops of [WideF64]: tiles of 6 rows by 4, 3, 2 or 1 vectors, for machines with 32 vector registers.
///
/// A tile is `depth` steps of one panel of A (8 elements a step, of which the first 6 are used) and one panel of B (4
/// vectors a step for a tile of 3 or 4, else as many as the tile has). Accumulators start at `in` and end in `out`,
/// which may be the same.
///
/// The speed hangs on what the compiler makes of the loop, so all of this is on purpose:
/// - each accumulator is a local variable of its own, so that it stays in a register;
/// - both panels lie in one native segment, and one loop variable scaled by powers of two addresses both: with a base
///   and a stride of its own for each, the compiler runs out of general registers and saves one in a vector register
///   within the loop, which costs a fifth of the speed;
/// - panels of B begin at a cache line: a 64-byte load that crosses a line costs a seventh.
final class WideTilesF64 {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_512;
    private static final int LANES = SPECIES.length();
    private static final long BYTES = SPECIES.vectorByteSize();
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final ValueLayout.OfDouble ELEMENT = ValueLayout.JAVA_DOUBLE_UNALIGNED;
    private static final long SIZE = Double.BYTES;

    private WideTilesF64() {}

    /// A tile of 6 rows by 4 vectors.
    static void tile6x4(
            MemorySegment panels,
            long atA,
            long atB,
            double[] in,
            int atIn,
            int inRow,
            double[] out,
            int atOut,
            int outRow,
            int depth) {
        NativePanels.check(panels);
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
        int end = 8 * depth;
        for (int k = 0; k < end; k += 8) {
            DoubleVector b0 = DoubleVector.fromMemorySegment(SPECIES, panels, atB + BYTES / 2 * k, NATIVE);
            DoubleVector b1 = DoubleVector.fromMemorySegment(SPECIES, panels, atB + BYTES / 2 * k + BYTES, NATIVE);
            DoubleVector b2 = DoubleVector.fromMemorySegment(SPECIES, panels, atB + BYTES / 2 * k + 2 * BYTES, NATIVE);
            DoubleVector b3 = DoubleVector.fromMemorySegment(SPECIES, panels, atB + BYTES / 2 * k + 3 * BYTES, NATIVE);
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + SIZE * k));
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + SIZE * k + SIZE));
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            c13 = a1.fma(b3, c13);
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + SIZE * k + 2 * SIZE));
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            c23 = a2.fma(b3, c23);
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + SIZE * k + 3 * SIZE));
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            c33 = a3.fma(b3, c33);
            DoubleVector a4 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + SIZE * k + 4 * SIZE));
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            c43 = a4.fma(b3, c43);
            DoubleVector a5 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + SIZE * k + 5 * SIZE));
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

    /// A tile of 6 rows by 3 vectors.
    static void tile6x3(
            MemorySegment panels,
            long atA,
            long atB,
            double[] in,
            int atIn,
            int inRow,
            double[] out,
            int atOut,
            int outRow,
            int depth) {
        NativePanels.check(panels);
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
        int end = 8 * depth;
        for (int k = 0; k < end; k += 8) {
            DoubleVector b0 = DoubleVector.fromMemorySegment(SPECIES, panels, atB + BYTES / 2 * k, NATIVE);
            DoubleVector b1 = DoubleVector.fromMemorySegment(SPECIES, panels, atB + BYTES / 2 * k + BYTES, NATIVE);
            DoubleVector b2 = DoubleVector.fromMemorySegment(SPECIES, panels, atB + BYTES / 2 * k + 2 * BYTES, NATIVE);
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + SIZE * k));
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + SIZE * k + SIZE));
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + SIZE * k + 2 * SIZE));
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + SIZE * k + 3 * SIZE));
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            DoubleVector a4 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + SIZE * k + 4 * SIZE));
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            DoubleVector a5 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + SIZE * k + 5 * SIZE));
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
            MemorySegment panels,
            long atA,
            long atB,
            double[] in,
            int atIn,
            int inRow,
            double[] out,
            int atOut,
            int outRow,
            int depth) {
        NativePanels.check(panels);
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
        int end = 8 * depth;
        for (int k = 0; k < end; k += 8) {
            DoubleVector b0 = DoubleVector.fromMemorySegment(SPECIES, panels, atB + BYTES / 4 * k, NATIVE);
            DoubleVector b1 = DoubleVector.fromMemorySegment(SPECIES, panels, atB + BYTES / 4 * k + BYTES, NATIVE);
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + SIZE * k));
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + SIZE * k + SIZE));
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + SIZE * k + 2 * SIZE));
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + SIZE * k + 3 * SIZE));
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            DoubleVector a4 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + SIZE * k + 4 * SIZE));
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            DoubleVector a5 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + SIZE * k + 5 * SIZE));
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
            MemorySegment panels,
            long atA,
            long atB,
            double[] in,
            int atIn,
            int inRow,
            double[] out,
            int atOut,
            int outRow,
            int depth) {
        NativePanels.check(panels);
        DoubleVector c00 = DoubleVector.fromArray(SPECIES, in, atIn);
        DoubleVector c10 = DoubleVector.fromArray(SPECIES, in, atIn + inRow);
        DoubleVector c20 = DoubleVector.fromArray(SPECIES, in, atIn + 2 * inRow);
        DoubleVector c30 = DoubleVector.fromArray(SPECIES, in, atIn + 3 * inRow);
        DoubleVector c40 = DoubleVector.fromArray(SPECIES, in, atIn + 4 * inRow);
        DoubleVector c50 = DoubleVector.fromArray(SPECIES, in, atIn + 5 * inRow);
        int end = 8 * depth;
        for (int k = 0; k < end; k += 8) {
            DoubleVector b0 = DoubleVector.fromMemorySegment(SPECIES, panels, atB + BYTES / 8 * k, NATIVE);
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + SIZE * k));
            c00 = a0.fma(b0, c00);
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + SIZE * k + SIZE));
            c10 = a1.fma(b0, c10);
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + SIZE * k + 2 * SIZE));
            c20 = a2.fma(b0, c20);
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + SIZE * k + 3 * SIZE));
            c30 = a3.fma(b0, c30);
            DoubleVector a4 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + SIZE * k + 4 * SIZE));
            c40 = a4.fma(b0, c40);
            DoubleVector a5 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + SIZE * k + 5 * SIZE));
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
