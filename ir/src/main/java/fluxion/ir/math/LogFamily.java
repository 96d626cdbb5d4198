package fluxion.ir.math;

/// `log` and `log1p`.
///
/// Reduction: `x = 2^k (1 + f)` with `1 + f` in `[sqrt(1/2), sqrt(2))`, from the bits of `x`; `f` is exact. For
/// 64 bits, with `s = f / (2 + f)`, `log(1 + f) = 2 atanh(s) = f - f^2/2 + s (f^2/2 + s^2 R(s^2))`; for 32 bits
/// a polynomial in `f` is cheaper than the division.
public final class LogFamily {
    /// `(2 atanh(s) - 2 s) / s^3` as a polynomial in `s^2 <= 0.0295`; error relative to the logarithm 2^-59.5.
    private static final double[] ATANH = {
        0x1.5555555555592p-1,
        0x1.999999997ff11p-2,
        0x1.24924941e215cp-2,
        0x1.c71c52137da98p-3,
        0x1.74663d23026a1p-3,
        0x1.39a1e27228d0ap-3,
        0x1.2f0402b2e15bep-3
    };
    /// `(log(1 + f) - f + f^2/2) / f^3`; error relative to the logarithm 2^-27.3.
    private static final double[] LOG_F = {
        0x1.555554p-2,
        -0x1.00022ap-2,
        0x1.99a03cp-3,
        -0x1.547188p-3,
        0x1.22d4bep-3,
        -0x1.0d874ap-3,
        0x1.0584f8p-3,
        -0x1.391658p-4
    };

    private LogFamily() {}

    /// `x = 2^k (1 + f)`, and `exponent` the biased exponent of `2^k`, as an integer.
    record Reduced<V, I>(V k, V f, I exponent) {}

    /// The natural logarithm.
    ///
    /// Error below 1 ulp. `log(+-0) = -inf`, `log(x < 0) = NaN`, `log(+inf) = +inf`, `log(NaN) = NaN`, `log(1)
    /// = +0`; subnormals as accurate as others.
    public static <V, M, I> V log(Algebra<V, M, I> a, V x) {
        Reduced<V, I> reduced = reduce(a, x);
        return special(a, x, combine(a, reduced, a.mul(reduced.k, low(a))), x);
    }

    /// `log(1 + x)`, accurate also near 0.
    ///
    /// Error below 1 ulp. `log1p(-1) = -inf`, `log1p(x < -1) = NaN`, `log1p(+inf) = +inf`, `log1p(NaN) = NaN`,
    /// `log1p(+-0) = +-0`.
    public static <V, M, I> V log1p(Algebra<V, M, I> a, V x) {
        boolean wide = a.bits() == 64;
        V one = a.constant(1);
        V u = a.add(one, x);
        V part = a.sub(u, one);
        V lost = a.add(a.sub(one, a.sub(u, part)), a.sub(x, part));
        Reduced<V, I> reduced = reduce(a, u, a.constant(wide ? 0x1p52 + 1023 : 0x1p23 + 127));
        // lost / u = (lost / 2^k) / (1 + f), with 1 / (1 + f) to second order: lost is below half an ulp of u, and only
        // beside a small f does it matter much.
        // The inverse of 2^k is taken twice as large, since it would not be normal for the largest k, where lost is 0.
        int mantissa = wide ? 52 : 23;
        V twiceInverse = a.fromBits(a.shl(a.isub(a.integer(wide ? 2047 : 255), reduced.exponent), mantissa));
        V halfReciprocal = a.fma(reduced.f, a.fma(reduced.f, a.constant(0.5), a.constant(-0.5)), a.constant(0.5));
        V correction = a.mul(a.mul(lost, twiceInverse), halfReciprocal);
        V y = special(a, u, combine(a, reduced, a.fma(reduced.k, low(a), correction)), x);
        return a.select(a.lt(a.abs(x), a.constant(wide ? 0x1p-54 : 0x1p-25)), x, y);
    }

