package fluxion.ir.math;

/// Rounding to integral values. All exact; zeros, infinities and NaN are returned as they are.
public final class RoundFamily {
    private RoundFamily() {}

    /// The integral value nearest to `x`, ties to even, with the sign of `x`.
    public static <V, M, I> V round(Algebra<V, M, I> a, V x) {
        // From here on all values are integral, so adding and subtracting it rounds what is smaller.
        V limit = a.constant(a.bits() == 64 ? 0x1p52 : 0x1p23);
        V magnitude = a.abs(x);
        V rounded = Sign.copy(a, x, a.sub(a.add(magnitude, limit), limit));
        return a.select(a.lt(magnitude, limit), rounded, x);
    }

    /// The largest integral value not above `x`.
    public static <V, M, I> V floor(Algebra<V, M, I> a, V x) {
        V nearest = round(a, x);
        return a.select(a.lt(x, nearest), a.sub(nearest, a.constant(1)), nearest);
    }

    /// The smallest integral value not below `x`; `-0` between -1 and 0.
    public static <V, M, I> V ceil(Algebra<V, M, I> a, V x) {
        return a.neg(floor(a, a.neg(x)));
    }
}
