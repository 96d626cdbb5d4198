package fluxion.runtime.kernel;

import fluxion.ir.math.Winograd;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The inner loops of [WinogradF32] on vectors: the transforms that [Winograd] defines, for channels or columns that
/// are next to each other, and the products.
final class WinogradVectorsF32 {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    static final int LANES = SPECIES.length();
    private static final float[] ZEROS = new float[2 * LANES];

    private WinogradVectorsF32() {}

    /// [Winograd#patch] for as many of `count` elements as fill vectors.
    ///
    /// @return how many those are
    static int patch(float[] from, int at, int step, float[] to, int toAt, int toStep, int count) {
        var two = FloatVector.broadcast(SPECIES, 2f);
        var minusTwo = FloatVector.broadcast(SPECIES, -2f);
        var four = FloatVector.broadcast(SPECIES, 4f);
        var minusFour = FloatVector.broadcast(SPECIES, -4f);
        var minusFive = FloatVector.broadcast(SPECIES, -5f);
        int whole = SPECIES.loopBound(count);
        for (int i = 0; i < whole; i += LANES) {
            var d0 = FloatVector.fromArray(SPECIES, from, at + i);
            var d1 = FloatVector.fromArray(SPECIES, from, at + step + i);
            var d2 = FloatVector.fromArray(SPECIES, from, at + 2 * step + i);
            var d3 = FloatVector.fromArray(SPECIES, from, at + 3 * step + i);
            var d4 = FloatVector.fromArray(SPECIES, from, at + 4 * step + i);
            var d5 = FloatVector.fromArray(SPECIES, from, at + 5 * step + i);
            var even = minusFour.fma(d2, d4);
            var odd = minusFour.fma(d1, d3);
            var far = d4.sub(d2);
            var apart = d3.sub(d1);
            four.fma(d0, minusFive.fma(d2, d4)).intoArray(to, toAt + i);
            even.add(odd).intoArray(to, toAt + toStep + i);
            even.sub(odd).intoArray(to, toAt + 2 * toStep + i);
            two.fma(apart, far).intoArray(to, toAt + 3 * toStep + i);
            minusTwo.fma(apart, far).intoArray(to, toAt + 4 * toStep + i);
            four.fma(d1, minusFive.fma(d3, d5)).intoArray(to, toAt + 5 * toStep + i);
        }
        return whole;
    }

    /// [Winograd#tile] for as many of `count` elements as fill vectors.
    ///
    /// @return how many those are
    static int tile(float[] from, int at, int step, float[] to, int toAt, int toStep, int count) {
        var two = FloatVector.broadcast(SPECIES, 2f);
        var four = FloatVector.broadcast(SPECIES, 4f);
        var eight = FloatVector.broadcast(SPECIES, 8f);
        int whole = SPECIES.loopBound(count);
        for (int i = 0; i < whole; i += LANES) {
            var m0 = FloatVector.fromArray(SPECIES, from, at + i);
            var m1 = FloatVector.fromArray(SPECIES, from, at + step + i);
            var m2 = FloatVector.fromArray(SPECIES, from, at + 2 * step + i);
            var m3 = FloatVector.fromArray(SPECIES, from, at + 3 * step + i);
            var m4 = FloatVector.fromArray(SPECIES, from, at + 4 * step + i);
            var m5 = FloatVector.fromArray(SPECIES, from, at + 5 * step + i);
            var sum = m1.add(m2);
            var difference = m1.sub(m2);
            var farSum = m3.add(m4);
            var farDifference = m3.sub(m4);
            m0.add(sum).add(farSum).intoArray(to, toAt + i);
            two.fma(farDifference, difference).intoArray(to, toAt + toStep + i);
            four.fma(farSum, sum).intoArray(to, toAt + 2 * toStep + i);
            eight.fma(farDifference, difference).add(m5).intoArray(to, toAt + 3 * toStep + i);
        }
        return whole;
    }

