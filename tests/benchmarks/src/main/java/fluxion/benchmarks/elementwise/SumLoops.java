package fluxion.benchmarks.elementwise;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Sums of squares, written by hand with four accumulators.
final class SumLoops {
    private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;

    private SumLoops() {}

    /// The sum of the squares; the length is a multiple of four vectors.
    static double sumOfSquares(double[] in) {
        var a = DoubleVector.zero(D);
        var b = a;
        var c = a;
        var d = a;
        int step = D.length();
        // The bound apart from the loop: C2 then checks the array's bounds before it, not in it.
        int bound = in.length - in.length % (4 * step);
        for (int i = 0; i < bound; i += 4 * step) {
            var v0 = DoubleVector.fromArray(D, in, i);
            var v1 = DoubleVector.fromArray(D, in, i + step);
            var v2 = DoubleVector.fromArray(D, in, i + 2 * step);
            var v3 = DoubleVector.fromArray(D, in, i + 3 * step);
            a = v0.fma(v0, a);
            b = v1.fma(v1, b);
            c = v2.fma(v2, c);
            d = v3.fma(v3, d);
        }
        return a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
    }

    /// The sum of the squares; the length is a multiple of four vectors.
    static float sumOfSquares(float[] in) {
        var a = FloatVector.zero(F);
        var b = a;
        var c = a;
        var d = a;
        int step = F.length();
        // The bound apart from the loop: C2 then checks the array's bounds before it, not in it.
        int bound = in.length - in.length % (4 * step);
        for (int i = 0; i < bound; i += 4 * step) {
            var v0 = FloatVector.fromArray(F, in, i);
            var v1 = FloatVector.fromArray(F, in, i + step);
            var v2 = FloatVector.fromArray(F, in, i + 2 * step);
            var v3 = FloatVector.fromArray(F, in, i + 3 * step);
            a = v0.fma(v0, a);
            b = v1.fma(v1, b);
            c = v2.fma(v2, c);
            d = v3.fma(v3, d);
        }
        return a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
    }
}
