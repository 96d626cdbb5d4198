package fluxion.runtime.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Packs panels of eight rows, or of sixteen, with vectors of 64 bytes.
///
/// No vector is handed from one method to another, and none is stored in one branch of two: both make the compiler
/// put it into an object, which costs more than all the rest.
final class TransposedF32 {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;
    private static final int LANES = SPECIES.length();
    /// Bytes of a step of a panel of eight rows.
    private static final long STEP = 12 * Float.BYTES;
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

    /// Packs `present` rows of `a`, at most 8, `stride` apart, each contiguous; the last stands in for those
    /// beyond. What follows a step's rows, up to 64 bytes from its beginning, is overwritten too, so panels are
    /// packed in the order in which they lie.
    ///
    /// @return how many of the `depth` steps were packed: all, or none if they do not fill a vector
    static int pack(float[] a, int from, int stride, int present, MemorySegment packed, long to, int depth) {
        NativePanels.check(packed);
        int k = 0;
        for (; k <= depth - LANES; k += LANES) {
            rows(a, from + k, stride, present - 1, packed, to + k * STEP);
        }
        if (k < depth && k > 0) {
            // the last steps, and once more some before them
            rows(a, from + depth - LANES, stride, present - 1, packed, to + (depth - LANES) * STEP);
            return depth;
        }
        return k;
    }

    /// The same with at most 16 rows, and `step` bytes from one step of the panel to the next.
    static int pack(float[] a, int from, int stride, int present, MemorySegment packed, long to, long step, int depth) {
        NativePanels.check(packed);
        int k = 0;
        for (; k <= depth - LANES; k += LANES) {
            square(a, from + k, stride, present - 1, packed, to + k * step, step);
        }
        if (k < depth && k > 0) {
            square(a, from + depth - LANES, stride, present - 1, packed, to + (depth - LANES) * step, step);
            return depth;
        }
        return k;
    }

    /// Sixteen steps of eight rows, read as eight vectors along the rows, become sixteen groups of eight: two
    /// transposed blocks of 8 x 8 side by side, of which the second is stored with its halves exchanged. In round
    /// s, rows i and i + s exchange the lanes in which bit s differs from theirs.
    private static void rows(float[] a, int from, int stride, int last, MemorySegment packed, long to) {
        NativePanels.check(packed);
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
        v0.intoMemorySegment(packed, to, NATIVE);
        v1.intoMemorySegment(packed, to + STEP, NATIVE);
        v2.intoMemorySegment(packed, to + 2 * STEP, NATIVE);
        v3.intoMemorySegment(packed, to + 3 * STEP, NATIVE);
        v4.intoMemorySegment(packed, to + 4 * STEP, NATIVE);
        v5.intoMemorySegment(packed, to + 5 * STEP, NATIVE);
        v6.intoMemorySegment(packed, to + 6 * STEP, NATIVE);
        v7.intoMemorySegment(packed, to + 7 * STEP, NATIVE);
        v0.rearrange(SWAP_8).intoMemorySegment(packed, to + 8 * STEP, NATIVE);
        v1.rearrange(SWAP_8).intoMemorySegment(packed, to + 9 * STEP, NATIVE);
        v2.rearrange(SWAP_8).intoMemorySegment(packed, to + 10 * STEP, NATIVE);
        v3.rearrange(SWAP_8).intoMemorySegment(packed, to + 11 * STEP, NATIVE);
        v4.rearrange(SWAP_8).intoMemorySegment(packed, to + 12 * STEP, NATIVE);
        v5.rearrange(SWAP_8).intoMemorySegment(packed, to + 13 * STEP, NATIVE);
        v6.rearrange(SWAP_8).intoMemorySegment(packed, to + 14 * STEP, NATIVE);
        v7.rearrange(SWAP_8).intoMemorySegment(packed, to + 15 * STEP, NATIVE);
    }