    /// [Winograd#tile] for `count` panels of two vectors, one after the other in `from` and `apart` in `to`.
    static void tiles(float[] from, int at, int step, float[] to, int toAt, int toStep, int apart, int count) {
        var two = FloatVector.broadcast(SPECIES, 2f);
        var four = FloatVector.broadcast(SPECIES, 4f);
        var eight = FloatVector.broadcast(SPECIES, 8f);
        for (int i = 0; i < 2 * count; i++) {
            int here = at + i * LANES;
            int there = toAt + (i >> 1) * apart + (i & 1) * LANES;
            var m1 = FloatVector.fromArray(SPECIES, from, here + step);
            var m2 = FloatVector.fromArray(SPECIES, from, here + 2 * step);
            var m3 = FloatVector.fromArray(SPECIES, from, here + 3 * step);
            var m4 = FloatVector.fromArray(SPECIES, from, here + 4 * step);
            var sum = m1.add(m2);
            var difference = m1.sub(m2);
            var farSum = m3.add(m4);
            var farDifference = m3.sub(m4);
            FloatVector.fromArray(SPECIES, from, here).add(sum).add(farSum).intoArray(to, there);
            two.fma(farDifference, difference).intoArray(to, there + toStep);
            four.fma(farSum, sum).intoArray(to, there + 2 * toStep);
            eight.fma(farDifference, difference)
                    .add(FloatVector.fromArray(SPECIES, from, here + 5 * step))
                    .intoArray(to, there + 3 * toStep);
        }
    }

    /// [Winograd#filter] for as many of `count` elements as fill vectors.
    ///
    /// @return how many those are
    static int filter(float[] from, int at, int step, float[] to, int toAt, int toStep, int count) {
        var two = FloatVector.broadcast(SPECIES, 2f);
        var minusTwo = FloatVector.broadcast(SPECIES, -2f);
        var four = FloatVector.broadcast(SPECIES, 4f);
        int whole = SPECIES.loopBound(count);
        for (int i = 0; i < whole; i += LANES) {
            var g0 = FloatVector.fromArray(SPECIES, from, at + i);
            var g1 = FloatVector.fromArray(SPECIES, from, at + step + i);
            var g2 = FloatVector.fromArray(SPECIES, from, at + 2 * step + i);
            var ends = g0.add(g2);
            var wide = four.fma(g2, g0);
            g0.mul(Winograd.QUARTER).intoArray(to, toAt + i);
            ends.add(g1).mul(-Winograd.SIXTH).intoArray(to, toAt + toStep + i);
            ends.sub(g1).mul(-Winograd.SIXTH).intoArray(to, toAt + 2 * toStep + i);
            two.fma(g1, wide).mul(Winograd.TWENTY_FOURTH).intoArray(to, toAt + 3 * toStep + i);
            minusTwo.fma(g1, wide).mul(Winograd.TWENTY_FOURTH).intoArray(to, toAt + 4 * toStep + i);
            g2.intoArray(to, toAt + 5 * toStep + i);
        }
        return whole;
    }

    /// Adds the products of six rows of strips, from `at` on, with a panel of one or two vectors to the sums.
    ///
    /// @param isFirst whether the sums begin at +0.0
    static void products(
            float[] strips,
            int at,
            float[] filter,
            int panel,
            int size,
            float[] sums,
            int to,
            int depth,
            boolean isFirst) {
        var in = isFirst ? ZEROS : sums;
        int atIn = isFirst ? 0 : to;
        int inRow = isFirst ? 0 : size;
        if (size == 2 * LANES) {
            NarrowStripTilesF32.tile6x2(strips, at, filter, panel, in, atIn, inRow, sums, to, size, depth);
        } else {
            NarrowStripTilesF32.tile6x1(strips, at, filter, panel, in, atIn, inRow, sums, to, size, depth);
        }
    }
}
