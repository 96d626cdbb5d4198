package fluxion.ir.math;

/// `exp`, `expm1` and the logistic function.
///
/// Reduction: `x = n ln 2 + r` with `exp(x) = 2^n (1 + r + r^2 Q(r))`, `Q` a minimax polynomial. `n` is the
/// integer nearest to `x / ln 2 - 0.085`, so that `1 + r + r^2 Q` lies between 3/4 and 3/2: half an ulp of `r`
/// is then at most a fifth of an ulp of the result on either side of 1. The integer is found by adding a large
/// constant, whose last bits then hold it together with the exponent bias, so that shifting those bits up gives
/// `2^n`. `ln 2` is subtracted in two parts, the first of them without rounding.
public final class ExpFamily {
    static final double LOG2_E = 0x1.71547652b82fep0;
    static final double LN2_HIGH = 0x1.62e42fefa39efp-1;
    static final double LN2_LOW = 0x1.abc9e3b39803fp-56;

    static final double LOG2_E_F = 0x1.715476p0;
    static final double LN2_HIGH_F = 0x1.62e43p-1;
    static final double LN2_LOW_F = -0x1.05c61p-29;

    /// `1/2 - log2(3/2)`, as a 32-bit value.
    private static final double SHIFT = -0x1.5cp-4;

    /// `(exp(r) - 1 - r) / r^2` for `log(3/4) <= r <= log(3/2)`; error relative to `exp` 2^-57.7.
    private static final double[] EXP = {
        0x1.ffffffffffffep-2, 0x1.55555555556ddp-3, 0x1.5555555555f41p-5, 0x1.111111108f839p-7, 0x1.6c16c16aba568p-10,
        0x1.a01a0544a3349p-13, 0x1.a019f47104fe3p-16, 0x1.71d33c8977ae9p-19, 0x1.2840f9499f1b0p-22,
                0x1.c6849b3ee727ap-26
    };
    /// The same; error relative to `expm1` 2^-60.8.
    private static final double[] EXPM1 = {
        0x1p-1,
        0x1.5555555555552p-3,
        0x1.5555555555596p-5,
        0x1.1111111112368p-7,
        0x1.6c16c16bd98d3p-10,
        0x1.a01a01981926dp-13,
        0x1.a01a03b571605p-16,
        0x1.71de4979bf020p-19,
        0x1.27dddccf0538ep-22,
        0x1.ae9ee16987009p-26,
        0x1.2ff89236cf3a2p-29
    };
    /// The same for 32 bits; error relative to `exp` 2^-28.2.
    private static final double[] EXP_F = {0x1.000006p-1, 0x1.5554c0p-3, 0x1.5544d6p-5, 0x1.12076cp-7, 0x1.7e3824p-10};
    /// The same for 32 bits; error relative to `expm1` 2^-31.1.
    private static final double[] EXPM1_F = {
        0x1p-1, 0x1.55555cp-3, 0x1.555542p-5, 0x1.1102dcp-7, 0x1.6cb3d0p-10, 0x1.bcc1d4p-13
    };

    private ExpFamily() {}

    /// `x = n ln 2 + rest - tail` and `s = 2^n` times a constant factor; `rest` is exact.
    record Reduced<V>(V n, V s, V rest) {}

    /// `s (1 + w)` is the exponential, times a constant factor.
    record Exponential<V>(V s, V w) {}

    /// `e` to the power `x`.
    ///
    /// Error below 1 ulp, subnormal results included. `exp(-inf) = 0`, `exp(+inf) = +inf`, `exp(NaN) = NaN`,
    /// `exp(0) = 1`; overflow to `+inf` above 709.78 (f32: 88.72), underflow to 0 below -745.13 (f32: -103.97).
    public static <V, M, I> V exp(Algebra<V, M, I> a, V x) {
        return scaled(a, clamp(a, x, a.bits() == 64 ? -746 : -105, a.bits() == 64 ? 710 : 89));
    }

    /// The logistic function `1 / (1 + exp(-x))`.
    ///
    /// Error below 2.5 ulp. `sigmoid(-inf) = 0`, `sigmoid(+inf) = 1`, `sigmoid(NaN) = NaN`, `sigmoid(0) = 0.5`.
    /// For very negative `x` it is `exp(x)`, down to subnormals.
    public static <V, M, I> V sigmoid(Algebra<V, M, I> a, V x) {
        V one = a.constant(1);
        V low = a.constant(a.bits() == 64 ? -746 : -105);
        V negative = a.neg(a.abs(x));
        V e = scaled(a, a.select(a.lt(negative, low), low, negative));
        return a.div(a.select(a.lt(x, a.constant(0)), e, one), a.add(one, e));
    }

