package fluxion.ir.math;

/// `tanh`, `sinh` and `cosh`: a polynomial near 0, the exponential elsewhere.
public final class HyperbolicFamily {
    /// Where `tanh` goes over from the polynomial to the exponential: just above `atanh(1/2)`, so that `1 - q`
    /// has `q < 1/2`, with less rounding.
    private static final double TANH_LIMIT = 0x1.19999ap-1;

    /// `(tanh(x) / x - 1) / x^2` in `x^2`, for `|x| <= 0.55`; relative error of `tanh` 2^-55.5.
    private static final double[] TANH = {
        -0x1.55555555554a4p-2,
        0x1.1111111102ffap-3,
        -0x1.ba1ba1adbb48fp-5,
        0x1.664f45cfab016p-6,
        -0x1.226dde8a3f9d2p-7,
        0x1.d6c643eddd188p-9,
        -0x1.7cf5232f96d93p-10,
        0x1.2faa68439e33ep-11,
        -0x1.b93abf80c781cp-13,
        0x1.ac829555885fcp-15
    };
    /// The same for 32 bits; 2^-29.8.
    private static final double[] TANH_F = {-0x1.55554cp-2, 0x1.110d6ap-3, -0x1.b931fcp-5, 0x1.598276p-6, -0x1.9c9494p-8
    };

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

    /// The hyperbolic tangent: near 0 `x + x^3 P(x^2)`, elsewhere `1 - 2 / (exp(2|x|) + 1)` with the sign of
    /// `x`.
    ///
    /// Error below 1.5 ulp. `tanh(+-0) = +-0`, `tanh(+-inf) = +-1`, `tanh(NaN) = NaN`.
    public static <V, M, I> V tanh(Algebra<V, M, I> a, V x) {
        boolean wide = a.bits() == 64;
        V one = a.constant(1);
        V two = a.constant(2);
        V high = a.constant(wide ? 22 : 10);
        V magnitude = a.abs(x);
        V clamped = a.select(a.lt(high, magnitude), high, magnitude);
        ExpFamily.Exponential<V> e =
                ExpFamily.exponential(a, a.add(clamped, clamped), a.constant(ExpFamily.magic(wide, 0)));
        V far = a.sub(one, a.div(two, a.fma(e.s(), e.w(), a.add(e.s(), one))));
        V near = odd(a, magnitude, wide ? TANH : TANH_F);
        return Sign.copy(a, x, a.select(a.lt(magnitude, a.constant(TANH_LIMIT)), near, far));
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
