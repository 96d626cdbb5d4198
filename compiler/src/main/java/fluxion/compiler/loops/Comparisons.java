package fluxion.compiler.loops;

import fluxion.ir.CompareFn;

/// Comparisons of whole numbers.
final class Comparisons {
    private Comparisons() {}

    /// What holds where `fn` does not.
    static CompareFn negated(CompareFn fn) {
        return switch (fn) {
            case EQ -> CompareFn.NE;
            case NE -> CompareFn.EQ;
            case LT -> CompareFn.GE;
            case LE -> CompareFn.GT;
            case GT -> CompareFn.LE;
            case GE -> CompareFn.LT;
        };
    }

    /// The same with its operands the other way round.
    static CompareFn swapped(CompareFn fn) {
        return switch (fn) {
            case EQ, NE -> fn;
            case LT -> CompareFn.GT;
            case LE -> CompareFn.GE;
            case GT -> CompareFn.LT;
            case GE -> CompareFn.LE;
        };
    }
}
