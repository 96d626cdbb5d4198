package fluxion.ir.math;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// The logarithm of the gamma function and its derivatives.
///
/// Large arguments use Stirling's series (Abramowitz and Stegun 6.1.40, 6.3.18, 6.4.11), its tail replaced by a
/// minimax polynomial; smaller ones are brought there, or to an interval of a polynomial, by the recurrence;
/// negative ones use the reflection formula (6.1.17, 6.3.7).
public final class GammaFamily {
    /// From here on Stirling's series is used for `lgamma`.
    private static final double LGAMMA_LIMIT = 3.5;

    /// `log(2 pi) / 2 - 1/2`.
    private static final double STIRLING_CONSTANT = 0x1.acfe390c97d69p-2;
    private static final double STIRLING_CONSTANT_F = 0x1.acfe3ap-2;

    /// `z (lgamma(z) - (z - 1/2) (log(z) - 1) - log(2 pi) / 2 + 1/2)` in `1/z^2`, for `z >= 3.5`; relative
    /// error of `lgamma` 2^-61.5.
    private static final double[] STIRLING = {
        0x1.5555555555509p-4, -0x1.6c16c16ae5f9fp-9, 0x1.a019fe223fd17p-11, -0x1.38122ef9fcd45p-11,
        0x1.b9059280aa864p-11, -0x1.f11ea5bd3da02p-10, 0x1.812d889a5b572p-8, -0x1.49b7cf67687e5p-6,
        0x1.cf635755bfb9bp-5, -0x1.5decf368f9a47p-4
    };
    /// The same for 32 bits; 2^-31.6.
    private static final double[] STIRLING_F = {0x1.555542p-4, -0x1.6b7eb4p-9, 0x1.71bb9ep-11};

    /// `1 - gamma`, the derivative of `lgamma` at 2, in two parts.
    private static final double SLOPE = 0x1.b0ee6072093cep-2;
    private static final double SLOPE_LOW = 0x1.6cb90701fbfabp-58;
    private static final double SLOPE_F = 0x1.b0ee60p-2;
    private static final double SLOPE_LOW_F = 0x1.c824f4p-28;

    /// `(lgamma(2 + t) / t - SLOPE) / t` for `|t| <= 1/2`; relative error of `lgamma` 2^-56.
    private static final double[] LGAMMA = {
        0x1.4a34cc4a60fa8p-2, -0x1.13e001a55755ep-4, 0x1.51322ac7d6f94p-6, -0x1.e404fc21d61d3p-8,
        0x1.7add6eb02238ap-9, -0x1.38ac5bfe54c5bp-10, 0x1.0b36ae818fb4fp-11, -0x1.d3fd69db89e93p-13,
        0x1.a128278969d34p-14, -0x1.78d9108a21f2bp-15, 0x1.57fe0cc362e2fp-16, -0x1.3d4b1e2314ef3p-17,
        0x1.26d82060a0784p-18, -0x1.090e58011bb6ap-19, 0x1.e3215fba42dbap-21, -0x1.37b76b90410eap-21,
        0x1.3fa901229be38p-22
    };
    /// The same for 32 bits; 2^-25.5.
    private static final double[] LGAMMA_F = {
        0x1.4a34c8p-2, -0x1.13e0fcp-4, 0x1.513db0p-6, -0x1.e2c9eep-8, 0x1.775120p-9, -0x1.57d5e0p-10, 0x1.3d7648p-11
    };

    /// `sin(pi r) / (pi r)` in `r^2`, for `|r| <= 1/2`; relative error 2^-54.7.
    private static final double[] SIN_PI = {
        0x1p0,
        -0x1.a51a6625307d3p+0,
        0x1.9f9cb402bc3f2p-1,
        -0x1.86a8e47208961p-3,
        0x1.ac6805cbdb241p-6,
        -0x1.3381696cdf2fdp-9,
        0x1.374695b377a58p-13,
        -0x1.d3e335e570c09p-18,
        0x1.070f47ec4a0f4p-22
    };
    /// The same for 32 bits; 2^-26.5.
    private static final double[] SIN_PI_F = {1, -0x1.a51a56p+0, 0x1.9f98c4p-1, -0x1.85fe44p-3, 0x1.947dfap-6};

