package fluxion.benchmarks.elementwise;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The exponential, and a chain of ten operations with exponential and hyperbolic tangent, written by hand.
///
/// `x = n ln 2 + r`, a minimax polynomial in `r`, and `2^n` by shifting bits. Error about 1 ulp; subnormal results,
/// infinities and NaN as they should be. All constants are broadcast to local variables before the loop: C2 repeats a
/// broadcast inside for every vector, and keeps constants that are fields of an object in memory.
final class ExpLoops {
    static final float LOG2_E_F = 0x1.715476p0f;
    static final float LN2_HIGH_F = -0x1.62e43p-1f;
    static final float LN2_LOW_F = 0x1.05c61p-29f;

    /// Adding it leaves the exponent field of `2^n` in the lowest bits of the sum.
    static final float MAGIC_F = 0x1.8p23f + 127;

    // (exp(r) - 1 - r) / r^2 for |r| <= ln(2) / 2; the error of exp is 2^-26.9, of those below for doubles 2^-56.1.
    static final float C2_F = 0x1p-1f;
    static final float C3_F = 0x1.5554dcp-3f;
    static final float C4_F = 0x1.555518p-5f;
    static final float C5_F = 0x1.120ba2p-7f;
    static final float C6_F = 0x1.6d113cp-10f;

    private static final double LOG2_E = 0x1.71547652b82fep0;
    private static final double LN2_HIGH = -0x1.62e42fefa39efp-1;
    private static final double LN2_LOW = -0x1.abc9e3b39803fp-56;
    private static final double MAGIC = 0x1.8p52 + 1023;

    private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;

    private ExpLoops() {}

