package fluxion.ir.math;

/// Operations on the sign bit.
final class Sign {
    private Sign() {}

    /// The sign bit of `x`, all other bits 0.
    static <V, M, I> I of(Algebra<V, M, I> a, V x) {
        return a.iand(a.toBits(x), a.integer(a.bits() == 64 ? Long.MIN_VALUE : Integer.MIN_VALUE));
    }

    /// `magnitude`, whose sign bit is 0, with the sign of `x`.
    static <V, M, I> V copy(Algebra<V, M, I> a, V x, V magnitude) {
        return a.fromBits(a.ior(a.toBits(magnitude), of(a, x)));
    }
}
