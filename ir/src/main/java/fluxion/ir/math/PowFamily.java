package fluxion.ir.math;

/// The power function: `exp(y log x)`, the logarithm and the product to about twice the precision.
public final class PowFamily {
    /// `1/3`, in two parts.
    private static final double THIRD = 0x1.5555555555555p-2;
    private static final double THIRD_LOW = 0x1.5555555555555p-56;
    private static final double THIRD_F = 0x1.555556p-2;
    private static final double THIRD_LOW_F = -0x1.555556p-27;

    /// `(atanh(s) / s - 1 - s^2/3) / s^4` in `s^2 <= 0.0295`; error relative to `atanh` 2^-73.4.
    private static final double[] ATANH = {
        0x1.9999999999996p-3,
        0x1.2492492492f51p-3,
        0x1.c71c71c5968f4p-4,
        0x1.745d182956c2fp-4,
        0x1.3b1364c936a32p-4,
        0x1.11206f30b9992p-4,
        0x1.de3d703913150p-5,
        0x1.eac5c08c6740fp-5
    };
    /// The same for 32 bits; 2^-36.8.
    private static final double[] ATANH_F = {0x1.999a00p-3, 0x1.24527ap-3, 0x1.dfa2c0p-4};

    private PowFamily() {}

    /// A number as the sum of two, the second small against the first.
    record Pair<V>(V high, V low) {}

    /// `x` to the power `y`.
    ///
    /// Error below 1 ulp, subnormal results included. All special cases as in `java.lang.Math.pow`: 1 for `y =
    /// 0` whatever `x` is; NaN for a NaN operand otherwise, for a finite `x < 0` with a finite `y` that is not
    /// an integer, and for `|x| = 1` with an infinite `y`; zeros and infinities as limits, negative for a
    /// negative `x` (or `-0`) and an odd integer `y`.
    public static <V, M, I> V pow(Algebra<V, M, I> a, V x, V y) {
        boolean wide = a.bits() == 64;
        V zero = a.constant(0);
        V one = a.constant(1);
        V infinity = a.constant(Double.POSITIVE_INFINITY);
        V magnitude = a.abs(x);
        Pair<V> log = log(a, magnitude);
        // The logarithm of 0, of infinity, of NaN.
        V high = a.select(a.lt(magnitude, infinity), log.high, magnitude);
        high = a.select(a.eq(magnitude, zero), a.constant(Double.NEGATIVE_INFINITY), high);
        V product = a.mul(y, high);
        V low = a.fma(y, log.low, a.fma(y, high, a.neg(product)));
        V clamped = ExpFamily.clamp(a, product, wide ? -746 : -105, wide ? 710 : 89);
        // Where the product is clamped, its low part counts no longer and may be NaN.
        low = a.select(a.eq(clamped, product), low, zero);
        V value = ExpFamily.scaled(a, clamped, low);

        // An integer is what adding a large number does not change, or what is large itself; all beyond twice that
        // number are even.
        V limit = a.constant(wide ? 0x1p52 : 0x1p23);
        V absY = a.abs(y);
        V half = a.mul(absY, a.constant(0.5));
        M integer = a.or(a.eq(a.sub(a.add(absY, limit), limit), absY), a.le(limit, absY));
        M even = a.or(a.eq(a.sub(a.add(half, limit), limit), half), a.le(limit, half));
        V odd = a.select(a.and(integer, a.not(even)), Sign.copy(a, x, one), one);
        value = a.mul(value, odd);
        M negative = a.and(a.lt(x, zero), a.lt(a.constant(Double.NEGATIVE_INFINITY), x));
        value = a.select(a.and(negative, a.not(integer)), a.constant(Double.NaN), value);
        return a.select(a.eq(y, zero), one, value);
    }

    /// The natural logarithm of a positive finite `x`, to a relative error of about 2^-64 (f32: 2^-34).
    ///
    /// With `x = 2^k (1 + f)` and `s = f / (2 + f)`, `log x = k ln 2 + 2 s (1 + s^2/3 + s^4 P(s^2))`; all but
    /// the last term in two parts.
    static <V, M, I> Pair<V> log(Algebra<V, M, I> a, V x) {
        boolean wide = a.bits() == 64;
        LogFamily.Reduced<V, I> reduced = LogFamily.reduce(a, x);
        V f = reduced.f();
        V k = reduced.k();
        V two = a.constant(2);
        V d = a.add(two, f);
        V dLow = a.sub(f, a.sub(d, two));
        V reciprocal = a.div(a.constant(1), d);
        V s = a.mul(f, reciprocal);
        V negative = a.neg(s);
        V sLow = a.mul(a.fma(negative, dLow, a.fma(negative, d, f)), reciprocal);

        V z = a.mul(s, s);
        V zLow = a.fma(a.add(s, s), sLow, a.fma(s, s, a.neg(z)));
        V third = a.constant(wide ? THIRD : THIRD_F);
        V first = a.mul(third, z);
        V firstLow =
                a.fma(third, zLow, a.fma(a.constant(wide ? THIRD_LOW : THIRD_LOW_F), z, a.fma(third, z, a.neg(first))));
        V z2 = a.mul(z, z);
        V rest = a.fma(z2, Polynomial.splitAfter(a, 1, z, z2, wide ? ATANH : ATANH_F), firstLow);
        V w = a.add(first, rest);
        V wLow = a.add(a.sub(first, w), rest);

        V sw = a.mul(s, w);
        V swLow = a.fma(sLow, w, a.fma(s, wLow, a.fma(s, w, a.neg(sw))));
        V half = a.add(s, sw);
        V halfLow = a.add(a.add(a.sub(s, half), sw), a.add(swLow, sLow));

        V ln2 = a.constant(wide ? ExpFamily.LN2_HIGH : ExpFamily.LN2_HIGH_F);
        V multiple = a.mul(k, ln2);
        V multipleLow =
                a.fma(k, a.constant(wide ? ExpFamily.LN2_LOW : ExpFamily.LN2_LOW_F), a.fma(k, ln2, a.neg(multiple)));
        V sum = a.fma(two, half, multiple);
        V lost = a.fma(two, half, a.sub(multiple, sum));
        V low = a.add(lost, a.fma(two, halfLow, multipleLow));
        V high = a.add(sum, low);
        return new Pair<>(high, a.add(a.sub(sum, high), low));
    }
}
