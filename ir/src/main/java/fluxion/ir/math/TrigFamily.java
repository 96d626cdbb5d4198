package fluxion.ir.math;

/// `sin`, `cos` and `tan` of radians.
///
/// Reduction: `|x| = n pi/2 + r` with `n` the nearest integer, found by adding a large constant. `pi/2` is
/// subtracted in three parts of full width with fused multiply-adds: the first subtraction is exact, the
/// rounding errors of the others are kept, so that `r` is known as a sum `high + low` to more than twice the
/// precision. That holds while `n` is exact: up to `|x| = 2^48` (f32: `2^20`).
///
/// **Beyond that limit** neighbouring arguments are 1/16 (f32: 1/8) of a radian apart or more, and the
/// functions do not look for the phase: they take the value at 0 (`sin` and `tan` give a zero with the sign of
/// `x`, `cos` gives 1). All stated errors are for arguments up to the limit.
public final class TrigFamily {
    private static final double[] HALF_PI = {0x1.921fb54442d18p0, 0x1.1a62633145c07p-54, -0x1.f1976b7ed8fbcp-110};
    private static final double[] HALF_PI_F = {0x1.921fb6p0, -0x1.777a5cp-25, -0x1.ee59dap-50};

    /// `(sin(r) / r - 1) / r^2` in `r^2`, for `|r| <= 0.806`.
    private static final double[] SIN = {
        -0x1.5555555555544p-3,
        0x1.111111110f0bdp-7,
        -0x1.a01a019b15112p-13,
        0x1.71de3499b024fp-19,
        -0x1.ae5db6bc86b68p-26,
        0x1.5d5fd0b6f10d9p-33
    };
    private static final double[] SIN_F = {-0x1.555540p-3, 0x1.110526p-7, -0x1.988f76p-13};

    /// `(cos(r) - 1 + r^2/2) / r^4` in `r^2`, for `|r| <= 0.806`.
    private static final double[] COS = {
        0x1.5555555555548p-5,
        -0x1.6c16c16c1495ep-10,
        0x1.a01a019be2811p-16,
        -0x1.27e4f771df374p-22,
        0x1.1ee9835398975p-29,
        -0x1.8f77fe6453ea8p-37
    };
    private static final double[] COS_F = {0x1.555546p-5, -0x1.6c09bap-10, 0x1.9938d4p-16};

    private TrigFamily() {}

    /// `|x|` reduced: sine and cosine of the remainder as main part and correction, and `n` in the lowest bits
    /// of an integer.
    private record Reduced<V, I>(V sinHigh, V sinLow, V cosHigh, V cosLow, I n) {}

    /// The sine.
    ///
    /// Error below 1 ulp for `|x| <= 2^48` (f32: `2^20`), see above. `sin(+-0) = +-0`, `sin(+-inf) = NaN`,
    /// `sin(NaN) = NaN`.
    public static <V, M, I> V sin(Algebra<V, M, I> a, V x) {
        Reduced<V, I> r = reduce(a, x);
        V value = a.select(odd(a, r.n), a.add(r.cosHigh, r.cosLow), a.add(r.sinHigh, r.sinLow));
        return flip(a, value, a.ixor(half(a, r.n), Sign.of(a, x)));
    }

    /// The cosine.
    ///
    /// Error below 1 ulp for `|x| <= 2^48` (f32: `2^20`), see above. `cos(0) = 1`, `cos(+-inf) = NaN`,
    /// `cos(NaN) = NaN`.
    public static <V, M, I> V cos(Algebra<V, M, I> a, V x) {
        Reduced<V, I> r = reduce(a, x);
        V value = a.select(odd(a, r.n), a.add(r.sinHigh, r.sinLow), a.add(r.cosHigh, r.cosLow));
        return flip(a, value, half(a, a.iadd(r.n, a.integer(1))));
    }

