package fluxion.ir;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The extent of an axis: an integer polynomial over named symbols and opaque quotients, in normal form.
///
/// Two dimensions are equal if and only if their normal forms are. A symbol stands for one unknown extent of at least
/// 0 that stays the same throughout a graph. Prints as `2*B*T + B + 3`; [#parse(String)] reads that back.
public final class Dim implements Comparable<Dim> {
    /// The extent 0.
    public static final Dim ZERO = new Dim(List.of());
    /// The extent 1.
    public static final Dim ONE = of(1);

    /// A coefficient times factors: a number if there are no factors.
    ///
    /// @param coefficient not 0
    /// @param factors in order
    public record Term(long coefficient, List<Factor> factors) {
        // those with more factors first, the number last
        private static final Comparator<Term> ORDER = (x, y) -> compare(x.factors, y.factors);

        private static int compare(List<Factor> x, List<Factor> y) {
            if (x.size() != y.size()) {
                return y.size() - x.size();
            }
            for (int i = 0; i < x.size(); i++) {
                int order = Factor.ORDER.compare(x.get(i), y.get(i));
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        }

        @Override
        public String toString() {
            var product = factors.stream().map(Object::toString).collect(Collectors.joining("*"));
            return factors.isEmpty()
                    ? Long.toString(coefficient)
                    : coefficient == 1 ? product : coefficient + "*" + product;
        }
    }

    /// A factor of a [Term] that is not a number.
    public sealed interface Factor {
        /// The order of factors in a term.
        Comparator<Factor> ORDER = Factor::compare;

        private static int compare(Factor x, Factor y) {
            return x == y
                    ? 0
                    : x instanceof Symbol(var name) && y instanceof Symbol(var other)
                            ? name.compareTo(other)
                            : x.toString().compareTo(y.toString());
        }

        /// The value of a symbol.
        record Symbol(String name) implements Factor {
            @Override
            public String toString() {
                return name;
            }
        }

        /// `floor(numerator / denominator)` where the division is not exact as a polynomial.
        record Quotient(Dim numerator, Dim denominator) implements Factor {
            @Override
            public String toString() {
                return "floor((" + numerator + ")/(" + denominator + "))";
            }
        }
    }

    // in order, with different factors each
    private final List<Term> terms;
    private final int hash;

    private Dim(List<Term> terms) {
        this.terms = terms;
        this.hash = terms.hashCode();
    }

    /// The constant `n`.
    public static Dim of(long n) {
        return n == 0 ? ZERO : of(new Term(n, List.of()));
    }

    /// `term` alone.
    private static Dim of(Term term) {
        return new Dim(List.of(term));
    }

    /// The product of a number and factors of a term, in their order.
    public static Dim product(long coefficient, List<Factor> factors) {
        return coefficient == 0 ? ZERO : of(new Term(coefficient, List.copyOf(factors)));
    }

    /// The unknown extent called `name`: a letter, then letters, digits, `_` and `.`.
    public static Dim symbol(String name) {
        if (!name.matches("[A-Za-z][A-Za-z0-9_.]*")) {
            throw new IrException("'" + name + "' cannot name a dimension; use a letter, then letters, digits, _ or .");
        }
        return of(new Factor.Symbol(name));
    }

    private static Dim of(Factor factor) {
        return of(new Term(1, List.of(factor)));
    }

    /// Whether this is a number.
    public boolean isConstant() {
        return terms.isEmpty()
                || (terms.size() == 1 && terms.getFirst().factors().isEmpty());
    }

    /// Whether this is the number `n`.
    public boolean is(long n) {
        return isConstant() && number() == n;
    }

    /// This as a number.
    ///
    /// @throws IrException if it is symbolic
    public long constant() {
        if (!isConstant()) {
            throw new IrException("dimension " + this + " is symbolic where a number is needed");
        }
        return number();
    }

    private long number() {
        return terms.isEmpty() ? 0 : terms.getFirst().coefficient();
    }

    /// `this + other`
    ///
    /// @throws IrException if a coefficient is beyond 64 bits
    public Dim plus(Dim other) {
        if (other.terms.isEmpty()) {
            return this;
        }
        if (isConstant() && other.isConstant()) {
            return of(sum(number(), other.number(), other));
        }
        var sum = new ArrayList<Term>(terms.size() + other.terms.size());
        int j = 0;
        for (var term : terms) {
            while (j < other.terms.size() && Term.ORDER.compare(other.terms.get(j), term) < 0) {
                sum.add(other.terms.get(j++));
            }
            if (j < other.terms.size() && Term.ORDER.compare(other.terms.get(j), term) == 0) {
                long c = sum(term.coefficient(), other.terms.get(j++).coefficient(), other);
                if (c != 0) {
                    sum.add(new Term(c, term.factors()));
                }
            } else {
                sum.add(term);
            }
        }
        sum.addAll(other.terms.subList(j, other.terms.size()));
        return new Dim(List.copyOf(sum));
    }

    /// `this + n`
    public Dim plus(long n) {
        return plus(of(n));
    }

    /// `this - other`
    ///
    /// @throws IrException if a coefficient is beyond 64 bits
    public Dim minus(Dim other) {
        return plus(other.times(-1));
    }

