package fluxion.runtime.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The inner loops of [NarrowConvolutionF32] over strips, for machines with 16 vector registers.
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
final class NarrowStripTilesF32 {
    /// The elements that a strip has room for, and the bytes from one strip to the next.
    static final int ROOM = 8192;

    static final long STRIP = (long) ROOM * Float.BYTES + 5 * 64;

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final long BYTES = SPECIES.vectorByteSize();
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final ValueLayout.OfFloat ELEMENT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final long SIZE = Float.BYTES;

    private NarrowStripTilesF32() {}

    /// A tile of 6 rows by 2 vectors.
    static void tile6x2(
            MemorySegment m,
            long a,
            long b,
            float[] in,
            int atIn,
            int inRow,
            float[] out,
            int atOut,
            int outRow,
            int depth) {
        NativePanels.check(m);
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
            FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, m, b + 2 * BYTES * k, NATIVE);
            FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, m, b + 2 * BYTES * k + BYTES, NATIVE);
            FloatVector a0 = FloatVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k));
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + STRIP));
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + 2 * STRIP));
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + 3 * STRIP));
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            FloatVector a4 = FloatVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + 4 * STRIP));
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            FloatVector a5 = FloatVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + 5 * STRIP));
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
            float[] in,
            int atIn,
            int inRow,
            float[] out,
            int atOut,
            int outRow,
            int depth) {
        NativePanels.check(m);
        FloatVector c00 = FloatVector.fromArray(SPECIES, in, atIn);
        FloatVector c10 = FloatVector.fromArray(SPECIES, in, atIn + inRow);
        FloatVector c20 = FloatVector.fromArray(SPECIES, in, atIn + 2 * inRow);
        FloatVector c30 = FloatVector.fromArray(SPECIES, in, atIn + 3 * inRow);
        FloatVector c40 = FloatVector.fromArray(SPECIES, in, atIn + 4 * inRow);
        FloatVector c50 = FloatVector.fromArray(SPECIES, in, atIn + 5 * inRow);
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, m, b + BYTES * k, NATIVE);
            FloatVector a0 = FloatVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k));
            c00 = a0.fma(b0, c00);
            FloatVector a1 = FloatVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + STRIP));
            c10 = a1.fma(b0, c10);
            FloatVector a2 = FloatVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + 2 * STRIP));
            c20 = a2.fma(b0, c20);
            FloatVector a3 = FloatVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + 3 * STRIP));
            c30 = a3.fma(b0, c30);
            FloatVector a4 = FloatVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + 4 * STRIP));
            c40 = a4.fma(b0, c40);
            FloatVector a5 = FloatVector.broadcast(SPECIES, m.get(ELEMENT, a + SIZE * k + 5 * STRIP));
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
