package fluxion.compiler.loops;

import fluxion.ir.Dim;
import fluxion.ir.Dim.Factor;
import fluxion.ir.Dim.Term;
import fluxion.ir.IrException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Inequalities between integer polynomials, and what follows from them.
///
/// The unknowns of a polynomial are the symbols of dimensions, each at least 0 and no longer than an array can be, and
/// *atoms*: integers of which nothing is known but their bounds. What is assumed holds until [#release].
///
/// [#holds] is a search: it replaces an unknown by a bound that makes the polynomial no larger, or subtracts
/// something known, until a number is left. It gives up after a fixed number of steps, so `false` means "not known".
final class Bounds {
    /// What no integer that is looked at exceeds in absolute value; `i64` values beyond it are atoms without a
    /// bound.
    static final long LIMIT = 1L << 62;

    /// No JVM makes longer arrays.
    static final long MOST_ELEMENTS = Integer.MAX_VALUE - 2L;

    private static final int DEPTH = 6;
    private static final int STEPS = 50;

    /// What is known of one unknown.
    private record Unknown(Dim dim, int number, List<Dim> lower, List<Dim> upper) {}

    private final Map<String, Unknown> unknowns = new HashMap<>();
    private final List<Dim> products = new ArrayList<>();
    private final Deque<List<Dim>> assumed = new ArrayDeque<>();
    private final String prefix;
    private int steps;

    /// Without any atom.
    ///
    /// @param taken the names of the symbols that there are
    Bounds(Iterable<String> taken) {
        var name = "value.";
        for (var symbol : taken) {
            if (symbol.startsWith(name)) {
                name = symbol + ".";
            }
        }
        this.prefix = name;
    }

    /// A new unknown without bounds.
    Dim atom() {
        int number = unknowns.size() + 1;
        var name = prefix + number;
        var dim = Dim.symbol(name);
        unknowns.put(name, new Unknown(dim, number, new ArrayList<>(), new ArrayList<>()));
        return dim;
    }

    private Unknown unknown(String name) {
        return unknowns.computeIfAbsent(
                name,
                symbol -> new Unknown(
                        Dim.symbol(symbol),
                        0,
                        new ArrayList<>(List.of(Dim.ZERO)),
                        new ArrayList<>(List.of(Dim.of(MOST_ELEMENTS)))));
    }

    /// Where assumptions stand now, for [#release].
    int mark() {
        return assumed.size();
    }

    /// Forgets what was assumed after `mark`.
    void release(int mark) {
        while (assumed.size() > mark) {
            assumed.pop().removeLast();
        }
    }

    /// Assumes that `p` is at least 0.
    void assume(Dim p) {
        if (p.isConstant()) {
            return;
        }
        boolean all = true;
        var terms = p.terms();
        for (var term : terms) {
            if (term.factors().size() == 1
                    && term.factors().getFirst() instanceof Factor.Symbol(var name)
                    && Math.abs(term.coefficient()) == 1
                    && isAlone(name, terms)) {
                var x = unknown(name);
                if (term.coefficient() == 1) {
                    add(x.lower, x.dim.minus(p));
                } else {
                    add(x.upper, x.dim.plus(p));
                }
            } else {
                all &= term.factors().isEmpty();
            }
        }
        if (!all) {
            add(products, p);
        }
    }

    /// Assumes that `p` and `q` are equal.
    void assumeEqual(Dim p, Dim q) {
        assume(p.minus(q));
        assume(q.minus(p));
    }

    private void add(List<Dim> to, Dim p) {
        to.add(p);
        assumed.push(to);
    }

    private static boolean isAlone(String name, List<Term> terms) {
        return terms.stream()
                        .flatMap(term -> term.factors().stream())
                        .filter(factor -> mentions(factor, name))
                        .count()
                == 1;
    }

    private static boolean mentions(Factor factor, String name) {
        return switch (factor) {
            case Factor.Symbol(var symbol) -> symbol.equals(name);
            case Factor.Quotient(var n, var d) ->
                n.symbols().contains(name) || d.symbols().contains(name);
        };
    }

    /// What is assumed to be no greater than `p`, an unknown or its negative; nothing for anything else.
    List<Dim> lower(Dim p) {
        var terms = p.terms();
        if (terms.size() == 1
                && terms.getFirst().factors().size() == 1
                && terms.getFirst().factors().getFirst() instanceof Factor.Symbol(var name)) {
            var x = unknown(name);
            if (terms.getFirst().coefficient() == 1) {
                return List.copyOf(x.lower);
            }
            if (terms.getFirst().coefficient() == -1) {
                return x.upper.stream().map(bound -> bound.times(-1)).toList();
            }
        }
        return List.of();
    }

    // ---------------------------------------------------------------------------------------- what follows

    /// Whether `p` is known to be at least 0.
    boolean holds(Dim p) {
        steps = 0;
        try {
            return holds(p, DEPTH);
        } catch (IrException | ArithmeticException _) {
            return false; // numbers beyond 64 bits on the way
        }
    }

    /// Whether `p <= q` is known.
    boolean atMost(Dim p, Dim q) {
        try {
            return holds(q.minus(p));
        } catch (IrException | ArithmeticException _) {
            return false;
        }
    }

