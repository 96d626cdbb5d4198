package fluxion.runtime.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The inner loops of [WideF32]: tiles of 8 rows by 3, 2 or 1 vectors, for machines with 32 vector registers.
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
final class WideTilesF32 {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;
    private static final int LANES = SPECIES.length();
    private static final long BYTES = SPECIES.vectorByteSize();
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final ValueLayout.OfFloat ELEMENT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final long SIZE = Float.BYTES;
    /// What the loop variable grows by in a step; a step is `A` times as many bytes of A, and `B` times as many of
    /// B.
    private static final int STEP = 24;

    private static final long A = 12 * SIZE / STEP;
    private static final long B = 3 * BYTES / STEP;

    private WideTilesF32() {}

    /// A tile of 8 rows by 3 vectors.
    static void tile8x3(
            MemorySegment panels,
            long atA,
            long atB,
            float[] in,
            int atIn,
            int inRow,
            float[] out,
            int atOut,
            int outRow,
            int depth) {
        NativePanels.check(panels);
        FloatVector c00 = FloatVector.fromArray(SPECIES, in, atIn);
        FloatVector c01 = FloatVector.fromArray(SPECIES, in, atIn + LANES);
        FloatVector c02 = FloatVector.fromArray(SPECIES, in, atIn + 2 * LANES);
        FloatVector c10 = FloatVector.fromArray(SPECIES, in, atIn + inRow);
        FloatVector c11 = FloatVector.fromArray(SPECIES, in, atIn + inRow + LANES);
        FloatVector c12 = FloatVector.fromArray(SPECIES, in, atIn + inRow + 2 * LANES);
        FloatVector c20 = FloatVector.fromArray(SPECIES, in, atIn + 2 * inRow);
        FloatVector c21 = FloatVector.fromArray(SPECIES, in, atIn + 2 * inRow + LANES);
        FloatVector c22 = FloatVector.fromArray(SPECIES, in, atIn + 2 * inRow + 2 * LANES);
        FloatVector c30 = FloatVector.fromArray(SPECIES, in, atIn + 3 * inRow);
        FloatVector c31 = FloatVector.fromArray(SPECIES, in, atIn + 3 * inRow + LANES);
        FloatVector c32 = FloatVector.fromArray(SPECIES, in, atIn + 3 * inRow + 2 * LANES);
        FloatVector c40 = FloatVector.fromArray(SPECIES, in, atIn + 4 * inRow);
        FloatVector c41 = FloatVector.fromArray(SPECIES, in, atIn + 4 * inRow + LANES);
        FloatVector c42 = FloatVector.fromArray(SPECIES, in, atIn + 4 * inRow + 2 * LANES);
        FloatVector c50 = FloatVector.fromArray(SPECIES, in, atIn + 5 * inRow);
        FloatVector c51 = FloatVector.fromArray(SPECIES, in, atIn + 5 * inRow + LANES);
        FloatVector c52 = FloatVector.fromArray(SPECIES, in, atIn + 5 * inRow + 2 * LANES);
        FloatVector c60 = FloatVector.fromArray(SPECIES, in, atIn + 6 * inRow);
        FloatVector c61 = FloatVector.fromArray(SPECIES, in, atIn + 6 * inRow + LANES);
        FloatVector c62 = FloatVector.fromArray(SPECIES, in, atIn + 6 * inRow + 2 * LANES);
        FloatVector c70 = FloatVector.fromArray(SPECIES, in, atIn + 7 * inRow);
        FloatVector c71 = FloatVector.fromArray(SPECIES, in, atIn + 7 * inRow + LANES);
        FloatVector c72 = FloatVector.fromArray(SPECIES, in, atIn + 7 * inRow + 2 * LANES);
        int end = STEP * depth;
        for (int k = 0; k < end; k += STEP) {
            FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, panels, atB + B * k, NATIVE);
            FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, panels, atB + B * k + BYTES, NATIVE);
            FloatVector b2 = FloatVector.fromMemorySegment(SPECIES, panels, atB + B * k + 2 * BYTES, NATIVE);
            FloatVector a0 = FloatVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k));
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            FloatVector a1 = FloatVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + SIZE));
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            FloatVector a2 = FloatVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 2 * SIZE));
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            FloatVector a3 = FloatVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 3 * SIZE));
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            FloatVector a4 = FloatVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 4 * SIZE));
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            FloatVector a5 = FloatVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 5 * SIZE));
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            c52 = a5.fma(b2, c52);
            FloatVector a6 = FloatVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 6 * SIZE));
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            c62 = a6.fma(b2, c62);
            FloatVector a7 = FloatVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 7 * SIZE));
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
            float[] in,
            int atIn,
            int inRow,
            float[] out,
            int atOut,
            int outRow,
            int depth) {
        NativePanels.check(panels);
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
        FloatVector c60 = FloatVector.fromArray(SPECIES, in, atIn + 6 * inRow);
        FloatVector c61 = FloatVector.fromArray(SPECIES, in, atIn + 6 * inRow + LANES);
        FloatVector c70 = FloatVector.fromArray(SPECIES, in, atIn + 7 * inRow);
        FloatVector c71 = FloatVector.fromArray(SPECIES, in, atIn + 7 * inRow + LANES);
        int end = STEP * depth;
        for (int k = 0; k < end; k += STEP) {
            FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, panels, atB + B * k, NATIVE);
            FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, panels, atB + B * k + BYTES, NATIVE);
            FloatVector a0 = FloatVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k));
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + SIZE));
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 2 * SIZE));
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 3 * SIZE));
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            FloatVector a4 = FloatVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 4 * SIZE));
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            FloatVector a5 = FloatVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 5 * SIZE));
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            FloatVector a6 = FloatVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 6 * SIZE));
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            FloatVector a7 = FloatVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 7 * SIZE));
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
            float[] in,
            int atIn,
            int inRow,
            float[] out,
            int atOut,
            int outRow,
            int depth) {
        NativePanels.check(panels);
        FloatVector c00 = FloatVector.fromArray(SPECIES, in, atIn);
        FloatVector c10 = FloatVector.fromArray(SPECIES, in, atIn + inRow);
        FloatVector c20 = FloatVector.fromArray(SPECIES, in, atIn + 2 * inRow);
        FloatVector c30 = FloatVector.fromArray(SPECIES, in, atIn + 3 * inRow);
        FloatVector c40 = FloatVector.fromArray(SPECIES, in, atIn + 4 * inRow);
        FloatVector c50 = FloatVector.fromArray(SPECIES, in, atIn + 5 * inRow);
        FloatVector c60 = FloatVector.fromArray(SPECIES, in, atIn + 6 * inRow);
        FloatVector c70 = FloatVector.fromArray(SPECIES, in, atIn + 7 * inRow);
        int end = STEP * depth;
        for (int k = 0; k < end; k += STEP) {
            FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, panels, atB + B * k, NATIVE);
            FloatVector a0 = FloatVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k));
            c00 = a0.fma(b0, c00);
            FloatVector a1 = FloatVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + SIZE));
            c10 = a1.fma(b0, c10);
            FloatVector a2 = FloatVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 2 * SIZE));
            c20 = a2.fma(b0, c20);
            FloatVector a3 = FloatVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 3 * SIZE));
            c30 = a3.fma(b0, c30);
            FloatVector a4 = FloatVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 4 * SIZE));
            c40 = a4.fma(b0, c40);
            FloatVector a5 = FloatVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 5 * SIZE));
            c50 = a5.fma(b0, c50);
            FloatVector a6 = FloatVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 6 * SIZE));
            c60 = a6.fma(b0, c60);
            FloatVector a7 = FloatVector.broadcast(SPECIES, panels.get(ELEMENT, atA + A * k + 7 * SIZE));
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
