package fluxion.ir.math;

/// `asin`, `acos`, `atan` and `atan2`, in radians.
public final class ArcFamily {
    private static final double PI_HIGH = 0x1.921fb54442d18p1;
    private static final double PI_LOW = 0x1.1a62633145c07p-53;
    private static final double PI_HIGH_F = 0x1.921fb6p1;
    private static final double PI_LOW_F = -0x1.777a5cp-24;

    /// The centre of the polynomial for `atan`, a value of `t^2`.
    private static final double CENTRE = 0.40625;

    /// `atan(t) / t` at the centre, in two parts.
    private static final double SLOPE_HIGH = 0x1.c7d4084214d56p-1;
    private static final double SLOPE_LOW = 0x1.2115f3916c8cep-56;
    private static final double SLOPE_HIGH_F = 0x1.c7d408p-1;
    private static final double SLOPE_LOW_F = 0x1.085356p-27;

    /// `(atan(t) / t - SLOPE) / y` in `y = CENTRE - t^2`, for `0 <= t <= 1`; relative error of `atan` 2^-57.3.
    /// The coefficients have one sign and what they add is small, so little is lost to rounding.
    private static final double[] ATAN = {
        0x1.c3a3d2e26cb15p-3,
        0x1.88f8a80603ee8p-4,
        0x1.93a8c38cc58d3p-5,
        0x1.c1bd8370dcc6fp-6,
        0x1.06fe4b471ba0ap-6,
        0x1.3dae54a4d2790p-7,
        0x1.88b522b2b82d1p-8,
        0x1.edf28df32188ap-9,
        0x1.3ade9f0763485p-9,
        0x1.95cc4fc40b7e3p-10,
        0x1.07cea64ebbf81p-10,
        0x1.5991234b76281p-11,
        0x1.c807d4367dc30p-12,
        0x1.2e83093106907p-12,
        0x1.8da39cee2d5a0p-13,
        0x1.039d882b98ef1p-13,
        0x1.75f9603d23329p-14,
        0x1.2bfb3d5fa10c3p-14,
        0x1.782034fbb5dc2p-15,
        0x1.be8d71a1f3371p-17
    };
    /// The same for 32 bits; 2^-27.8.
    private static final double[] ATAN_F = {
        0x1.c3a3cep-3,
        0x1.88f8eep-4,
        0x1.93ae68p-5,
        0x1.c1a302p-6,
        0x1.061940p-6,
        0x1.3e1f4ep-7,
        0x1.a36590p-8,
        0x1.0ecbb8p-8,
        0x1.9a4c84p-10
    };

    /// `(asin(t) / t - 1) / t^2` in `t^2`, for `|t| <= 1/2`; relative error of `asin` 2^-59.8.
    private static final double[] ASIN = {
        0x1.5555555555578p-3, 0x1.333333332df21p-4, 0x1.6db6db722a9acp-5, 0x1.f1c71a8bf99b8p-6, 0x1.6e8bdfdaf232ap-6,
        0x1.1c49dee763717p-6, 0x1.ca212d1f2914cp-7, 0x1.757856a1d7200p-7, 0x1.618614cd7c834p-7, 0x1.e1a4c3bc836d8p-9,
        0x1.64eab781d2fa1p-6, -0x1.59d45042a64dbp-6, 0x1.0bd95652d4365p-5
    };
    /// The same for 32 bits; 2^-27.6.
    private static final double[] ASIN_F = {0x1.5555cap-3, 0x1.33016ap-4, 0x1.748a22p-5, 0x1.8bb604p-6, 0x1.59cb92p-5};

    private ArcFamily() {}

    /// The arc tangent: a polynomial up to 1, beyond `pi/2 - atan(1/x)`.
    ///
    /// Error below 1.1 ulp. `atan(+-0) = +-0`, `atan(+-inf) = +-pi/2` rounded, `atan(NaN) = NaN`.
    public static <V, M, I> V atan(Algebra<V, M, I> a, V x) {
        V one = a.constant(1);
        V magnitude = a.abs(x);
        M large = a.lt(one, magnitude);
        V t = a.select(large, a.div(one, magnitude), magnitude);
        V zero = a.constant(0);
        V base = a.select(large, a.constant(0.5 * pi(a)), zero);
        V baseLow = a.select(large, a.constant(0.5 * piLow(a)), zero);
        V sign = a.select(large, a.constant(-1), one);
        return Sign.copy(a, x, combine(a, base, baseLow, sign, arctangent(a, t)));
    }

    /// `atan2(y, x)`: the angle of the point `(x, y)`, in `[-pi, pi]`.
    ///
    /// Error below 2 ulp, if the quotient of the coordinates is not subnormal. Special cases as in
    /// `java.lang.Math.atan2`: `atan2(+-0, x > 0 or +0) = +-0`, `atan2(+-0, x < 0 or -0) = +-pi`, `atan2(y,
    /// +-0) = +-pi/2` with the sign of `y`, infinities as limits (two infinite arguments give multiples of
    /// `pi/4`), NaN if either is NaN.
    public static <V, M, I> V atan2(Algebra<V, M, I> a, V y, V x) {
        V zero = a.constant(0);
        V one = a.constant(1);
        V infinity = a.constant(Double.POSITIVE_INFINITY);
        V absX = a.abs(x);
        V absY = a.abs(y);
        M steep = a.lt(absX, absY);
        V top = a.select(steep, absX, absY);
        V bottom = a.select(steep, absY, absX);
        V quotient = a.div(top, a.select(a.eq(bottom, zero), one, bottom));
        quotient = a.select(a.and(a.eq(top, infinity), a.eq(bottom, infinity)), one, quotient);
        // pi/2 - t if steep, pi - t if to the left, pi/2 + t if both.
        V side = Sign.copy(a, x, one);
        M left = a.lt(side, zero);
        V base = a.select(steep, a.constant(0.5 * pi(a)), a.select(left, a.constant(pi(a)), zero));
        V baseLow = a.select(steep, a.constant(0.5 * piLow(a)), a.select(left, a.constant(piLow(a)), zero));
        V sign = a.select(steep, a.neg(side), side);
        return Sign.copy(a, y, combine(a, base, baseLow, sign, arctangent(a, quotient)));
    }

