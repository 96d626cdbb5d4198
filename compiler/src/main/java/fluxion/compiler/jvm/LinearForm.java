package fluxion.compiler.jvm;

import fluxion.ir.ScalarOp;
import fluxion.ir.UnaryFn;
import fluxion.ir.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// An integer as a constant and multiples of other values, in the arithmetic of its type: it may wrap around.
///
/// @param terms the factor of each value, none of which is 0
record LinearForm(Map<Value, Long> terms, long constant) {
    private static final LinearForm ZERO = new LinearForm(Map.of(), 0);

    /// How many operations deep a sum is looked through.
    private static final int DEEPEST = 32;

    /// Copies the map.
    LinearForm {
        terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms)); // in the order of the sum
    }

    /// The form of `value`; one that is no sum of others stands for itself.
    static LinearForm of(Value value) {
        return of(value, DEEPEST);
    }

    private static LinearForm of(Value value, int depth) {
        return switch (depth == 0 ? null : value.def()) {
            case ScalarOp.Constant c when c.dtype().isInteger() -> new LinearForm(Map.of(), c.bits());
            case ScalarOp.Binary(var fn, var x, var y)
            when x.dtype().isInteger() ->
                switch (fn) {
                    case ADD -> of(x, depth - 1).plus(of(y, depth - 1), 1);
                    case SUB -> of(x, depth - 1).plus(of(y, depth - 1), -1);
                    case MUL -> times(value, of(x, depth - 1), of(y, depth - 1));
                    case DIV, REM, MIN, MAX, AND, OR, XOR, SHL, SHR, USHR -> itself(value);
                };
            case ScalarOp.Unary(var fn, var x)
            when fn == UnaryFn.NEG && x.dtype().isInteger() -> ZERO.plus(of(x, depth - 1), -1);
            case ScalarOp.Convert(var x, var dtype) when x.dtype().isInteger() && dtype.isInteger() -> of(x, depth - 1);
            case null -> itself(value);
            case fluxion.ir.Op _ -> itself(value);
        };
    }

    private static LinearForm itself(Value value) {
        return new LinearForm(Map.of(value, 1L), 0);
    }

    private static LinearForm times(Value product, LinearForm x, LinearForm y) {
        if (x.terms.isEmpty()) {
            return ZERO.plus(y, x.constant);
        }
        return y.terms.isEmpty() ? ZERO.plus(x, y.constant) : itself(product);
    }

    /// This, and `by` times `other`.
    private LinearForm plus(LinearForm other, long by) {
        var sum = new LinkedHashMap<>(terms);
        other.terms.forEach((value, factor) -> sum.merge(value, by * factor, Long::sum));
        sum.values().removeIf(factor -> factor == 0);
        return new LinearForm(sum, constant + by * other.constant);
    }

    /// The factor of `value`.
    long factor(Value value) {
        return terms.getOrDefault(value, 0L);
    }
}