    /// Sixteen steps of sixteen rows become sixteen vectors of one step each.
    private static void square(float[] a, int from, int stride, int last, MemorySegment packed, long to, long step) {
        NativePanels.check(packed);
        FloatVector r0 = FloatVector.fromArray(SPECIES, a, from);
        FloatVector r1 = FloatVector.fromArray(SPECIES, a, from + Math.min(1, last) * stride);
        FloatVector r2 = FloatVector.fromArray(SPECIES, a, from + Math.min(2, last) * stride);
        FloatVector r3 = FloatVector.fromArray(SPECIES, a, from + Math.min(3, last) * stride);
        FloatVector r4 = FloatVector.fromArray(SPECIES, a, from + Math.min(4, last) * stride);
        FloatVector r5 = FloatVector.fromArray(SPECIES, a, from + Math.min(5, last) * stride);
        FloatVector r6 = FloatVector.fromArray(SPECIES, a, from + Math.min(6, last) * stride);
        FloatVector r7 = FloatVector.fromArray(SPECIES, a, from + Math.min(7, last) * stride);
        FloatVector r8 = FloatVector.fromArray(SPECIES, a, from + Math.min(8, last) * stride);
        FloatVector r9 = FloatVector.fromArray(SPECIES, a, from + Math.min(9, last) * stride);
        FloatVector r10 = FloatVector.fromArray(SPECIES, a, from + Math.min(10, last) * stride);
        FloatVector r11 = FloatVector.fromArray(SPECIES, a, from + Math.min(11, last) * stride);
        FloatVector r12 = FloatVector.fromArray(SPECIES, a, from + Math.min(12, last) * stride);
        FloatVector r13 = FloatVector.fromArray(SPECIES, a, from + Math.min(13, last) * stride);
        FloatVector r14 = FloatVector.fromArray(SPECIES, a, from + Math.min(14, last) * stride);
        FloatVector r15 = FloatVector.fromArray(SPECIES, a, from + Math.min(15, last) * stride);
        FloatVector s0 = r0.blend(r1.rearrange(SWAP_1), ODD_1);
        FloatVector s1 = r0.rearrange(SWAP_1).blend(r1, ODD_1);
        FloatVector s2 = r2.blend(r3.rearrange(SWAP_1), ODD_1);
        FloatVector s3 = r2.rearrange(SWAP_1).blend(r3, ODD_1);
        FloatVector s4 = r4.blend(r5.rearrange(SWAP_1), ODD_1);
        FloatVector s5 = r4.rearrange(SWAP_1).blend(r5, ODD_1);
        FloatVector s6 = r6.blend(r7.rearrange(SWAP_1), ODD_1);
        FloatVector s7 = r6.rearrange(SWAP_1).blend(r7, ODD_1);
        FloatVector s8 = r8.blend(r9.rearrange(SWAP_1), ODD_1);
        FloatVector s9 = r8.rearrange(SWAP_1).blend(r9, ODD_1);
        FloatVector s10 = r10.blend(r11.rearrange(SWAP_1), ODD_1);
        FloatVector s11 = r10.rearrange(SWAP_1).blend(r11, ODD_1);
        FloatVector s12 = r12.blend(r13.rearrange(SWAP_1), ODD_1);
        FloatVector s13 = r12.rearrange(SWAP_1).blend(r13, ODD_1);
        FloatVector s14 = r14.blend(r15.rearrange(SWAP_1), ODD_1);
        FloatVector s15 = r14.rearrange(SWAP_1).blend(r15, ODD_1);
        FloatVector t0 = s0.blend(s2.rearrange(SWAP_2), ODD_2);
        FloatVector t2 = s0.rearrange(SWAP_2).blend(s2, ODD_2);
        FloatVector t1 = s1.blend(s3.rearrange(SWAP_2), ODD_2);
        FloatVector t3 = s1.rearrange(SWAP_2).blend(s3, ODD_2);
        FloatVector t4 = s4.blend(s6.rearrange(SWAP_2), ODD_2);
        FloatVector t6 = s4.rearrange(SWAP_2).blend(s6, ODD_2);
        FloatVector t5 = s5.blend(s7.rearrange(SWAP_2), ODD_2);
        FloatVector t7 = s5.rearrange(SWAP_2).blend(s7, ODD_2);
        FloatVector t8 = s8.blend(s10.rearrange(SWAP_2), ODD_2);
        FloatVector t10 = s8.rearrange(SWAP_2).blend(s10, ODD_2);
        FloatVector t9 = s9.blend(s11.rearrange(SWAP_2), ODD_2);
        FloatVector t11 = s9.rearrange(SWAP_2).blend(s11, ODD_2);
        FloatVector t12 = s12.blend(s14.rearrange(SWAP_2), ODD_2);
        FloatVector t14 = s12.rearrange(SWAP_2).blend(s14, ODD_2);
        FloatVector t13 = s13.blend(s15.rearrange(SWAP_2), ODD_2);
        FloatVector t15 = s13.rearrange(SWAP_2).blend(s15, ODD_2);
        FloatVector u0 = t0.blend(t4.rearrange(SWAP_4), ODD_4);
        FloatVector u4 = t0.rearrange(SWAP_4).blend(t4, ODD_4);
        FloatVector u1 = t1.blend(t5.rearrange(SWAP_4), ODD_4);
        FloatVector u5 = t1.rearrange(SWAP_4).blend(t5, ODD_4);
        FloatVector u2 = t2.blend(t6.rearrange(SWAP_4), ODD_4);
        FloatVector u6 = t2.rearrange(SWAP_4).blend(t6, ODD_4);
        FloatVector u3 = t3.blend(t7.rearrange(SWAP_4), ODD_4);
        FloatVector u7 = t3.rearrange(SWAP_4).blend(t7, ODD_4);
        FloatVector u8 = t8.blend(t12.rearrange(SWAP_4), ODD_4);
        FloatVector u12 = t8.rearrange(SWAP_4).blend(t12, ODD_4);
        FloatVector u9 = t9.blend(t13.rearrange(SWAP_4), ODD_4);
        FloatVector u13 = t9.rearrange(SWAP_4).blend(t13, ODD_4);
        FloatVector u10 = t10.blend(t14.rearrange(SWAP_4), ODD_4);
        FloatVector u14 = t10.rearrange(SWAP_4).blend(t14, ODD_4);
        FloatVector u11 = t11.blend(t15.rearrange(SWAP_4), ODD_4);
        FloatVector u15 = t11.rearrange(SWAP_4).blend(t15, ODD_4);
        FloatVector v0 = u0.blend(u8.rearrange(SWAP_8), ODD_8);
        FloatVector v8 = u0.rearrange(SWAP_8).blend(u8, ODD_8);
        FloatVector v1 = u1.blend(u9.rearrange(SWAP_8), ODD_8);
        FloatVector v9 = u1.rearrange(SWAP_8).blend(u9, ODD_8);
        FloatVector v2 = u2.blend(u10.rearrange(SWAP_8), ODD_8);
        FloatVector v10 = u2.rearrange(SWAP_8).blend(u10, ODD_8);
        FloatVector v3 = u3.blend(u11.rearrange(SWAP_8), ODD_8);
        FloatVector v11 = u3.rearrange(SWAP_8).blend(u11, ODD_8);
        FloatVector v4 = u4.blend(u12.rearrange(SWAP_8), ODD_8);
        FloatVector v12 = u4.rearrange(SWAP_8).blend(u12, ODD_8);
        FloatVector v5 = u5.blend(u13.rearrange(SWAP_8), ODD_8);
        FloatVector v13 = u5.rearrange(SWAP_8).blend(u13, ODD_8);
        FloatVector v6 = u6.blend(u14.rearrange(SWAP_8), ODD_8);
        FloatVector v14 = u6.rearrange(SWAP_8).blend(u14, ODD_8);
        FloatVector v7 = u7.blend(u15.rearrange(SWAP_8), ODD_8);
        FloatVector v15 = u7.rearrange(SWAP_8).blend(u15, ODD_8);
        v0.intoMemorySegment(packed, to, NATIVE);
        v1.intoMemorySegment(packed, to + step, NATIVE);
        v2.intoMemorySegment(packed, to + 2 * step, NATIVE);
        v3.intoMemorySegment(packed, to + 3 * step, NATIVE);
        v4.intoMemorySegment(packed, to + 4 * step, NATIVE);
        v5.intoMemorySegment(packed, to + 5 * step, NATIVE);
        v6.intoMemorySegment(packed, to + 6 * step, NATIVE);
        v7.intoMemorySegment(packed, to + 7 * step, NATIVE);
        v8.intoMemorySegment(packed, to + 8 * step, NATIVE);
        v9.intoMemorySegment(packed, to + 9 * step, NATIVE);
        v10.intoMemorySegment(packed, to + 10 * step, NATIVE);
        v11.intoMemorySegment(packed, to + 11 * step, NATIVE);
        v12.intoMemorySegment(packed, to + 12 * step, NATIVE);
        v13.intoMemorySegment(packed, to + 13 * step, NATIVE);
        v14.intoMemorySegment(packed, to + 14 * step, NATIVE);
        v15.intoMemorySegment(packed, to + 15 * step, NATIVE);
    }
}
