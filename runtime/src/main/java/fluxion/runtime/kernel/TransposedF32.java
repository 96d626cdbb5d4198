package fluxion.runtime.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Packs panels of eight rows with vectors of 64 bytes.
final class TransposedF32 {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;
    private static final VectorSpecies<Float> EIGHT = FloatVector.SPECIES_256;
    private static final int LANES = SPECIES.length();
    private static final int ROWS = 8;
    private static final long STEP = (long) ROWS * Float.BYTES;
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final VectorShuffle<Float> SWAP_1 = SPECIES.shuffleFromOp(lane -> lane ^ 1);
    private static final VectorMask<Float> ODD_1 = VectorMask.fromLong(SPECIES, 0xaaaaL);
    private static final VectorShuffle<Float> SWAP_2 = SPECIES.shuffleFromOp(lane -> lane ^ 2);
    private static final VectorMask<Float> ODD_2 = VectorMask.fromLong(SPECIES, 0xccccL);
    private static final VectorShuffle<Float> SWAP_4 = SPECIES.shuffleFromOp(lane -> lane ^ 4);
    private static final VectorMask<Float> ODD_4 = VectorMask.fromLong(SPECIES, 0xf0f0L);
    private static final VectorShuffle<Float> SWAP_8 = SPECIES.shuffleFromOp(lane -> lane ^ 8);
    private static final VectorMask<Float> ODD_8 = VectorMask.fromLong(SPECIES, 0xff00L);

    private TransposedF32() {}

    /// Packs `present` rows of `a`, `stride` apart, each contiguous; the last stands in for those beyond.
    ///
    /// @return how many of the `depth` steps were packed: all, or none if they do not fill a vector
    static int pack(float[] a, int from, int stride, int present, MemorySegment packed, long to, int depth) {
        return pack(a, from, stride, present, packed, to, STEP, depth);
    }

    /// The same with `step` bytes from one step of the panel to the next.
    static int pack(float[] a, int from, int stride, int present, MemorySegment packed, long to, long step, int depth) {
        int k = 0;
        for (; k <= depth - LANES; k += LANES) {
            block(a, from + k, stride, present - 1, packed, to + k * step, step);
        }
        if (k < depth && k > 0) {
            // the last steps, and once more some before them
            block(a, from + depth - LANES, stride, present - 1, packed, to + (depth - LANES) * step, step);
            return depth;
        }
        return k;
    }

    /// Packs steps of `present` elements that are contiguous already, `stride` apart.
    ///
    /// @return how many of the `depth` steps were packed: all, or none if some elements are missing
    static int copy(float[] a, int from, int stride, int present, MemorySegment packed, long to, int depth) {
        if (present < ROWS) {
            return 0;
        }
        for (int k = 0; k < depth; k++) {
            FloatVector.fromArray(EIGHT, a, from + k * stride).intoMemorySegment(packed, to + (long) k * STEP, NATIVE);
        }
        return depth;
    }

