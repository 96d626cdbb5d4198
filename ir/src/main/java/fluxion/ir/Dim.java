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
    // a monomial is a sorted list of atoms; the empty one is the constant term. Declared before ZERO, which needs it
    private static final Comparator<List<Atom>> ORDER =
            Comparator.<List<Atom>>comparingInt(List::size).reversed().thenComparing(Object::toString);

    /// The extent 0.
    public static final Dim ZERO = of(0);
    /// The extent 1.
    public static final Dim ONE = of(1);

    /// A factor that is not a number.
    sealed interface Atom {
        /// A named unknown.
        record Symbol(String name) implements Atom {
            @Override
            public String toString() {
                return name;
            }
        }

        /// `floor(numerator / denominator)` where the division is not exact as a polynomial.
        record Quotient(Dim numerator, Dim denominator) implements Atom {
            @Override
            public String toString() {
                return "floor((" + numerator + ")/(" + denominator + "))";
            }
        }
    }

    private final TreeMap<List<Atom>, Long> terms;
    private final int hash;
    private final boolean isConstant;
    // if it is one
    private final long constant;

    private Dim(TreeMap<List<Atom>, Long> terms) {
        this.terms = terms;
        this.hash = terms.hashCode();
        this.isConstant =
                terms.isEmpty() || (terms.size() == 1 && terms.firstKey().isEmpty());
        this.constant = isConstant && !terms.isEmpty() ? terms.firstEntry().getValue() : 0;
    }

    /// The constant `n`.
    public static Dim of(long n) {
        var terms = new TreeMap<List<Atom>, Long>(ORDER);
        if (n != 0) {
            terms.put(List.of(), n);
        }
        return new Dim(terms);
    }

    /// The unknown extent called `name`: a letter, then letters, digits, `_` and `.`.
    public static Dim symbol(String name) {
        if (!name.matches("[A-Za-z][A-Za-z0-9_.]*")) {
            throw new IrException("'" + name + "' cannot name a dimension; use a letter, then letters, digits, _ or .");
        }
        return atom(new Atom.Symbol(name));
    }

    private static Dim atom(Atom atom) {
        var terms = new TreeMap<List<Atom>, Long>(ORDER);
        terms.put(List.of(atom), 1L);
        return new Dim(terms);
    }

    /// Whether this is a number.
    public boolean isConstant() {
        return isConstant;
    }

    /// Whether this is the number `n`.
    public boolean is(long n) {
        return isConstant && constant == n;
    }

    /// This as a number.
    ///
    /// @throws IrException if it is symbolic
    public long constant() {
        if (!isConstant) {
            throw new IrException("dimension " + this + " is symbolic where a number is needed");
        }
        return constant;
    }

    /// `this + other`
    public Dim plus(Dim other) {
        if (isConstant() && other.isConstant()) {
            return of(exact(() -> Math.addExact(constant(), other.constant()), other, "+"));
        }
        var sum = new TreeMap<>(terms);
        other.terms.forEach((monomial, c) -> add(sum, monomial, c));
        return new Dim(sum);
    }

    /// `this + n`
    public Dim plus(long n) {
        return plus(of(n));
    }

    /// `this - other`
    public Dim minus(Dim other) {
        return plus(other.times(-1));
    }

    /// `this * n`
    public Dim times(long n) {
        return times(of(n));
    }

    /// `this * other`
    public Dim times(Dim other) {
        if (isConstant() && other.isConstant()) {
            return of(exact(() -> Math.multiplyExact(constant(), other.constant()), other, "*"));
        }
        var product = new TreeMap<List<Atom>, Long>(ORDER);
        terms.forEach((m1, c1) -> other.terms.forEach((m2, c2) -> {
            var factors = new ArrayList<>(m1);
            factors.addAll(m2);
            factors.sort(Comparator.comparing(Object::toString));
            add(product, List.copyOf(factors), exact(() -> Math.multiplyExact(c1, c2), other, "*"));
        }));
        return new Dim(product);
    }

    private long exact(java.util.function.LongSupplier result, Dim other, String operator) {
        try {
            return result.getAsLong();
        } catch (ArithmeticException e) {
            throw new IrException("dimension (" + this + ") " + operator + " (" + other + ") is beyond 64 bits");
        }
    }

    private static void add(TreeMap<List<Atom>, Long> terms, List<Atom> monomial, long c) {
        var sum = Math.addExact(terms.getOrDefault(monomial, 0L), c);
        if (sum == 0) {
            terms.remove(monomial);
        } else {
            terms.put(monomial, sum);
        }
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
        return exact != null ? exact : atom(new Atom.Quotient(this, divisor));
    }

    /// `this / divisor` as a polynomial, for a divisor of one term; null where that does not exist.
    public @Nullable Dim exactDiv(Dim divisor) {
        if (equals(divisor)) {
            return ONE;
        }
        if (divisor.terms.size() != 1) {
            return null;
        }
        var by = divisor.terms.firstEntry();
        var quotient = new TreeMap<List<Atom>, Long>(ORDER);
        for (var term : terms.entrySet()) {
            var left = new ArrayList<>(term.getKey());
            for (var atom : by.getKey()) {
                if (!left.remove(atom)) {
                    return null;
                }
            }
            if (term.getValue() % by.getValue() != 0) {
                return null;
            }
            quotient.put(List.copyOf(left), term.getValue() / by.getValue());
        }
        return new Dim(quotient);
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
        for (var monomial : terms.keySet()) {
            for (var atom : monomial) {
                switch (atom) {
                    case Atom.Symbol(var name) -> names.add(name);
                    case Atom.Quotient(var n, var d) -> {
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
        for (var term : terms.entrySet()) {
            var product = of(term.getValue());
            for (var atom : term.getKey()) {
                product = product.times(
                        switch (atom) {
                            case Atom.Symbol(var name) -> symbols.getOrDefault(name, atom(atom));
                            case Atom.Quotient(var n, var d) ->
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

    /// The terms, for code generators: each a coefficient times factors.
    public List<Term> terms() {
        return terms.entrySet().stream()
                .map(e -> new Term(
                        e.getValue(),
                        e.getKey().stream()
                                .map(atom -> switch (atom) {
                                    case Atom.Symbol(var name) -> (Factor) new Factor.Symbol(name);
                                    case Atom.Quotient(var n, var d) -> new Factor.Quotient(n, d);
                                })
                                .toList()))
                .toList();
    }

    /// A coefficient times factors.
    public record Term(long coefficient, List<Factor> factors) {}

    /// A factor of a [Term].
    public sealed interface Factor {
        /// The value of a symbol.
        record Symbol(String name) implements Factor {}

        /// `floor(numerator / denominator)`
        record Quotient(Dim numerator, Dim denominator) implements Factor {}
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
        return this == o
                || (o instanceof Dim d
                        && hash == d.hash
                        && isConstant == d.isConstant
                        && constant == d.constant
                        && (isConstant || terms.equals(d.terms)));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        if (terms.isEmpty()) {
            return "0";
        }
        return terms.entrySet().stream()
                .map(e -> {
                    var factors = e.getKey().stream().map(Object::toString).collect(Collectors.joining("*"));
                    return factors.isEmpty()
                            ? e.getValue().toString()
                            : e.getValue() == 1 ? factors : e.getValue() + "*" + factors;
                })
                .collect(Collectors.joining(" + "));
    }
}
