package fluxion.benchmarks.elementwise;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Sums of squares, written by hand with eight accumulators.
final class SumLoops {
    private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;

    private SumLoops() {}

    /// The sum of the squares; the length is a multiple of eight vectors.
    static double sumOfSquares(double[] in) {
        var a = DoubleVector.zero(D);
        var b = a;
        var c = a;
        var d = a;
        var e = a;
        var f = a;
        var g = a;
        var h = a;
        int step = D.length();
        for (int i = 0; i + 8 * step <= in.length; i += 8 * step) {
            var v0 = DoubleVector.fromArray(D, in, i);
            var v1 = DoubleVector.fromArray(D, in, i + step);
            var v2 = DoubleVector.fromArray(D, in, i + 2 * step);
            var v3 = DoubleVector.fromArray(D, in, i + 3 * step);
            var v4 = DoubleVector.fromArray(D, in, i + 4 * step);
            var v5 = DoubleVector.fromArray(D, in, i + 5 * step);
            var v6 = DoubleVector.fromArray(D, in, i + 6 * step);
            var v7 = DoubleVector.fromArray(D, in, i + 7 * step);
            a = v0.fma(v0, a);
            b = v1.fma(v1, b);
            c = v2.fma(v2, c);
            d = v3.fma(v3, d);
            e = v4.fma(v4, e);
            f = v5.fma(v5, f);
            g = v6.fma(v6, g);
            h = v7.fma(v7, h);
        }
        return a.add(b).add(c.add(d)).add(e.add(f).add(g.add(h))).reduceLanes(VectorOperators.ADD);
    }

    /// The sum of the squares; the length is a multiple of eight vectors.
    static float sumOfSquares(float[] in) {
        var a = FloatVector.zero(F);
        var b = a;
        var c = a;
        var d = a;
        var e = a;
        var f = a;
        var g = a;
        var h = a;
        int step = F.length();
        for (int i = 0; i + 8 * step <= in.length; i += 8 * step) {
            var v0 = FloatVector.fromArray(F, in, i);
            var v1 = FloatVector.fromArray(F, in, i + step);
            var v2 = FloatVector.fromArray(F, in, i + 2 * step);
            var v3 = FloatVector.fromArray(F, in, i + 3 * step);
            var v4 = FloatVector.fromArray(F, in, i + 4 * step);
            var v5 = FloatVector.fromArray(F, in, i + 5 * step);
            var v6 = FloatVector.fromArray(F, in, i + 6 * step);
            var v7 = FloatVector.fromArray(F, in, i + 7 * step);
            a = v0.fma(v0, a);
            b = v1.fma(v1, b);
            c = v2.fma(v2, c);
            d = v3.fma(v3, d);
            e = v4.fma(v4, e);
            f = v5.fma(v5, f);
            g = v6.fma(v6, g);
            h = v7.fma(v7, h);
        }
        return a.add(b).add(c.add(d)).add(e.add(f).add(g.add(h))).reduceLanes(VectorOperators.ADD);
    }
}
