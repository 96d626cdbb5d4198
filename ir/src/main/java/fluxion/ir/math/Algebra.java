package fluxion.ir.math;

/// The primitive operations from which every elementary function is composed, over any representation of a
/// value.
///
/// An implementation decides what a value is: a number (the interpreter), a node of a graph (the compiler), a
/// string of source text. All operations are the IEEE 754 ones in round-to-nearest-even of the width [#bits()],
/// without contraction, flushing of subnormals or reassociation; then all implementations agree in every bit,
/// except for the sign and payload of a NaN, which no function lets reach a result that is not a NaN.
///
/// @param <V> a floating-point value of [#bits()] bits
/// @param <M> a truth value
/// @param <I> an integer of [#bits()] bits in two's complement, wrapping
public interface Algebra<V, M, I> {
    /// The width of values and integers: 64 or 32.
    int bits();

    /// The constant `value`, which is exactly representable in this width (a NaN is any NaN).
    V constant(double value);

    /// `a + b`.
    V add(V a, V b);

    /// `a - b`.
    V sub(V a, V b);

    /// `a * b`.
    V mul(V a, V b);

    /// `a / b`.
    V div(V a, V b);

    /// `a * b + c`, rounded once.
    V fma(V a, V b, V c);

    /// The square root of `a`; NaN if `a < 0`.
    V sqrt(V a);

    /// `a` with its sign bit inverted, NaN included.
    V neg(V a);

    /// `a` with its sign bit cleared, NaN included.
    V abs(V a);

    /// Whether `a < b`; false when either is NaN.
    M lt(V a, V b);

    /// Whether `a <= b`; false when either is NaN.
    M le(V a, V b);

    /// Whether `a == b`; false when either is NaN, true for zeros of either sign.
    M eq(V a, V b);

    /// Whether both hold.
    M and(M a, M b);

    /// Whether one at least holds.
    M or(M a, M b);

    /// Whether `a` does not hold.
    M not(M a);

    /// `a` where `m` is true, `b` elsewhere.
    V select(M m, V a, V b);

    /// The bits of `a`, a NaN's included.
    I toBits(V a);

    /// The value whose bits are `a`.
    V fromBits(I a);

    /// The integer constant `value`, sign-extended or cut to the width.
    I integer(long value);

    /// `a + b`, wrapping.
    I iadd(I a, I b);

    /// `a - b`, wrapping.
    I isub(I a, I b);

    /// The bits that both have.
    I iand(I a, I b);

    /// The bits that one at least has.
    I ior(I a, I b);

    /// The bits that one alone has.
    I ixor(I a, I b);

    /// `a` shifted left by a constant `0 <= count < bits()`.
    I shl(I a, int count);

    /// `a` shifted right by a constant `0 <= count < bits()`, filling with zeros.
    I ushr(I a, int count);

    /// Whether the integers are equal.
    M ieq(I a, I b);
}