    /// `pi r cot(pi r)` in `r^2`, for `|r| <= 1/2`; error 2^-54.7.
    private static final double[] COT_PI = {
        1,
        -0x1.a51a662530787p+1,
        -0x1.151322ac846aep+1,
        -0x1.047098489a5f3p+1,
        -0x1.010b378a78935p+1,
        -0x1.00410e0b450eap+1,
        -0x1.00132b8115ee8p+1,
        -0x1.ffa3fde0680cbp+0,
        -0x1.02408b40a1f79p+1,
        -0x1.db3e7197964ffp+0,
        -0x1.6adc551813eccp+1,
        0x1.671e758548f78p+0,
        -0x1.6bd492b6187b0p+3,
        0x1.c2a00bb023484p+3,
        -0x1.00e7f8fcbe8dap+4
    };
    /// The same for 32 bits; 2^-24.
    private static final double[] COT_PI_F = {
        1, -0x1.a51a04p+1, -0x1.152fe0p+1, -0x1.01a9d6p+1, -0x1.201ba0p+1, -0x1.5971c0p-1, -0x1.513490p+2
    };

    /// `z^2 (log(z) - 1 / (2 z) - digamma(z))` in `1/z^2`, for `z >= 6`; error of `digamma` 2^-58.5.
    private static final double[] DIGAMMA = {
        0x1.555555555533ap-4,
        -0x1.1111110d35856p-7,
        0x1.0410376dbbd38p-8,
        -0x1.110b61912500cp-8,
        0x1.eea888ea7bb50p-8,
        -0x1.4461a10679998p-6,
        0x1.9992b6c9d7444p-5
    };
    /// The same for 32 bits and `z >= 4`; 2^-31.
    private static final double[] DIGAMMA_F = {0x1.55552ep-4, -0x1.1094cap-7, 0x1.cf6b8ap-9};

    /// `B_2 / 2!`, and each `B_(2j+2) / (2j+2)!` divided by its predecessor.
    private static final double[] EULER_MACLAURIN = {
        1.0 / 12, -1.0 / 60, -1.0 / 42, -1.0 / 40, -5.0 / 198, -691.0 / 27300, -35.0 / 1382
    };

    /// The largest order of [#polygamma].
    private static final int MAX_ORDER = 31;

    private GammaFamily() {}