    /// `this * n`
    ///
    /// @throws IrException if a coefficient is beyond 64 bits
    public Dim times(long n) {
        if (n == 0) {
            return ZERO;
        }
        var product = new ArrayList<Term>(terms.size());
        for (var term : terms) {
            product.add(new Term(times(term.coefficient(), n, of(n)), term.factors()));
        }
        return new Dim(List.copyOf(product));
    }

    /// `this * other`
    ///
    /// @throws IrException if a coefficient is beyond 64 bits
    public Dim times(Dim other) {
        if (other.isConstant()) {
            return times(other.number());
        }
        if (isConstant()) {
            return other.times(number());
        }
        var product = ZERO;
        for (var x : terms) {
            for (var y : other.terms) {
                var factors = new ArrayList<>(x.factors());
                factors.addAll(y.factors());
                factors.sort(Factor.ORDER);
                product = product.plus(product(times(x.coefficient(), y.coefficient(), other), factors));
            }
        }
        return product;
    }

    private long sum(long x, long y, Dim other) {
        try {
            return Math.addExact(x, y);
        } catch (ArithmeticException e) {
            throw beyond("+", other);
        }
    }

    private long times(long x, long y, Dim other) {
        try {
            return Math.multiplyExact(x, y);
        } catch (ArithmeticException e) {
            throw beyond("*", other);
        }
    }

    private IrException beyond(String operator, Dim other) {
        return new IrException("dimension (" + this + ") " + operator + " (" + other + ") is beyond 64 bits");
    }

    /// `floor(this / divisor)`: a number or polynomial if the division is exact, else an opaque quotient.
    ///
    /// @throws IrException if `divisor` is the number 0
    public Dim floorDiv(Dim divisor) {
        if (divisor.is(0)) {
            throw new IrException("dimension " + this + " divided by 0");
        }
        if (isConstant() && divisor.isConstant()) {
            return of(Math.floorDiv(constant(), divisor.constant()));
        }
        var exact = exactDiv(divisor);
        return exact != null ? exact : of(new Factor.Quotient(this, divisor));
    }

    /// `this / divisor` as a polynomial, for a divisor of one term; null where that does not exist.
    public @Nullable Dim exactDiv(Dim divisor) {
        if (equals(divisor)) {
            return ONE;
        }
        if (divisor.terms.size() != 1) {
            return null;
        }
        var by = divisor.terms.getFirst();
        var quotient = ZERO;
        for (var term : terms) {
            var left = new ArrayList<>(term.factors());
            for (var factor : by.factors()) {
                if (!left.remove(factor)) {
                    return null;
                }
            }
            if (term.coefficient() % by.coefficient() != 0) {
                return null;
            }
            quotient = quotient.plus(product(term.coefficient() / by.coefficient(), left));
        }
        return quotient;
    }

    /// `ceil(this / divisor)`.
    public Dim ceilDiv(Dim divisor) {
        return plus(divisor).plus(-1).floorDiv(divisor);
    }

    /// The names of the symbols, in order of appearance.
    public SequencedSet<String> symbols() {
        var names = new LinkedHashSet<String>();
        collect(names);
        return names;
    }

    private void collect(Collection<String> names) {
        for (var term : terms) {
            for (var factor : term.factors()) {
                switch (factor) {
                    case Factor.Symbol(var name) -> names.add(name);
                    case Factor.Quotient(var n, var d) -> {
                        n.collect(names);
                        d.collect(names);
                    }
                }
            }
        }
    }

    /// The dimension with each symbol replaced where `symbols` has it.
    public Dim substitute(Map<String, Dim> symbols) {
        if (isConstant() || symbols.isEmpty()) {
            return this;
        }
        var result = ZERO;
        for (var term : terms) {
            var product = of(term.coefficient());
            for (var factor : term.factors()) {
                product = product.times(
                        switch (factor) {
                            case Factor.Symbol(var name) -> symbols.getOrDefault(name, of(factor));
                            case Factor.Quotient(var n, var d) ->
                                n.substitute(symbols).floorDiv(d.substitute(symbols));
                        });
            }
            result = result.plus(product);
        }
        return result;
    }

    /// The number that this is when its symbols have the values in `symbols`.
    ///
    /// @throws IrException if a symbol has no value
    public long evaluate(Map<String, Long> symbols) {
        if (isConstant()) {
            return constant();
        }
        var constants = new TreeMap<String, Dim>();
        symbols.forEach((name, value) -> constants.put(name, of(value)));
        return substitute(constants).constant();
    }

    /// The terms, in order.
    public List<Term> terms() {
        return terms;
    }

    /// The dimension that prints as `text`.
    ///
    /// @throws IrException if there is none
    public static Dim parse(String text) {
        return new DimParser(text).parse();
    }

    @Override
    public int compareTo(Dim other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return this == o || (o instanceof Dim d && hash == d.hash && same(terms, d.terms));
    }

    /// Without iterators: shapes are compared for each operation that is recorded.
    private static boolean same(List<Term> x, List<Term> y) {
        if (x.size() != y.size()) {
            return false;
        }
        for (int i = 0; i < x.size(); i++) {
            var term = x.get(i);
            var other = y.get(i);
            if (term.coefficient() != other.coefficient() || !term.factors().equals(other.factors())) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return terms.isEmpty() ? "0" : terms.stream().map(Term::toString).collect(Collectors.joining(" + "));
    }
}