    /// Sixteen steps of eight rows, read as eight vectors along the rows, become sixteen groups of eight: two
    /// transposed blocks of 8 x 8 side by side. In round s, rows i and i + s exchange the lanes in which bit s
    /// differs from theirs.
    private static void block(float[] a, int from, int stride, int last, MemorySegment packed, long to, long step) {
        FloatVector u0 = FloatVector.fromArray(SPECIES, a, from);
        FloatVector u1 = FloatVector.fromArray(SPECIES, a, from + Math.min(1, last) * stride);
        FloatVector u2 = FloatVector.fromArray(SPECIES, a, from + Math.min(2, last) * stride);
        FloatVector u3 = FloatVector.fromArray(SPECIES, a, from + Math.min(3, last) * stride);
        FloatVector u4 = FloatVector.fromArray(SPECIES, a, from + Math.min(4, last) * stride);
        FloatVector u5 = FloatVector.fromArray(SPECIES, a, from + Math.min(5, last) * stride);
        FloatVector u6 = FloatVector.fromArray(SPECIES, a, from + Math.min(6, last) * stride);
        FloatVector u7 = FloatVector.fromArray(SPECIES, a, from + Math.min(7, last) * stride);
        FloatVector s0 = u0.blend(u1.rearrange(SWAP_1), ODD_1);
        FloatVector s1 = u0.rearrange(SWAP_1).blend(u1, ODD_1);
        FloatVector s2 = u2.blend(u3.rearrange(SWAP_1), ODD_1);
        FloatVector s3 = u2.rearrange(SWAP_1).blend(u3, ODD_1);
        FloatVector s4 = u4.blend(u5.rearrange(SWAP_1), ODD_1);
        FloatVector s5 = u4.rearrange(SWAP_1).blend(u5, ODD_1);
        FloatVector s6 = u6.blend(u7.rearrange(SWAP_1), ODD_1);
        FloatVector s7 = u6.rearrange(SWAP_1).blend(u7, ODD_1);
        FloatVector t0 = s0.blend(s2.rearrange(SWAP_2), ODD_2);
        FloatVector t2 = s0.rearrange(SWAP_2).blend(s2, ODD_2);
        FloatVector t1 = s1.blend(s3.rearrange(SWAP_2), ODD_2);
        FloatVector t3 = s1.rearrange(SWAP_2).blend(s3, ODD_2);
        FloatVector t4 = s4.blend(s6.rearrange(SWAP_2), ODD_2);
        FloatVector t6 = s4.rearrange(SWAP_2).blend(s6, ODD_2);
        FloatVector t5 = s5.blend(s7.rearrange(SWAP_2), ODD_2);
        FloatVector t7 = s5.rearrange(SWAP_2).blend(s7, ODD_2);
        FloatVector v0 = t0.blend(t4.rearrange(SWAP_4), ODD_4);
        FloatVector v4 = t0.rearrange(SWAP_4).blend(t4, ODD_4);
        FloatVector v1 = t1.blend(t5.rearrange(SWAP_4), ODD_4);
        FloatVector v5 = t1.rearrange(SWAP_4).blend(t5, ODD_4);
        FloatVector v2 = t2.blend(t6.rearrange(SWAP_4), ODD_4);
        FloatVector v6 = t2.rearrange(SWAP_4).blend(t6, ODD_4);
        FloatVector v3 = t3.blend(t7.rearrange(SWAP_4), ODD_4);
        FloatVector v7 = t3.rearrange(SWAP_4).blend(t7, ODD_4);
        if (step == STEP) {
            v0.blend(v1.rearrange(SWAP_8), ODD_8).intoMemorySegment(packed, to + 0 * STEP, NATIVE);
            v0.rearrange(SWAP_8).blend(v1, ODD_8).intoMemorySegment(packed, to + 8 * STEP, NATIVE);
            v2.blend(v3.rearrange(SWAP_8), ODD_8).intoMemorySegment(packed, to + 2 * STEP, NATIVE);
            v2.rearrange(SWAP_8).blend(v3, ODD_8).intoMemorySegment(packed, to + 10 * STEP, NATIVE);
            v4.blend(v5.rearrange(SWAP_8), ODD_8).intoMemorySegment(packed, to + 4 * STEP, NATIVE);
            v4.rearrange(SWAP_8).blend(v5, ODD_8).intoMemorySegment(packed, to + 12 * STEP, NATIVE);
            v6.blend(v7.rearrange(SWAP_8), ODD_8).intoMemorySegment(packed, to + 6 * STEP, NATIVE);
            v6.rearrange(SWAP_8).blend(v7, ODD_8).intoMemorySegment(packed, to + 14 * STEP, NATIVE);
        } else {
            halves(v0, packed, to, step);
            halves(v1, packed, to + step, step);
            halves(v2, packed, to + 2 * step, step);
            halves(v3, packed, to + 3 * step, step);
            halves(v4, packed, to + 4 * step, step);
            halves(v5, packed, to + 5 * step, step);
            halves(v6, packed, to + 6 * step, step);
            halves(v7, packed, to + 7 * step, step);
        }
    }

    /// The first half of `v` is a step, the second the one eight further; the latter's place begins half a vector
    /// before it, where nothing is written.
    private static void halves(FloatVector v, MemorySegment packed, long to, long step) {
        ((FloatVector) v.reinterpretShape(EIGHT, 0)).intoMemorySegment(packed, to, NATIVE);
        v.intoMemorySegment(packed, to + ROWS * (step - Float.BYTES), NATIVE, ODD_8);
    }
}
