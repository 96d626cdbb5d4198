package fluxion.ir.math;

/// `tanh`, `sinh` and `cosh` by the exponential; `sinh` near 0 by a polynomial.
public final class HyperbolicFamily {
    /// `(sinh(x) / x - 1) / x^2` in `x^2`, for `|x| <= 1`; relative error of `sinh` 2^-61.8.
    private static final double[] SINH = {
        0x1.5555555555556p-3,
        0x1.1111111111020p-7,
        0x1.a01a01a036c6ep-13,
        0x1.71de3a3b69c8fp-19,
        0x1.ae646f989c0efp-26,
        0x1.61171c865420ap-33,
        0x1.b5bba07ddeddap-41
    };
    /// The same for 32 bits; 2^-31.5.
    private static final double[] SINH_F = {0x1.555556p-3, 0x1.1110e2p-7, 0x1.a02158p-13, 0x1.75a690p-19};

    private HyperbolicFamily() {}

    /// The hyperbolic tangent, `q / (q + 2)` for `q = exp(2|x|) - 1` with the sign of `x`.
    ///
    /// Error below 1.5 ulp. `tanh(+-0) = +-0`, `tanh(+-inf) = +-1`, `tanh(NaN) = NaN`.
    public static <V, M, I> V tanh(Algebra<V, M, I> a, V x) {
        boolean wide = a.bits() == 64;
        V high = a.constant(wide ? 22 : 10);
        V magnitude = a.abs(x);
        V clamped = a.select(a.lt(high, magnitude), high, magnitude);
        ExpFamily.Exponential<V> e =
                ExpFamily.exponential(a, a.add(clamped, clamped), a.constant(ExpFamily.magic(wide, 0)));
        // 2^n - 1 is exact, and the sum cancels by less than a half
        V q = a.fma(e.s(), e.w(), a.sub(e.s(), a.constant(1)));
        return Sign.copy(a, x, a.div(q, a.add(q, a.constant(2))));
    }

    /// The hyperbolic sine: near 0 `x + x^3 P(x^2)`, elsewhere `(exp(|x|) - exp(-|x|)) / 2` with the sign of
    /// `x`.
    ///
    /// Error below 2 ulp. `sinh(+-0) = +-0`, `sinh(+-inf) = +-inf`, `sinh(NaN) = NaN`; overflow to an infinity
    /// beyond +-710.47 (f32: +-89.41).
    public static <V, M, I> V sinh(Algebra<V, M, I> a, V x) {
        V magnitude = a.abs(x);
        V half = halfExp(a, magnitude);
        V far = a.sub(half, a.div(a.constant(0.25), half));
        V near = odd(a, magnitude, a.bits() == 64 ? SINH : SINH_F);
        return Sign.copy(a, x, a.select(a.lt(magnitude, a.constant(1)), near, far));
    }

    /// The hyperbolic cosine, `(exp(|x|) + exp(-|x|)) / 2`.
    ///
    /// Error below 2 ulp. `cosh(0) = 1`, `cosh(+-inf) = +inf`, `cosh(NaN) = NaN`; overflow to `+inf` beyond
    /// +-710.47 (f32: +-89.41).
    public static <V, M, I> V cosh(Algebra<V, M, I> a, V x) {
        V half = halfExp(a, a.abs(x));
        return a.add(half, a.div(a.constant(0.25), half));
    }

    /// `x + x^3 P(x^2)`.
    private static <V, M, I> V odd(Algebra<V, M, I> a, V x, double[] c) {
        V x2 = a.mul(x, x);
        V p = Polynomial.split(a, x2, a.mul(x2, x2), c);
        return a.fma(a.mul(x, x2), p, x);
    }

    /// `exp(x) / 2` for `x >= 0`, with overflow where that overflows.
    private static <V, M, I> V halfExp(Algebra<V, M, I> a, V x) {
        boolean wide = a.bits() == 64;
        V high = a.constant(wide ? 711 : 90);
        // Computed as exp(x) / 8, since 2^n reaches eight times the largest power of two.
        V clamped = a.select(a.lt(high, x), high, x);
        ExpFamily.Exponential<V> e = ExpFamily.exponential(a, clamped, a.constant(ExpFamily.magic(wide, -3)));
        return a.mul(a.fma(e.s(), e.w(), e.s()), a.constant(4));
    }
}