    /// Whether `p` is known to lie between the two numbers, both included.
    boolean within(Dim p, long low, long high) {
        return (low(p) >= low || atMost(Dim.of(low), p)) && (high(p) <= high || atMost(p, Dim.of(high)));
    }

    private boolean holds(Dim p, int depth) {
        if (p.isConstant()) {
            return p.constant() >= 0;
        }
        if (low(p) >= 0) {
            return true;
        }
        if (depth == 0 || ++steps > STEPS) {
            return false;
        }
        return holdsByBound(p, depth) || holdsByProduct(p, depth);
    }

    /// Replaces one unknown by a bound: the newest first, which depend on the others.
    private boolean holdsByBound(Dim p, int depth) {
        var terms = p.terms();
        var names = terms.stream()
                .flatMap(term -> term.factors().stream())
                .filter(Factor.Symbol.class::isInstance)
                .map(factor -> ((Factor.Symbol) factor).name())
                .distinct()
                .map(this::unknown)
                .sorted(Comparator.comparingInt(Unknown::number).reversed())
                .toList();
        for (var x : names) {
            var name = x.dim.toString();
            var coefficient = Dim.ZERO;
            var rest = Dim.ZERO;
            for (var term : terms) {
                var factors = new ArrayList<>(term.factors());
                if (factors.remove(new Factor.Symbol(name))) {
                    coefficient = coefficient.plus(Dim.product(term.coefficient(), factors));
                } else {
                    rest = rest.plus(Dim.product(term.coefficient(), factors));
                }
            }
            boolean rises = low(coefficient) >= 0 || (!coefficient.isConstant() && holds(coefficient, depth - 1));
            boolean falls = !rises
                    && (high(coefficient) <= 0
                            || (!coefficient.isConstant() && holds(coefficient.times(-1), depth - 1)));
            var bounds = rises ? x.lower : falls ? x.upper : List.<Dim>of();
            for (var bound : bounds.reversed()) {
                if (holds(rest.plus(coefficient.times(bound)), depth - 1)) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Subtracts something known that has a term in common.
    private boolean holdsByProduct(Dim p, int depth) {
        for (var known : products) {
            for (var term : known.terms()) {
                long times = times(p, term);
                if (times > 0 && holds(p.minus(known.times(times)), depth - 1)) {
                    return true;
                }
            }
        }
        return false;
    }

    /// How often the coefficient of `term`, if it is no number, goes into that of the same product in `p`.
    private static long times(Dim p, Term term) {
        if (term.factors().isEmpty()) {
            return 0;
        }
        for (var other : p.terms()) {
            if (other.factors().equals(term.factors())) {
                return other.coefficient() % term.coefficient() == 0 ? other.coefficient() / term.coefficient() : 0;
            }
        }
        return 0;
    }

    // ---------------------------------------------------------------------------------------- numbers alone

    /// A number that `p` is never below; at worst `-LIMIT`, which says nothing.
    long low(Dim p) {
        return range(p).low;
    }

    /// A number that `p` is never above; at worst `LIMIT`, which says nothing.
    long high(Dim p) {
        return range(p).high;
    }

    private record Range(long low, long high) {
        static final Range ALL = new Range(-LIMIT, LIMIT);

        Range plus(Range other) {
            boolean noLow = low == -LIMIT || other.low == -LIMIT;
            boolean noHigh = high == LIMIT || other.high == LIMIT;
            return new Range(noLow ? -LIMIT : sum(low, other.low), noHigh ? LIMIT : sum(high, other.high));
        }

        Range times(Range other) {
            long a = product(low, other.low);
            long b = product(low, other.high);
            long c = product(high, other.low);
            long d = product(high, other.high);
            return new Range(Math.min(Math.min(a, b), Math.min(c, d)), Math.max(Math.max(a, b), Math.max(c, d)));
        }

        private static long sum(long x, long y) {
            return x == LIMIT && y == LIMIT ? LIMIT : clamp(x + y); // the one sum beyond 64 bits
        }

        private static long product(long x, long y) {
            long high = Math.multiplyHigh(x, y);
            long low = x * y;
            boolean fits = (high == 0 && low >= 0) || (high == -1 && low < 0);
            return fits ? clamp(low) : high < 0 ? -LIMIT : LIMIT;
        }

        private static long clamp(long x) {
            return Math.max(-LIMIT, Math.min(LIMIT, x));
        }
    }

    private Range range(Dim p) {
        var sum = new Range(0, 0);
        for (var term : p.terms()) {
            var product = new Range(Range.clamp(term.coefficient()), Range.clamp(term.coefficient()));
            for (var factor : term.factors()) {
                product = product.times(range(factor));
            }
            sum = sum.plus(product);
        }
        return sum;
    }

    private Range range(Factor factor) {
        return switch (factor) {
            case Factor.Symbol(var name) -> {
                var x = unknown(name);
                long low = -LIMIT;
                for (var bound : x.lower) {
                    low = bound.isConstant() ? Math.max(low, bound.constant()) : low;
                }
                long high = LIMIT;
                for (var bound : x.upper) {
                    high = bound.isConstant() ? Math.min(high, bound.constant()) : high;
                }
                yield new Range(low, high);
            }
            case Factor.Quotient(var n, var d) -> low(n) >= 0 && low(d) >= 1 ? new Range(0, high(n)) : Range.ALL;
        };
    }
}
