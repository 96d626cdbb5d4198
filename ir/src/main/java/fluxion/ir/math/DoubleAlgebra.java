package fluxion.ir.math;

/// The algebra of `double` numbers: it evaluates a function as its definition says.
///
/// Values are boxed; HotSpot removes most of the boxes once a function is hot.
public final class DoubleAlgebra implements Algebra<Double, Boolean, Long> {
    /// The one instance: it has no state.
    public static final DoubleAlgebra INSTANCE = new DoubleAlgebra();

    private DoubleAlgebra() {}

    @Override
    public int bits() {
        return 64;
    }

    @Override
    public Double constant(double value) {
        return value;
    }

    @Override
    public Double add(Double a, Double b) {
        return a + b;
    }

    @Override
    public Double sub(Double a, Double b) {
        return a - b;
    }

    @Override
    public Double mul(Double a, Double b) {
        return a * b;
    }

    @Override
    public Double div(Double a, Double b) {
        return a / b;
    }

    @Override
    public Double fma(Double a, Double b, Double c) {
        return Math.fma(a, b, c);
    }

    @Override
    public Double sqrt(Double a) {
        return Math.sqrt(a);
    }

    @Override
    public Double neg(Double a) {
        return -a;
    }

    @Override
    public Double abs(Double a) {
        return Math.abs(a);
    }

    @Override
    public Boolean lt(Double a, Double b) {
        return (double) a < b;
    }

    @Override
    public Boolean le(Double a, Double b) {
        return (double) a <= b;
    }

    @Override
    public Boolean eq(Double a, Double b) {
        return (double) a == b;
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
    public Double select(Boolean m, Double a, Double b) {
        return m ? a : b;
    }

    @Override
    public Long toBits(Double a) {
        return Double.doubleToRawLongBits(a);
    }

    @Override
    public Double fromBits(Long a) {
        return Double.longBitsToDouble(a);
    }

    @Override
    public Long integer(long value) {
        return value;
    }

    @Override
    public Long iadd(Long a, Long b) {
        return a + b;
    }

    @Override
    public Long isub(Long a, Long b) {
        return a - b;
    }

    @Override
    public Long iand(Long a, Long b) {
        return a & b;
    }

    @Override
    public Long ior(Long a, Long b) {
        return a | b;
    }

    @Override
    public Long ixor(Long a, Long b) {
        return a ^ b;
    }

    @Override
    public Long shl(Long a, int count) {
        return a << count;
    }

    @Override
    public Long ushr(Long a, int count) {
        return a >>> count;
    }

    @Override
    public Boolean ieq(Long a, Long b) {
        return (long) a == b;
    }
}