    /// The logarithm of the absolute value of the gamma function.
    ///
    /// Error below 6 ulp for `x > 0`, also beside its zeros 1 and 2; for `x < 0` below 4 ulp of the larger of
    /// `|lgamma(x)|` and `lgamma(1 - x) + 1`, so that it has no relative accuracy beside the zeros there.
    /// `+inf` for 0, negative integers, and infinities; NaN for NaN; `lgamma(1) = lgamma(2) = 0`.
    public static <V, M, I> V lgamma(Algebra<V, M, I> a, V x) {
        boolean wide = a.bits() == 64;
        V zero = a.constant(0);
        V one = a.constant(1);
        V half = a.constant(0.5);
        V infinity = a.constant(Double.POSITIVE_INFINITY);
        V z = a.abs(x);
        // For x < 0 everything up to the reflection computes lgamma(1 + z).
        M negative = a.lt(x, zero);
        V shift = a.select(negative, one, zero);
        M below1 = a.lt(z, half);
        M below2 = a.lt(z, a.constant(1.5));
        M below3 = a.lt(z, a.constant(2.5));
        M large = a.not(a.lt(z, a.constant(LGAMMA_LIMIT)));

        // lgamma(z + shift) = lgamma(2 + t) + factor log(argument) with |t| <= 1/2.
        V t = a.sub(z, a.select(below1, zero, a.select(below2, one, a.select(below3, a.constant(2), a.constant(3)))));
        V above = a.add(z, one);
        V under = a.sub(z, one);
        V argument1 = a.select(negative, above, a.fma(z, z, z));
        V argument2 = a.select(negative, one, z);
        V argument3 = a.select(negative, z, one);
        V argument4 = a.select(negative, a.mul(z, under), under);
        V argument = a.select(below1, argument1, a.select(below2, argument2, a.select(below3, argument3, argument4)));
        argument = a.select(large, z, argument);
        V factor = a.select(large, a.add(a.sub(z, half), shift), a.select(below2, a.constant(-1), one));

        V p = Polynomial.splitAfter(a, 1, t, a.mul(t, t), wide ? LGAMMA : LGAMMA_F);
        V rest = a.fma(t, p, a.constant(wide ? SLOPE_LOW : SLOPE_LOW_F));
        V near = a.fma(t, a.constant(wide ? SLOPE : SLOPE_F), a.mul(t, rest));
        V inverse = a.div(one, z);
        V u = a.mul(inverse, inverse);
        V q = Polynomial.split(a, u, a.mul(u, u), wide ? STIRLING : STIRLING_F);
        V far = a.fma(inverse, q, a.add(a.constant(wide ? STIRLING_CONSTANT : STIRLING_CONSTANT_F), shift));

        PowFamily.Pair<V> log = PowFamily.log(a, argument);
        V high = a.sub(log.high(), a.select(large, one, zero));
        V value = a.fma(factor, high, a.fma(factor, log.low(), a.select(large, far, near)));

        // lgamma(-z) = -log(sin(pi z) / pi) - lgamma(1 + z).
        V r = a.abs(a.sub(z, RoundFamily.round(a, z)));
        V r2 = a.mul(r, r);
        V sine = a.mul(r, Polynomial.splitAfter(a, 1, r2, a.mul(r2, r2), wide ? SIN_PI : SIN_PI_F));
        V reflected = a.neg(a.add(LogFamily.log(a, sine), value));
        V result = a.select(negative, reflected, value);
        result = a.select(a.and(a.eq(r, zero), a.lt(x, half)), infinity, result);
        return a.select(a.eq(z, infinity), infinity, result);
    }

    /// The digamma function, the derivative of `lgamma`.
    ///
    /// Error below 6 ulp of the larger of `|digamma(x)|` and 1 for `x > 0`; for `x < 0` of the larger of `|pi /
    /// sin(pi x)|` and `digamma(1 - x)`. `digamma(+0) = -inf`, `digamma(-0) = +inf`, NaN for negative integers
    /// and `-inf`, `+inf` for `+inf`, NaN for NaN.
    public static <V, M, I> V digamma(Algebra<V, M, I> a, V x) {
        boolean wide = a.bits() == 64;
        int limit = wide ? 6 : 4;
        V zero = a.constant(0);
        V one = a.constant(1);
        V z = a.abs(x);
        M negative = a.lt(x, zero);
        // digamma(x) = digamma(y) + (x < 0 ? pi cot(pi z) : 0).
        V y = a.select(negative, a.add(z, one), z);
        M large = a.le(a.constant(limit), y);
        V argument = a.select(large, y, a.add(y, a.constant(limit)));
        V inverse = a.div(one, argument);
        V u = a.mul(inverse, inverse);
        V p = Polynomial.split(a, u, a.mul(u, u), wide ? DIGAMMA : DIGAMMA_F);
        V far = a.sub(LogFamily.log(a, argument), a.fma(u, p, a.mul(a.constant(0.5), inverse)));
        // The sum of 1 / (y + k), as one fraction; without k = 0 for x > 0, since that term is better taken alone.
        V top = a.select(negative, one, zero);
        V bottom = a.select(negative, y, one);
        for (int k = 1; k < limit; k++) {
            V next = a.add(y, a.constant(k));
            top = a.fma(top, next, bottom);
            bottom = a.mul(bottom, next);
        }
        V sum = a.select(large, zero, a.div(top, bottom));

        V r = a.sub(z, RoundFamily.round(a, z));
        V r2 = a.mul(r, r);
        V cotangent = Polynomial.splitAfter(a, 1, r2, a.mul(r2, r2), wide ? COT_PI : COT_PI_F);
        V poleTop = a.select(negative, cotangent, a.select(large, zero, a.constant(-1)));
        V pole = a.div(poleTop, a.select(negative, r, x));
        V result = a.add(a.sub(far, sum), pole);
        return a.select(a.and(negative, a.eq(r, zero)), a.constant(Double.NaN), result);
    }

