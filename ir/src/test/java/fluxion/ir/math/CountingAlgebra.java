package fluxion.ir.math;

import fluxion.ir.ElementaryFn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Counts the distinct operations of a definition, as a compiler with value numbering would emit them;
/// constants and reinterpretations of bits cost nothing. A value is a number.
final class CountingAlgebra implements Algebra<Integer, Integer, Integer> {
    private final int bits;
    private final Map<List<Object>, Integer> values = new HashMap<>();
    private int operations;

    private CountingAlgebra(int bits) {
        this.bits = bits;
    }

    static int count(ElementaryFn fn, int bits) {
        CountingAlgebra algebra = new CountingAlgebra(bits);
        List<Integer> operands = new ArrayList<>();
        for (int i = 0; i < fn.arity(); i++) {
            operands.add(algebra.free("operand", i));
        }
        Elementary.apply(fn, algebra, operands);
        return algebra.operations;
    }

    private Integer free(Object... key) {
        Integer known = values.putIfAbsent(List.of(key), values.size());
        return known == null ? values.size() - 1 : known;
    }

    private Integer operation(Object... key) {
        int before = values.size();
        Integer value = free(key);
        operations += values.size() - before;
        return value;
    }

    @Override
    public int bits() {
        return bits;
    }

    @Override
    public Integer constant(double value) {
        if (bits == 32 && !Double.isNaN(value) && (float) value != value) {
            throw new IllegalArgumentException(value + " is not a 32-bit value");
        }
        return free("constant", Double.doubleToRawLongBits(value));
    }

    @Override
    public Integer integer(long value) {
        return free("integer", value);
    }

    @Override
    public Integer toBits(Integer a) {
        return free("toBits", a);
    }

    @Override
    public Integer fromBits(Integer a) {
        return free("fromBits", a);
    }

    @Override
    public Integer add(Integer a, Integer b) {
        return operation("add", a, b);
    }

    @Override
    public Integer sub(Integer a, Integer b) {
        return operation("sub", a, b);
    }

    @Override
    public Integer mul(Integer a, Integer b) {
        return operation("mul", a, b);
    }

    @Override
    public Integer div(Integer a, Integer b) {
        return operation("div", a, b);
    }

    @Override
    public Integer fma(Integer a, Integer b, Integer c) {
        return operation("fma", a, b, c);
    }

    @Override
    public Integer sqrt(Integer a) {
        return operation("sqrt", a);
    }

    @Override
    public Integer neg(Integer a) {
        return operation("neg", a);
    }

    @Override
    public Integer abs(Integer a) {
        return operation("abs", a);
    }

    @Override
    public Integer lt(Integer a, Integer b) {
        return operation("lt", a, b);
    }

    @Override
    public Integer le(Integer a, Integer b) {
        return operation("le", a, b);
    }

    @Override
    public Integer eq(Integer a, Integer b) {
        return operation("eq", a, b);
    }

    @Override
    public Integer and(Integer a, Integer b) {
        return operation("and", a, b);
    }

    @Override
    public Integer or(Integer a, Integer b) {
        return operation("or", a, b);
    }

    @Override
    public Integer not(Integer a) {
        return operation("not", a);
    }

    @Override
    public Integer select(Integer m, Integer a, Integer b) {
        return operation("select", m, a, b);
    }

    @Override
    public Integer iadd(Integer a, Integer b) {
        return operation("iadd", a, b);
    }

    @Override
    public Integer isub(Integer a, Integer b) {
        return operation("isub", a, b);
    }

    @Override
    public Integer iand(Integer a, Integer b) {
        return operation("iand", a, b);
    }

    @Override
    public Integer ior(Integer a, Integer b) {
        return operation("ior", a, b);
    }

    @Override
    public Integer ixor(Integer a, Integer b) {
        return operation("ixor", a, b);
    }

    @Override
    public Integer ieq(Integer a, Integer b) {
        return operation("ieq", a, b);
    }

    @Override
    public Integer shl(Integer a, int count) {
        return operation("shl", a, count);
    }

    @Override
    public Integer ushr(Integer a, int count) {
        return operation("ushr", a, count);
    }
}
