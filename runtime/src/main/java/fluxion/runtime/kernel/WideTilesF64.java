package fluxion.runtime.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/// The inner loops of [WideF64]: tiles of 8 rows by 3, 2 or 1 vectors, for machines with 32 vector registers.
///
/// A tile is `depth` steps of one panel of A (12 elements a step, of which the first 8 are used) and one panel of B (3
/// vectors a step, of which the tile uses as many as it has). Accumulators start at `in` and end in `out`, which may be
/// the same.
///
/// The speed hangs on what the compiler makes of the loop, so all of this is on purpose:
/// - each accumulator is a local variable of its own, so that it stays in a register;
/// - both panels lie in one native segment, and one loop variable, scaled by two powers of two that are factors of an
///   address, addresses both: steps are as long as they are for this. With any other two strides the compiler
///   multiplies, or saves a general register in a vector register, within the loop, which costs up to a fifth of the
///   speed;
/// - three vectors of B for eight elements of A: with four for six, a step needs four cache lines of B, which the
///   second-level cache gives no faster than the step multiplies them;
/// - the loop is not unrolled: the compiler would load what two steps need at once, and run out of registers;
/// - panels of B begin at a cache line: a 64-byte load that crosses a line costs a seventh.
final class WideTilesF64 {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_512;
    private static final int LANES = SPECIES.length();
    private static final long BYTES = SPECIES.vectorByteSize();
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final ValueLayout.OfDouble ELEMENT = ValueLayout.JAVA_DOUBLE_UNALIGNED;
    private static final long SIZE = Double.BYTES;
    /// What the loop variable grows by in a step; a step is `A` times as many bytes of A, and `B` times as many of
    /// B.
    private static final int STEP = 24;

    private static final long A = 12 * SIZE / STEP;
    private static final long B = 3 * BYTES / STEP;

    private WideTilesF64() {}

    /// A tile of 8 rows by 3 vectors.
    static void tile8x3(
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
        DoubleVector c60 = DoubleVector.fromArray(SPECIES, in, atIn + 6 * inRow);
        DoubleVector c61 = DoubleVector.fromArray(SPECIES, in, atIn + 6 * inRow + LANES);
        DoubleVector c62 = DoubleVector.fromArray(SPECIES, in, atIn + 6 * inRow + 2 * LANES);
        DoubleVector c70 = DoubleVector.fromArray(SPECIES, in, atIn + 7 * inRow);
        DoubleVector c71 = DoubleVector.fromArray(SPECIES, in, atIn + 7 * inRow + LANES);
        DoubleVector c72 = DoubleVector.fromArray(SPECIES, in, atIn + 7 * inRow + 2 * LANES);
        int end = STEP * depth;
        for (int k = 0; k < end; k += STEP) {
            DoubleVector b0 = DoubleVector.fromMemorySegment(SPECIES, panels, atB + B * k, NATIVE);
            DoubleVector b1 = DoubleVector.fromMemorySegment(SPECIES, panels, atB + B * k + BYTES, NATIVE);
            DoubleVector b2 = DoubleVector.fromMemorySegment(SPECIES, panels, atB + B * k + 2 * BYTES, NATIVE);
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k));
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + SIZE));
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 2 * SIZE));
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 3 * SIZE));
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            DoubleVector a4 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 4 * SIZE));
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            DoubleVector a5 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 5 * SIZE));
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            c52 = a5.fma(b2, c52);
            DoubleVector a6 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 6 * SIZE));
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            c62 = a6.fma(b2, c62);
            DoubleVector a7 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 7 * SIZE));
            c70 = a7.fma(b0, c70);
            c71 = a7.fma(b1, c71);
            c72 = a7.fma(b2, c72);
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
        c70.intoArray(out, atOut + 7 * outRow);
        c71.intoArray(out, atOut + 7 * outRow + LANES);
        c72.intoArray(out, atOut + 7 * outRow + 2 * LANES);
    }

    /// A tile of 8 rows by 2 vectors.
    static void tile8x2(
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
        DoubleVector c60 = DoubleVector.fromArray(SPECIES, in, atIn + 6 * inRow);
        DoubleVector c61 = DoubleVector.fromArray(SPECIES, in, atIn + 6 * inRow + LANES);
        DoubleVector c70 = DoubleVector.fromArray(SPECIES, in, atIn + 7 * inRow);
        DoubleVector c71 = DoubleVector.fromArray(SPECIES, in, atIn + 7 * inRow + LANES);
        int end = STEP * depth;
        for (int k = 0; k < end; k += STEP) {
            DoubleVector b0 = DoubleVector.fromMemorySegment(SPECIES, panels, atB + B * k, NATIVE);
            DoubleVector b1 = DoubleVector.fromMemorySegment(SPECIES, panels, atB + B * k + BYTES, NATIVE);
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k));
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + SIZE));
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 2 * SIZE));
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 3 * SIZE));
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            DoubleVector a4 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 4 * SIZE));
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            DoubleVector a5 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 5 * SIZE));
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            DoubleVector a6 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 6 * SIZE));
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            DoubleVector a7 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 7 * SIZE));
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
        DoubleVector c60 = DoubleVector.fromArray(SPECIES, in, atIn + 6 * inRow);
        DoubleVector c70 = DoubleVector.fromArray(SPECIES, in, atIn + 7 * inRow);
        int end = STEP * depth;
        for (int k = 0; k < end; k += STEP) {
            DoubleVector b0 = DoubleVector.fromMemorySegment(SPECIES, panels, atB + B * k, NATIVE);
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k));
            c00 = a0.fma(b0, c00);
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + SIZE));
            c10 = a1.fma(b0, c10);
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 2 * SIZE));
            c20 = a2.fma(b0, c20);
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 3 * SIZE));
            c30 = a3.fma(b0, c30);
            DoubleVector a4 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 4 * SIZE));
            c40 = a4.fma(b0, c40);
            DoubleVector a5 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 5 * SIZE));
            c50 = a5.fma(b0, c50);
            DoubleVector a6 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 6 * SIZE));
            c60 = a6.fma(b0, c60);
            DoubleVector a7 = DoubleVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 7 * SIZE));
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
