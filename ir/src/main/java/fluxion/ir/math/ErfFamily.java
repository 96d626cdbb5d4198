package fluxion.ir.math;

/// The error function.
public final class ErfFamily {
    /// `2 / sqrt(pi) - 1`.
    private static final double SLOPE = 0x1.06eba8214db69p-3;
    private static final double SLOPE_F = 0x1.06eba8p-3;

    /// `(erf(x) / x - 2 / sqrt(pi)) / x^2` in `x^2`, for `|x| <= 1`; relative error of `erf` 2^-56.7.
    private static final double[] NEAR = {
        -0x1.812746b0379cbp-2, 0x1.ce2f21a0412ffp-4, -0x1.b82ce3120c753p-6, 0x1.565bccfb090bbp-8,
        -0x1.c02db07aa2e08p-11, 0x1.f9a2bf9f19d77p-14, -0x1.f4ca9156c8e8fp-17, 0x1.b98231ab9f0c9p-20,
        -0x1.5c146895a89d7p-23, 0x1.d76fb87395873p-27, -0x1.ac9964a31695dp-31
    };
    /// The same for 32 bits; 2^-27.5.
    private static final double[] NEAR_F = {
        -0x1.812742p-2, 0x1.ce2d94p-4, -0x1.b80242p-6, 0x1.544736p-8, -0x1.a5ae60p-11, 0x1.4dcad6p-14
    };

    /// `-log(1 - erf(1 + u))` for `0 <= u <= 4.95`; relative error of `erf` 2^-56.8.
    private static final double[] FAR = {
        0x1.d97fbf27aa2a1p+0,
        0x1.51c9b0006c22cp+1,
        0x1.afabc11a2a4f7p-1,
        0x1.5477f09a6e4c4p-5,
        -0x1.48c9d399f23a8p-7,
        0x1.033f5c5a93cebp-9,
        -0x1.f1b0cfe216780p-13,
        -0x1.b9235efafccdfp-16,
        0x1.c83ff3113dc89p-16,
        -0x1.4453f10c7517ep-17,
        0x1.1d6c879f0a546p-19,
        -0x1.afc8538a21662p-23,
        -0x1.0163c42d0e4eep-24,
        0x1.24e74f51dbc43p-25,
        -0x1.2afbb585b5f95p-27,
        0x1.7333fc760a81fp-30,
        -0x1.0d6ae1df1ca23p-33,
        0x1.609e019d4a2ecp-38
    };
    /// The same for 32 bits and `0 <= u <= 3`; 2^-26.7.
    private static final double[] FAR_F = {
        0x1.d97fc0p+0, 0x1.51c9aap+1, 0x1.afad1cp-1, 0x1.53ff1ep-5, -0x1.4440e8p-7, 0x1.df8e2ap-10, -0x1.86d9b4p-13
    };

    private ErfFamily() {}

    /// The error function, `2 / sqrt(pi)` times the integral of `exp(-t^2)` from 0 to `x`: up to 1 an odd
    /// polynomial, beyond `1 - exp(-Q(|x|))` with a polynomial `Q`, and the sign of `x`.
    ///
    /// Error below 1.25 ulp. `erf(+-0) = +-0`, `erf(+-inf) = +-1`, `erf(NaN) = NaN`; `+-1` beyond 5.93 (f32:
    /// 3.92).
    public static <V, M, I> V erf(Algebra<V, M, I> a, V x) {
        boolean wide = a.bits() == 64;
        V one = a.constant(1);
        V magnitude = a.abs(x);
        V x2 = a.mul(magnitude, magnitude);
        V p = Polynomial.splitAfter(a, 1, x2, a.mul(x2, x2), wide ? NEAR : NEAR_F);
        V near = a.fma(magnitude, a.fma(x2, p, a.constant(wide ? SLOPE : SLOPE_F)), magnitude);

        V high = a.constant(wide ? 4.9375 : 3);
        V u = a.sub(magnitude, one);
        u = a.select(a.lt(high, u), high, u);
        V q = Polynomial.splitAfter(a, 2, u, a.mul(u, u), wide ? FAR : FAR_F);
        ExpFamily.Exponential<V> e = ExpFamily.exponential(a, a.neg(q), a.constant(ExpFamily.magic(wide, 0)));
        V far = a.fma(a.neg(e.s()), e.w(), a.sub(one, e.s()));
        return Sign.copy(a, x, a.select(a.lt(magnitude, one), near, far));
    }
}