    /// `exp(x) - 1`, accurate also near 0.
    ///
    /// Error below 1 ulp. `expm1(-inf) = -1`, `expm1(+inf) = +inf`, `expm1(NaN) = NaN`, `expm1(+-0) = +-0`;
    /// overflow where `exp` overflows.
    public static <V, M, I> V expm1(Algebra<V, M, I> a, V x) {
        boolean wide = a.bits() == 64;
        V clamped = clamp(a, x, wide ? -60 : -30, wide ? 710 : 89);
        // 2^(n-1), since 2^n overflows for the largest arguments; the result is doubled at the end.
        Reduced<V> reduced = reduce(a, clamped, a.constant(magic(wide, -1)));
        V s = reduced.s;
        V tail = a.mul(reduced.n, a.constant(wide ? LN2_LOW : LN2_LOW_F));
        V r = a.sub(reduced.rest, tail);
        V r2 = a.mul(r, r);
        V q = Polynomial.splitAfter(a, 1, r, r2, wide ? EXPM1 : EXPM1_F);
        // s (1 + rest - tail + r2 q) - 1/2, the large terms added without loss: |s - 1/2| >= |s rest| unless n = 0,
        // when it is 0.
        V offset = a.sub(s, a.constant(0.5));
        V sum = a.fma(s, reduced.rest, offset);
        V lost = a.fma(s, reduced.rest, a.sub(offset, sum));
        lost = a.add(lost, a.sub(a.sub(s, offset), a.constant(0.5)));
        V small = a.fma(a.mul(s, r2), q, a.fma(a.neg(s), tail, lost));
        V half = a.add(sum, small);
        V tiny = a.constant(wide ? 0x1p-54 : 0x1p-25);
        return a.select(a.lt(a.abs(x), tiny), x, a.add(half, half));
    }

    /// `x`, or the nearest of the limits beyond them; NaN stays.
    static <V, M, I> V clamp(Algebra<V, M, I> a, V x, double low, double high) {
        V top = a.constant(high);
        V bottom = a.constant(low);
        V below = a.select(a.lt(top, x), top, x);
        return a.select(a.lt(below, bottom), bottom, below);
    }

    /// The number that, added to `n`, leaves the bits of `2^(n + scale)` in the lowest bits of the sum.
    static double magic(boolean wide, int scale) {
        return wide ? 0x1.8p52 + 1023 + scale : 0x1.8p23 + 127 + scale;
    }

    /// Finds `n` with the constant `magic`.
    static <V, M, I> Reduced<V> reduce(Algebra<V, M, I> a, V x, V magic) {
        boolean wide = a.bits() == 64;
        V z = a.add(a.fma(x, a.constant(wide ? LOG2_E : LOG2_E_F), a.constant(SHIFT)), magic);
        V n = a.sub(z, magic);
        V s = a.fromBits(a.shl(a.toBits(z), wide ? 52 : 23));
        return new Reduced<>(n, s, a.fma(n, a.constant(wide ? -LN2_HIGH : -LN2_HIGH_F), x));
    }

    /// `exp(x)` times `2^scale`, where `magic` is [#magic(boolean, int)] of `scale`.
    static <V, M, I> Exponential<V> exponential(Algebra<V, M, I> a, V x, V magic) {
        boolean wide = a.bits() == 64;
        Reduced<V> reduced = reduce(a, x, magic);
        V r = a.fma(reduced.n, a.constant(wide ? -LN2_LOW : -LN2_LOW_F), reduced.rest);
        V r2 = a.mul(r, r);
        return new Exponential<>(reduced.s, a.fma(r2, quadratic(a, r, r2), r));
    }

    /// The polynomial `Q`.
    private static <V, M, I> V quadratic(Algebra<V, M, I> a, V r, V r2) {
        return Polynomial.splitAfter(a, 1, r, r2, a.bits() == 64 ? EXP : EXP_F);
    }

    /// `exp(x)` for `x` between the limits of [#exp] (or NaN).
    private static <V, M, I> V scaled(Algebra<V, M, I> a, V x) {
        Scaling<V> scaling = scaling(a, x);
        Exponential<V> e = exponential(a, x, scaling.magic);
        return a.mul(a.fma(e.s, e.w, e.s), scaling.unscale);
    }

    /// `exp(x + low)` where `low` is small against `x`, for `x` between the limits of [#exp] (or NaN).
    static <V, M, I> V scaled(Algebra<V, M, I> a, V x, V low) {
        boolean wide = a.bits() == 64;
        Scaling<V> scaling = scaling(a, x);
        Reduced<V> reduced = reduce(a, x, scaling.magic);
        V adjustment = a.fma(reduced.n, a.constant(wide ? -LN2_LOW : -LN2_LOW_F), low);
        V r = a.add(reduced.rest, adjustment);
        V lost = a.add(a.sub(reduced.rest, r), adjustment);
        V r2 = a.mul(r, r);
        V w = a.add(r, a.fma(r2, quadratic(a, r, r2), lost));
        return a.mul(a.fma(reduced.s, w, reduced.s), scaling.unscale);
    }

    /// The constant to find `n` with, and what to multiply the exponential with that is computed with it.
    private record Scaling<V>(V magic, V unscale) {}

    /// Results that may be subnormal are computed `2^128` (`2^64`) times too large. All are computed half as
    /// large, so that `2^n` does not overflow before they do.
    private static <V, M, I> Scaling<V> scaling(Algebra<V, M, I> a, V x) {
        boolean wide = a.bits() == 64;
        M tiny = a.lt(x, a.constant(wide ? -707 : -86));
        V magic = a.select(tiny, a.constant(magic(wide, wide ? 127 : 63)), a.constant(magic(wide, -1)));
        return new Scaling<>(magic, a.select(tiny, a.constant(wide ? 0x1p-127 : 0x1p-63), a.constant(2)));
    }
}
