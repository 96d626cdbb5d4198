package fluxion.compiler.lower;

import fluxion.ir.Dim;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// An index or address `offset + sum(coefficient * variable)`, the form that reads and writes take.
///
/// @param offset what is added
/// @param terms the coefficients, none of them 0, by variable: `i64` scalars of a program
record Affine(Dim offset, Map<Value, Dim> terms) {
    static final Affine ZERO = of(Dim.ZERO);

    Affine {
        terms = Collections.unmodifiableMap(terms);
    }

    static Affine of(Dim offset) {
        return new Affine(offset, Map.of());
    }

    static Affine of(Value variable) {
        return new Affine(Dim.ZERO, Map.of(variable, Dim.ONE));
    }

    Affine plus(Dim n) {
        return n.is(0) ? this : new Affine(offset.plus(n), terms);
    }

    Affine plus(Affine other) {
        if (other.terms.isEmpty()) {
            return plus(other.offset);
        }
        if (terms.isEmpty()) {
            return other.plus(offset);
        }
        var sum = new LinkedHashMap<>(terms);
        other.terms.forEach(
                (variable, c) -> sum.merge(variable, c, (a, b) -> a.plus(b).is(0) ? null : a.plus(b)));
        return new Affine(offset.plus(other.offset), sum);
    }

    Affine times(Dim factor) {
        if (factor.is(1)) {
            return this;
        }
        if (factor.is(0)) {
            return ZERO;
        }
        var product = new LinkedHashMap<Value, Dim>();
        terms.forEach((variable, c) -> product.put(variable, c.times(factor)));
        return new Affine(offset.times(factor), product);
    }

    /// The sum of `index[i] * strides[i]`.
    static Affine dot(List<Affine> index, List<Dim> strides) {
        var sum = ZERO;
        for (int i = 0; i < strides.size(); i++) {
            sum = sum.plus(index.get(i).times(strides.get(i)));
        }
        return sum;
    }

    List<Value> variables() {
        return new ArrayList<>(terms.keySet());
    }

    List<Dim> coefficients() {
        return new ArrayList<>(terms.values());
    }
}