    /// The arc sine: `x + x^3 R(x^2)` up to 1/2, beyond `pi/2 - 2 asin(sqrt((1 - x) / 2))`.
    ///
    /// Error below 1 ulp. `asin(+-0) = +-0`, `asin(+-1) = +-pi/2` rounded, NaN outside `[-1, 1]` and for NaN.
    public static <V, M, I> V asin(Algebra<V, M, I> a, V x) {
        V magnitude = a.abs(x);
        M large = a.lt(a.constant(0.5), magnitude);
        Arc<V> arc = arc(a, magnitude, large);
        // pi/2 - 2 (root + correction), the root with its own correction inside.
        V far = combine(a, a.constant(0.5 * pi(a)), a.constant(0.5 * piLow(a)), a.constant(-2), arc);
        return Sign.copy(a, x, a.select(large, far, a.add(arc.main, arc.correction)));
    }

    /// The arc cosine, `pi/2 - asin(x)` up to 1/2, beyond `2 asin(sqrt((1 - x) / 2))`.
    ///
    /// Error below 1 ulp. `acos(1) = 0`, `acos(-1) = pi` rounded, NaN outside `[-1, 1]` and for NaN.
    public static <V, M, I> V acos(Algebra<V, M, I> a, V x) {
        V zero = a.constant(0);
        V magnitude = a.abs(x);
        M large = a.lt(a.constant(0.5), magnitude);
        M negative = a.lt(x, zero);
        Arc<V> arc = arc(a, magnitude, large);
        // base + factor (t + correction): small x: pi/2 - x; x > 1/2: 0 + 2 t; x < -1/2: pi - 2 t.
        V base = a.select(large, a.select(negative, a.constant(pi(a)), zero), a.constant(0.5 * pi(a)));
        V baseLow = a.select(large, a.select(negative, a.constant(piLow(a)), zero), a.constant(0.5 * piLow(a)));
        V factor = a.select(
                large,
                a.select(negative, a.constant(-2), a.constant(2)),
                a.select(negative, a.constant(1), a.constant(-1)));
        return combine(a, base, baseLow, factor, arc);
    }

    /// `base + baseLow + factor arc`, the large terms added without loss; `base` is 0 or not below `factor
    /// arc.main`.
    private static <V, M, I> V combine(Algebra<V, M, I> a, V base, V baseLow, V factor, Arc<V> arc) {
        V sum = a.fma(factor, arc.main, base);
        V lost = a.fma(factor, arc.main, a.sub(base, sum));
        return a.add(sum, a.add(lost, a.fma(factor, arc.correction, baseLow)));
    }

    /// An angle, `main + correction`.
    private record Arc<V>(V main, V correction) {}

    /// The arc sine of `x` in `[0, 1]`, or of `sqrt((1 - x) / 2)` where `large`.
    private static <V, M, I> Arc<V> arc(Algebra<V, M, I> a, V x, M large) {
        V half = a.constant(0.5);
        V z = a.select(large, a.fma(a.neg(half), x, half), a.mul(x, x));
        V root = a.sqrt(z);
        V t = a.select(large, root, x);
        V polynomial = Polynomial.split(a, z, a.mul(z, z), a.bits() == 64 ? ASIN : ASIN_F);
        // What the root lacks, (z - root^2) / (2 root); nothing where z is 0.
        V lacking = a.div(a.fma(a.neg(root), root, z), a.add(root, root));
        lacking = a.select(a.and(large, a.lt(a.constant(0), root)), lacking, a.constant(0));
        return new Arc<>(t, a.fma(a.mul(t, z), polynomial, lacking));
    }

    /// The arc tangent of `t` in `[0, 1]`.
    private static <V, M, I> Arc<V> arctangent(Algebra<V, M, I> a, V t) {
        boolean wide = a.bits() == 64;
        V y = a.fma(a.neg(t), t, a.constant(CENTRE));
        V h = Polynomial.split(a, y, a.mul(y, y), wide ? ATAN : ATAN_F);
        V slope = a.constant(wide ? SLOPE_HIGH : SLOPE_HIGH_F);
        V main = a.mul(t, slope);
        V lost = a.fma(t, slope, a.neg(main));
        V rest = a.fma(y, h, a.constant(wide ? SLOPE_LOW : SLOPE_LOW_F));
        return new Arc<>(main, a.fma(t, rest, lost));
    }

    private static double pi(Algebra<?, ?, ?> a) {
        return a.bits() == 64 ? PI_HIGH : PI_HIGH_F;
    }

    private static double piLow(Algebra<?, ?, ?> a) {
        return a.bits() == 64 ? PI_LOW : PI_LOW_F;
    }
}
