package fluxion.compiler.lower;

import fluxion.ir.Dim;

/// What is known of an extent for all values of its symbols.
final class Dims {
    private Dims() {}

    /// Whether `dim` is known to be at least `least`, given that no symbol is negative.
    static boolean isAtLeast(Dim dim, long least) {
        long constant = 0;
        for (var term : dim.terms()) {
            if (term.coefficient() < 0 || !term.factors().stream().allMatch(Dim.Factor.Symbol.class::isInstance)) {
                return false;
            }
            if (term.factors().isEmpty()) {
                constant = term.coefficient();
            }
        }
        return constant >= least;
    }

    /// Whether `dim` is known to be either 0 or at least `least`.
    static boolean isZeroOrAtLeast(Dim dim, long least) {
        return dim.is(0)
                || isAtLeast(dim, least)
                // an extent is not negative, whatever its factors are
                || (dim.terms().size() == 1 && dim.terms().getFirst().coefficient() >= least);
    }
}
