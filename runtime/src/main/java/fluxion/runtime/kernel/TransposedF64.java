package fluxion.runtime.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Packs panels of eight rows with vectors of 64 bytes.
final class TransposedF64 {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_512;
    private static final int LANES = SPECIES.length();
    /// Bytes of a step of a panel of eight rows.
    private static final long STEP = 12 * Double.BYTES;
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final VectorShuffle<Double> SWAP_1 = SPECIES.shuffleFromOp(lane -> lane ^ 1);
    private static final VectorMask<Double> ODD_1 = VectorMask.fromLong(SPECIES, 0xaaL);
    private static final VectorShuffle<Double> SWAP_2 = SPECIES.shuffleFromOp(lane -> lane ^ 2);
    private static final VectorMask<Double> ODD_2 = VectorMask.fromLong(SPECIES, 0xccL);
    private static final VectorShuffle<Double> SWAP_4 = SPECIES.shuffleFromOp(lane -> lane ^ 4);
    private static final VectorMask<Double> ODD_4 = VectorMask.fromLong(SPECIES, 0xf0L);

    private TransposedF64() {}

    /// Packs `present` rows of `a`, `stride` apart, each contiguous; the last stands in for those beyond.
    ///
    /// @return how many of the `depth` steps were packed: all, or none if they do not fill a vector
    static int pack(double[] a, int from, int stride, int present, MemorySegment packed, long to, int depth) {
        NativePanels.check(packed);
        return pack(a, from, stride, present, packed, to, STEP, depth);
    }

    /// The same with `step` bytes from one step of the panel to the next.
    static int pack(
            double[] a, int from, int stride, int present, MemorySegment packed, long to, long step, int depth) {
        NativePanels.check(packed);
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

    /// Eight steps of eight rows, read as eight vectors along the rows, become eight vectors of one step each: a
    /// transposed block of 8 x 8. In round s, rows i and i + s exchange the lanes in which bit s differs from
    /// theirs.
    private static void block(double[] a, int from, int stride, int last, MemorySegment packed, long to, long step) {
        NativePanels.check(packed);
        DoubleVector u0 = DoubleVector.fromArray(SPECIES, a, from);
        DoubleVector u1 = DoubleVector.fromArray(SPECIES, a, from + Math.min(1, last) * stride);
        DoubleVector u2 = DoubleVector.fromArray(SPECIES, a, from + Math.min(2, last) * stride);
        DoubleVector u3 = DoubleVector.fromArray(SPECIES, a, from + Math.min(3, last) * stride);
        DoubleVector u4 = DoubleVector.fromArray(SPECIES, a, from + Math.min(4, last) * stride);
        DoubleVector u5 = DoubleVector.fromArray(SPECIES, a, from + Math.min(5, last) * stride);
        DoubleVector u6 = DoubleVector.fromArray(SPECIES, a, from + Math.min(6, last) * stride);
        DoubleVector u7 = DoubleVector.fromArray(SPECIES, a, from + Math.min(7, last) * stride);
        DoubleVector s0 = u0.blend(u1.rearrange(SWAP_1), ODD_1);
        DoubleVector s1 = u0.rearrange(SWAP_1).blend(u1, ODD_1);
        DoubleVector s2 = u2.blend(u3.rearrange(SWAP_1), ODD_1);
        DoubleVector s3 = u2.rearrange(SWAP_1).blend(u3, ODD_1);
        DoubleVector s4 = u4.blend(u5.rearrange(SWAP_1), ODD_1);
        DoubleVector s5 = u4.rearrange(SWAP_1).blend(u5, ODD_1);
        DoubleVector s6 = u6.blend(u7.rearrange(SWAP_1), ODD_1);
        DoubleVector s7 = u6.rearrange(SWAP_1).blend(u7, ODD_1);
        DoubleVector t0 = s0.blend(s2.rearrange(SWAP_2), ODD_2);
        DoubleVector t2 = s0.rearrange(SWAP_2).blend(s2, ODD_2);
        DoubleVector t1 = s1.blend(s3.rearrange(SWAP_2), ODD_2);
        DoubleVector t3 = s1.rearrange(SWAP_2).blend(s3, ODD_2);
        DoubleVector t4 = s4.blend(s6.rearrange(SWAP_2), ODD_2);
        DoubleVector t6 = s4.rearrange(SWAP_2).blend(s6, ODD_2);
        DoubleVector t5 = s5.blend(s7.rearrange(SWAP_2), ODD_2);
        DoubleVector t7 = s5.rearrange(SWAP_2).blend(s7, ODD_2);
        DoubleVector v0 = t0.blend(t4.rearrange(SWAP_4), ODD_4);
        DoubleVector v4 = t0.rearrange(SWAP_4).blend(t4, ODD_4);
        DoubleVector v1 = t1.blend(t5.rearrange(SWAP_4), ODD_4);
        DoubleVector v5 = t1.rearrange(SWAP_4).blend(t5, ODD_4);
        DoubleVector v2 = t2.blend(t6.rearrange(SWAP_4), ODD_4);
        DoubleVector v6 = t2.rearrange(SWAP_4).blend(t6, ODD_4);
        DoubleVector v3 = t3.blend(t7.rearrange(SWAP_4), ODD_4);
        DoubleVector v7 = t3.rearrange(SWAP_4).blend(t7, ODD_4);
        v0.intoMemorySegment(packed, to, NATIVE);
        v1.intoMemorySegment(packed, to + step, NATIVE);
        v2.intoMemorySegment(packed, to + 2 * step, NATIVE);
        v3.intoMemorySegment(packed, to + 3 * step, NATIVE);
        v4.intoMemorySegment(packed, to + 4 * step, NATIVE);
        v5.intoMemorySegment(packed, to + 5 * step, NATIVE);
        v6.intoMemorySegment(packed, to + 6 * step, NATIVE);
        v7.intoMemorySegment(packed, to + 7 * step, NATIVE);
    }
}
