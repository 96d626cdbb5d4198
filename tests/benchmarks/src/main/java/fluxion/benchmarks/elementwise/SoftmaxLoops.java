package fluxion.benchmarks.elementwise;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Softmax of rows, written by hand; see [ExpLoops] for the exponential. The argument is never above 0 here, so
/// overflow is not looked for, and what would be subnormal is 0.
final class SoftmaxLoops {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;

    private SoftmaxLoops() {}

    /// Softmax of each row. A row shorter than a vector is one masked vector; a longer one takes three passes, for
    /// the maximum, the exponentials and their sum, and the division.
    static void softmax(float[] in, float[] out, int columns) {
        if (columns <= F.length()) {
            softmaxOfShortRows(in, out, columns);
        } else {
            softmaxOfLongRows(in, out, columns);
        }
    }

    private static void softmaxOfShortRows(float[] in, float[] out, int columns) {
        var small = FloatVector.broadcast(F, -86f);
        var zero = FloatVector.broadcast(F, 0f);
        var log2e = FloatVector.broadcast(F, ExpLoops.LOG2_E_F);
        var magic = FloatVector.broadcast(F, ExpLoops.MAGIC_F);
        var ln2High = FloatVector.broadcast(F, ExpLoops.LN2_HIGH_F);
        var ln2Low = FloatVector.broadcast(F, ExpLoops.LN2_LOW_F);
        var c2 = FloatVector.broadcast(F, ExpLoops.C2_F);
        var c3 = FloatVector.broadcast(F, ExpLoops.C3_F);
        var c4 = FloatVector.broadcast(F, ExpLoops.C4_F);
        var c5 = FloatVector.broadcast(F, ExpLoops.C5_F);
        var c6 = FloatVector.broadcast(F, ExpLoops.C6_F);
        var inside = F.indexInRange(0, columns);
        for (int row = 0; row < in.length; row += columns) {
            var x = FloatVector.fromArray(F, in, row, inside);
            float max = x.reduceLanes(VectorOperators.MAX, inside);
            var d = x.sub(max);
            var z = d.fma(log2e, magic);
            var s = z.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
            var w = ExpLoops.growth(d, z.sub(magic), ln2High, ln2Low, c2, c3, c4, c5, c6);
            var e = s.fma(w, s).blend(zero, d.lt(small));
            float sum = e.reduceLanes(VectorOperators.ADD, inside);
            e.mul(1 / sum).intoArray(out, row, inside);
        }
    }

    private static void softmaxOfLongRows(float[] in, float[] out, int columns) {
        for (int row = 0; row < in.length; row += columns) {
            float max = max(in, row, row + columns);
            float sum = exponentials(in, out, row, row + columns, max);
            scale(out, row, row + columns, 1 / sum);
        }
    }

    private static float max(float[] in, int from, int to) {
        var max0 = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        var max1 = max0;
        var max2 = max0;
        var max3 = max0;
        int step = F.length();
        int i = from;
        for (; i <= to - 4 * step; i += 4 * step) {
            var v0 = FloatVector.fromArray(F, in, i);
            var v1 = FloatVector.fromArray(F, in, i + step);
            var v2 = FloatVector.fromArray(F, in, i + 2 * step);
            var v3 = FloatVector.fromArray(F, in, i + 3 * step);
            max0 = max0.blend(v0, max0.lt(v0));
            max1 = max1.blend(v1, max1.lt(v1));
            max2 = max2.blend(v2, max2.lt(v2));
            max3 = max3.blend(v3, max3.lt(v3));
        }
        float max = max0.max(max1).max(max2.max(max3)).reduceLanes(VectorOperators.MAX);
        for (; i < to; i++) {
            max = Math.max(max, in[i]);
        }
        return max;
    }

    /// Writes `exp(in - max)` and gives its sum.
    private static float exponentials(float[] in, float[] out, int from, int to, float max) {
        var small = FloatVector.broadcast(F, -86f);
        var zero = FloatVector.broadcast(F, 0f);
        var log2e = FloatVector.broadcast(F, ExpLoops.LOG2_E_F);
        var magic = FloatVector.broadcast(F, ExpLoops.MAGIC_F);
        var ln2High = FloatVector.broadcast(F, ExpLoops.LN2_HIGH_F);
        var ln2Low = FloatVector.broadcast(F, ExpLoops.LN2_LOW_F);
        var c2 = FloatVector.broadcast(F, ExpLoops.C2_F);
        var c3 = FloatVector.broadcast(F, ExpLoops.C3_F);
        var c4 = FloatVector.broadcast(F, ExpLoops.C4_F);
        var c5 = FloatVector.broadcast(F, ExpLoops.C5_F);
        var c6 = FloatVector.broadcast(F, ExpLoops.C6_F);
        var shift = FloatVector.broadcast(F, max);
        var sums = FloatVector.zero(F);
        int step = F.length();
        int i = from;
        for (; i <= to - step; i += step) {
            var d = FloatVector.fromArray(F, in, i).sub(shift);
            var z = d.fma(log2e, magic);
            var s = z.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
            var w = ExpLoops.growth(d, z.sub(magic), ln2High, ln2Low, c2, c3, c4, c5, c6);
            var e = s.fma(w, s).blend(zero, d.lt(small));
            e.intoArray(out, i);
            sums = sums.add(e);
        }
        var rest = F.indexInRange(i, to);
        var d = FloatVector.fromArray(F, in, i, rest).sub(shift);
        var z = d.fma(log2e, magic);
        var s = z.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        var w = ExpLoops.growth(d, z.sub(magic), ln2High, ln2Low, c2, c3, c4, c5, c6);
        var e = s.fma(w, s).blend(zero, d.lt(small));
        e.intoArray(out, i, rest);
        return sums.add(e, rest).reduceLanes(VectorOperators.ADD);
    }

    private static void scale(float[] values, int from, int to, float factor) {
        var factors = FloatVector.broadcast(F, factor);
        int step = F.length();
        int i = from;
        for (; i <= to - step; i += step) {
            FloatVector.fromArray(F, values, i).mul(factors).intoArray(values, i);
        }
        for (; i < to; i++) {
            values[i] *= factor;
        }
    }
}