    /// `out[i] = exp(in[i])`; the length is a multiple of a vector.
    static void exp(double[] in, double[] out) {
        var low = DoubleVector.broadcast(D, -746);
        var high = DoubleVector.broadcast(D, 710);
        var small = DoubleVector.broadcast(D, -707);
        // 2^n is computed half as large, since it may overflow when the result does not; or, where the result may be
        // subnormal, 2^127 times too large.
        var magic = DoubleVector.broadcast(D, MAGIC - 1);
        var magicOfSmall = DoubleVector.broadcast(D, MAGIC + 127);
        var scale = DoubleVector.broadcast(D, 2);
        var scaleOfSmall = DoubleVector.broadcast(D, 0x1p-127);
        var log2e = DoubleVector.broadcast(D, LOG2_E);
        var ln2High = DoubleVector.broadcast(D, LN2_HIGH);
        var ln2Low = DoubleVector.broadcast(D, LN2_LOW);
        var c2 = DoubleVector.broadcast(D, 0x1.0000000000001p-1);
        var c3 = DoubleVector.broadcast(D, 0x1.5555555555556p-3);
        var c4 = DoubleVector.broadcast(D, 0x1.5555555553d4fp-5);
        var c5 = DoubleVector.broadcast(D, 0x1.11111111109adp-7);
        var c6 = DoubleVector.broadcast(D, 0x1.6c16c17893833p-10);
        var c7 = DoubleVector.broadcast(D, 0x1.a01a01a7c8d47p-13);
        var c8 = DoubleVector.broadcast(D, 0x1.a019b8ef67c6cp-16);
        var c9 = DoubleVector.broadcast(D, 0x1.71de0d9c145d0p-19);
        var c10 = DoubleVector.broadcast(D, 0x1.2891a8c1d838dp-22);
        var c11 = DoubleVector.broadcast(D, 0x1.af38d53857513p-26);
        int bound = D.loopBound(in.length);
        for (int i = 0; i < bound; i += D.length()) {
            var x = DoubleVector.fromArray(D, in, i);
            x = x.blend(high, high.lt(x));
            x = x.blend(low, x.lt(low));
            var isSmall = x.lt(small);
            var m = magic.blend(magicOfSmall, isSmall);
            var z = x.fma(log2e, m);
            var n = z.sub(m);
            var s = z.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 52).reinterpretAsDoubles();
            var r = n.fma(ln2Low, n.fma(ln2High, x));
            var r2 = r.mul(r);
            var even = c10.fma(r2, c8).fma(r2, c6).fma(r2, c4).fma(r2, c2);
            var odd = c11.fma(r2, c9).fma(r2, c7).fma(r2, c5).fma(r2, c3);
            var w = r2.fma(odd.fma(r, even), r);
            s.fma(w, s).mul(scale.blend(scaleOfSmall, isSmall)).intoArray(out, i);
        }
    }

    /// `out[i] = exp(in[i])`; the length is a multiple of a vector.
    static void exp(float[] in, float[] out) {
        var low = FloatVector.broadcast(F, -105f);
        var high = FloatVector.broadcast(F, 89f);
        var small = FloatVector.broadcast(F, -86f);
        var magic = FloatVector.broadcast(F, MAGIC_F - 1);
        var magicOfSmall = FloatVector.broadcast(F, MAGIC_F + 63);
        var scale = FloatVector.broadcast(F, 2f);
        var scaleOfSmall = FloatVector.broadcast(F, 0x1p-63f);
        var log2e = FloatVector.broadcast(F, LOG2_E_F);
        var ln2High = FloatVector.broadcast(F, LN2_HIGH_F);
        var ln2Low = FloatVector.broadcast(F, LN2_LOW_F);
        var c2 = FloatVector.broadcast(F, C2_F);
        var c3 = FloatVector.broadcast(F, C3_F);
        var c4 = FloatVector.broadcast(F, C4_F);
        var c5 = FloatVector.broadcast(F, C5_F);
        var c6 = FloatVector.broadcast(F, C6_F);
        int bound = F.loopBound(in.length);
        for (int i = 0; i < bound; i += F.length()) {
            var x = FloatVector.fromArray(F, in, i);
            x = x.blend(high, high.lt(x));
            x = x.blend(low, x.lt(low));
            var isSmall = x.lt(small);
            var m = magic.blend(magicOfSmall, isSmall);
            var z = x.fma(log2e, m);
            var s = z.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
            var w = growth(x, z.sub(m), ln2High, ln2Low, c2, c3, c4, c5, c6);
            s.fma(w, s).mul(scale.blend(scaleOfSmall, isSmall)).intoArray(out, i);
        }
    }

    /// `e = exp(x * x * -0.5); out = (tanh((e + x) * 0.75) + 1) * 0.5 * x - e`, ten operations; the length is a
    /// multiple of a vector. The argument of this exponential is never above 0, and what would be subnormal is 0.
    static void chain(float[] in, float[] out) {
        var small = FloatVector.broadcast(F, -86f);
        var zero = FloatVector.broadcast(F, 0f);
        var magic = FloatVector.broadcast(F, MAGIC_F);
        var minusHalf = FloatVector.broadcast(F, -0.5f);
        var half = FloatVector.broadcast(F, 0.5f);
        var threeQuarters = FloatVector.broadcast(F, 0.75f);
        var one = FloatVector.broadcast(F, 1f);
        var two = FloatVector.broadcast(F, 2f);
        var ten = FloatVector.broadcast(F, 10f);
        var log2e = FloatVector.broadcast(F, LOG2_E_F);
        var ln2High = FloatVector.broadcast(F, LN2_HIGH_F);
        var ln2Low = FloatVector.broadcast(F, LN2_LOW_F);
        var c2 = FloatVector.broadcast(F, C2_F);
        var c3 = FloatVector.broadcast(F, C3_F);
        var c4 = FloatVector.broadcast(F, C4_F);
        var c5 = FloatVector.broadcast(F, C5_F);
        var c6 = FloatVector.broadcast(F, C6_F);
        int bound = F.loopBound(in.length);
        for (int i = 0; i < bound; i += F.length()) {
            var x = FloatVector.fromArray(F, in, i);
            var u = x.mul(x).mul(minusHalf);
            var z = u.fma(log2e, magic);
            var s = z.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
            var w = growth(u, z.sub(magic), ln2High, ln2Low, c2, c3, c4, c5, c6);
            var e = s.fma(w, s).blend(zero, u.lt(small));

            // tanh(v) = (exp(2v) - 1) / (exp(2v) + 1) for v >= 0, the numerator free of cancellation
            var v = e.add(x).mul(threeQuarters);
            var magnitude = v.abs();
            magnitude = magnitude.blend(ten, ten.lt(magnitude));
            var twice = magnitude.add(magnitude);
            z = twice.fma(log2e, magic);
            s = z.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
            w = growth(twice, z.sub(magic), ln2High, ln2Low, c2, c3, c4, c5, c6);
            var numerator = s.fma(w, s.sub(one));
            var positive = numerator.div(numerator.add(two)).reinterpretAsInts();
            var sign = v.reinterpretAsInts().and(Integer.MIN_VALUE);
            var t = positive.or(sign).reinterpretAsFloats();

            t.add(one).mul(half).mul(x).sub(e).intoArray(out, i);
        }
    }

    /// `exp(r) - 1` for the rest `r = x - n ln 2`.
    static FloatVector growth(
            FloatVector x,
            FloatVector n,
            FloatVector ln2High,
            FloatVector ln2Low,
            FloatVector c2,
            FloatVector c3,
            FloatVector c4,
            FloatVector c5,
            FloatVector c6) {
        var r = n.fma(ln2Low, n.fma(ln2High, x));
        var r2 = r.mul(r);
        var q = c5.fma(r2, c3).fma(r, c6.fma(r2, c4).fma(r2, c2));
        return r2.fma(q, r);
    }
}