    /// The `n`-th derivative of `digamma`, `(-1)^(n+1) n! zeta(n+1, x)`, by the formula of Euler and Maclaurin
    /// (Abramowitz and Stegun 23.1.30) after a few terms of the sum.
    ///
    /// `n` is an integer from 1 to 31 (else NaN), `x > 0`. Error below `2 n + 4` ulp where `x^-(n+1)` is a
    /// normal number. An infinity with the sign `(-1)^(n+1)` for `x = +-0`, a zero of that sign for `+inf`; NaN
    /// for `x < 0` and NaN.
    public static <V, M, I> V polygamma(Algebra<V, M, I> a, V n, V x) {
        boolean wide = a.bits() == 64;
        V zero = a.constant(0);
        V one = a.constant(1);
        V magic = a.constant(wide ? 0x1.8p52 : 0x1.8p23);
        V shifted = a.add(n, magic);
        M valid = a.and(a.le(one, n), a.and(a.le(n, a.constant(MAX_ORDER)), a.eq(a.sub(shifted, magic), n)));
        I order = a.toBits(shifted);

        int terms = wide ? 8 : 5;
        V sum = zero;
        for (int k = terms - 1; k >= 0; k--) {
            V inverse = a.div(one, a.add(x, a.constant(k)));
            sum = a.add(sum, power(a, inverse, inverse, order));
        }
        V inverse = a.div(one, a.add(x, a.constant(terms)));
        V u = a.mul(inverse, inverse);
        int corrections = wide ? 7 : 4;
        V tail = one;
        for (int j = corrections - 1; j >= 1; j--) {
            V rising = a.mul(a.add(n, a.constant(2 * j)), a.add(n, a.constant(2 * j + 1)));
            tail = a.fma(a.mul(a.mul(rising, u), coefficient(a, EULER_MACLAURIN[j])), tail, one);
        }
        tail = a.mul(a.mul(a.mul(a.add(n, one), u), coefficient(a, EULER_MACLAURIN[0])), tail);
        tail = a.add(a.fma(a.constant(0.5), inverse, a.div(one, n)), tail);
        V zeta = a.fma(power(a, one, inverse, order), tail, sum);

        V value = a.mul(factorial(a, order), zeta);
        V signed = a.select(bit(a, order, 0), value, a.neg(value));
        return a.select(a.and(valid, a.le(zero, x)), signed, a.constant(Double.NaN));
    }

    /// `start base^n`, by the bits of `n`.
    private static <V, M, I> V power(Algebra<V, M, I> a, V start, V base, I n) {
        V product = start;
        V square = base;
        for (int i = 0; 1 << i <= MAX_ORDER; i++) {
            if (i > 0) {
                square = a.mul(square, square);
            }
            product = a.select(bit(a, n, i), a.mul(product, square), product);
        }
        return product;
    }

    /// `n!`, chosen from a table by the bits of `n`.
    private static <V, M, I> V factorial(Algebra<V, M, I> a, I n) {
        List<V> table = new ArrayList<>();
        BigInteger factorial = BigInteger.ONE;
        for (int i = 0; i <= MAX_ORDER; i++) {
            factorial = factorial.multiply(BigInteger.valueOf(Math.max(i, 1)));
            table.add(a.constant(a.bits() == 64 ? factorial.doubleValue() : factorial.floatValue()));
        }
        for (int i = 0; table.size() > 1; i++) {
            List<V> chosen = new ArrayList<>();
            for (int j = 0; j < table.size(); j += 2) {
                chosen.add(a.select(bit(a, n, i), table.get(j + 1), table.get(j)));
            }
            table = chosen;
        }
        return table.getFirst();
    }

    private static <V, M, I> M bit(Algebra<V, M, I> a, I n, int i) {
        I mask = a.integer(1L << i);
        return a.ieq(a.iand(n, mask), mask);
    }

    private static <V> V coefficient(Algebra<V, ?, ?> a, double c) {
        return a.constant(a.bits() == 64 ? c : (float) c);
    }
}