    /// The tangent: the quotient of sine and cosine, both with their corrections.
    ///
    /// Error below 1.25 ulp for `|x| <= 2^48` (f32: `2^20`), see above. `tan(+-0) = +-0`, `tan(+-inf) = NaN`,
    /// `tan(NaN) = NaN`.
    public static <V, M, I> V tan(Algebra<V, M, I> a, V x) {
        Reduced<V, I> r = reduce(a, x);
        V sine = a.add(r.sinHigh, r.sinLow);
        V sineLost = a.add(a.sub(r.sinHigh, sine), r.sinLow);
        V cosine = a.add(r.cosHigh, r.cosLow);
        V cosineLost = a.add(a.sub(r.cosHigh, cosine), r.cosLow);
        M odd = odd(a, r.n);
        V top = a.select(odd, cosine, sine);
        V topLost = a.select(odd, cosineLost, sineLost);
        V bottom = a.select(odd, sine, cosine);
        V bottomLost = a.select(odd, sineLost, cosineLost);
        V reciprocal = a.div(a.constant(1), bottom);
        V quotient = a.mul(top, reciprocal);
        V remainder = a.fma(a.neg(quotient), bottom, top);
        remainder = a.add(remainder, a.fma(a.neg(quotient), bottomLost, topLost));
        V value = a.fma(remainder, reciprocal, quotient);
        I sign = a.shl(r.n, a.bits() - 1);
        return flip(a, value, a.ixor(sign, Sign.of(a, x)));
    }

    private static <V, M, I> Reduced<V, I> reduce(Algebra<V, M, I> a, V x) {
        boolean wide = a.bits() == 64;
        double[] halfPi = wide ? HALF_PI : HALF_PI_F;
        V magnitude = a.abs(x);
        // Beyond the limit 0, and NaN for an infinity.
        M within = a.le(magnitude, a.constant(wide ? 0x1p48 : 0x1p20));
        V limited = a.select(within, magnitude, a.mul(magnitude, a.constant(0)));
        V magic = a.constant(wide ? 0x1.8p52 : 0x1.8p23);
        V z = a.fma(limited, a.constant(wide ? 0x1.45f306dc9c883p-1 : 0x1.45f306p-1), magic);
        V n = a.sub(z, magic);
        V first = a.fma(n, a.constant(-halfPi[0]), limited);
        V second = a.mul(n, a.constant(halfPi[1]));
        V secondLost = a.fma(n, a.constant(halfPi[1]), a.neg(second));
        V high = a.sub(first, second);
        V part = a.sub(high, first);
        V lost = a.sub(a.sub(first, a.sub(high, part)), a.add(second, part));
        V low = a.sub(lost, a.fma(n, a.constant(halfPi[2]), secondLost));

        V r2 = a.mul(high, high);
        V r4 = a.mul(r2, r2);
        V halfSquare = a.mul(r2, a.constant(0.5));
        V oneLess = a.sub(a.constant(1), halfSquare);
        V sinPolynomial = Polynomial.split(a, r2, r4, wide ? SIN : SIN_F);
        V sinLow = a.fma(a.mul(r2, high), sinPolynomial, a.mul(low, oneLess));
        V cosPolynomial = Polynomial.split(a, r2, r4, wide ? COS : COS_F);
        V squareLost = a.sub(a.sub(a.constant(1), oneLess), halfSquare);
        V cosLow = a.fma(r4, cosPolynomial, a.fma(a.neg(high), low, squareLost));
        return new Reduced<>(high, sinLow, oneLess, cosLow, a.toBits(z));
    }

    /// Whether `n` is odd.
    private static <V, M, I> M odd(Algebra<V, M, I> a, I n) {
        return a.ieq(a.iand(n, a.integer(1)), a.integer(1));
    }

    /// The second bit of `n`, which says whether half a turn is left, as a sign bit.
    private static <V, M, I> I half(Algebra<V, M, I> a, I n) {
        return a.iand(a.shl(n, a.bits() - 2), a.integer(a.bits() == 64 ? Long.MIN_VALUE : Integer.MIN_VALUE));
    }

    private static <V, M, I> V flip(Algebra<V, M, I> a, V x, I sign) {
        return a.fromBits(a.ixor(a.toBits(x), sign));
    }
}