    /// Splits a positive `x`, which may be subnormal.
    static <V, M, I> Reduced<V, I> reduce(Algebra<V, M, I> a, V x) {
        boolean wide = a.bits() == 64;
        M small = a.lt(x, a.constant(wide ? Double.MIN_NORMAL : Float.MIN_NORMAL));
        V scaled = a.select(small, a.mul(x, a.constant(wide ? 0x1p54 : 0x1p25)), x);
        V bias = wide
                ? a.select(small, a.constant(0x1p52 + 1023 + 54), a.constant(0x1p52 + 1023))
                : a.select(small, a.constant(0x1p23 + 127 + 25), a.constant(0x1p23 + 127));
        return reduce(a, scaled, bias);
    }

    /// Splits a positive normal `x`; `bias` is the number whose low bits are the exponent bias, to be taken off
    /// `k`.
    private static <V, M, I> Reduced<V, I> reduce(Algebra<V, M, I> a, V x, V bias) {
        boolean wide = a.bits() == 64;
        int mantissa = wide ? 52 : 23;
        long one = wide ? Double.doubleToRawLongBits(1) : Float.floatToRawIntBits(1);
        long root = wide ? Double.doubleToRawLongBits(Math.sqrt(0.5)) : Float.floatToRawIntBits((float) Math.sqrt(0.5));
        I shifted = a.iadd(a.toBits(x), a.integer(one - root));
        I exponent = a.ushr(shifted, mantissa);
        I integral = a.integer(wide ? Double.doubleToRawLongBits(0x1p52) : Float.floatToRawIntBits(0x1p23f));
        V k = a.sub(a.fromBits(a.ior(exponent, integral)), bias);
        V m = a.fromBits(a.iadd(a.iand(shifted, a.integer((1L << mantissa) - 1)), a.integer(root)));
        return new Reduced<>(k, a.sub(m, a.constant(1)), exponent);
    }

    /// The second part of `ln 2`.
    private static <V, M, I> V low(Algebra<V, M, I> a) {
        return a.constant(a.bits() == 64 ? ExpFamily.LN2_LOW : ExpFamily.LN2_LOW_F);
    }

    /// `log(1 + f) + k LN2_HIGH + tail`, where `tail` is `k LN2_LOW` and other small terms.
    private static <V, M, I> V combine(Algebra<V, M, I> a, Reduced<V, I> reduced, V tail) {
        V k = reduced.k;
        V f = reduced.f;
        V f2 = a.mul(f, f);
        if (a.bits() == 64) {
            V s = a.div(f, a.add(a.constant(2), f));
            V z = a.mul(s, s);
            V half = a.mul(a.constant(0.5), f2);
            V r = a.fma(z, Polynomial.split(a, z, a.mul(z, z), ATANH), half);
            V small = a.fma(s, r, tail);
            return a.fma(k, a.constant(ExpFamily.LN2_HIGH), a.sub(f, a.sub(half, small)));
        }
        V t = a.fma(f, Polynomial.split(a, f, f2, LOG_F), a.constant(-0.5));
        V high = a.constant(ExpFamily.LN2_HIGH_F);
        V sum = a.fma(k, high, f);
        V lost = a.add(a.fma(k, high, a.neg(sum)), f);
        return a.add(sum, a.fma(f2, t, a.add(lost, tail)));
    }

    /// `y`, the logarithm of `argument`, but what belongs to the arguments that are not positive finite
    /// numbers; `infinity` is the result for `+inf`.
    private static <V, M, I> V special(Algebra<V, M, I> a, V argument, V y, V infinity) {
        V zero = a.constant(0);
        V finite = a.select(a.lt(argument, a.constant(Double.POSITIVE_INFINITY)), y, infinity);
        V pole = a.select(a.eq(argument, zero), a.constant(Double.NEGATIVE_INFINITY), a.constant(Double.NaN));
        return a.select(a.lt(zero, argument), finite, pole);
    }
}
