package fluxion.ir.math;

/// The algebra of `float` numbers: it evaluates a function as its definition says.
///
/// Values are boxed; HotSpot removes most of the boxes once a function is hot.
public final class FloatAlgebra implements Algebra<Float, Boolean, Integer> {
    /// The one instance: it has no state.
    public static final FloatAlgebra INSTANCE = new FloatAlgebra();

    private FloatAlgebra() {}

    @Override
    public int bits() {
        return 32;
    }

    @Override
    public Float constant(double value) {
        assert (float) value == value || Double.isNaN(value) : value + " is not a float";
        return (float) value;
    }

    @Override
    public Float add(Float a, Float b) {
        return a + b;
    }

    @Override
    public Float sub(Float a, Float b) {
        return a - b;
    }

    @Override
    public Float mul(Float a, Float b) {
        return a * b;
    }

    @Override
    public Float div(Float a, Float b) {
        return a / b;
    }

    @Override
    public Float fma(Float a, Float b, Float c) {
        return Math.fma(a, b, c);
    }

    @Override
    public Float sqrt(Float a) {
        return (float) Math.sqrt(a); // rounding twice is exact here: 53 >= 2 * 24 + 2
    }

    @Override
    public Float neg(Float a) {
        return -a;
    }

    @Override
    public Float abs(Float a) {
        return Math.abs(a);
    }

    @Override
    public Boolean lt(Float a, Float b) {
        return (float) a < b;
    }

    @Override
    public Boolean le(Float a, Float b) {
        return (float) a <= b;
    }

    @Override
    public Boolean eq(Float a, Float b) {
        return (float) a == b;
    }

    @Override
    public Boolean and(Boolean a, Boolean b) {
        return a && b;
    }

    @Override
    public Boolean or(Boolean a, Boolean b) {
        return a || b;
    }

    @Override
    public Boolean not(Boolean a) {
        return !a;
    }

    @Override
    public Float select(Boolean m, Float a, Float b) {
        return m ? a : b;
    }

    @Override
    public Integer toBits(Float a) {
        return Float.floatToRawIntBits(a);
    }

    @Override
    public Float fromBits(Integer a) {
        return Float.intBitsToFloat(a);
    }

    @Override
    public Integer integer(long value) {
        return (int) value;
    }

    @Override
    public Integer iadd(Integer a, Integer b) {
        return a + b;
    }

    @Override
    public Integer isub(Integer a, Integer b) {
        return a - b;
    }

    @Override
    public Integer iand(Integer a, Integer b) {
        return a & b;
    }

    @Override
    public Integer ior(Integer a, Integer b) {
        return a | b;
    }

    @Override
    public Integer ixor(Integer a, Integer b) {
        return a ^ b;
    }

    @Override
    public Integer shl(Integer a, int count) {
        return a << count;
    }

    @Override
    public Integer ushr(Integer a, int count) {
        return a >>> count;
    }

    @Override
    public Boolean ieq(Integer a, Integer b) {
        return (int) a == b;
    }
}
