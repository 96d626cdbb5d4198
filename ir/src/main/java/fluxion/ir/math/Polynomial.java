package fluxion.ir.math;

import java.util.Arrays;

/// Evaluation of polynomials with fused multiply-adds, and the constants they need.
final class Polynomial {
    private Polynomial() {}

    /// `c[0] + c[1] x + c[2] x^2 + ...` by Horner's rule: the fewest operations, one long chain.
    static <V, M, I> V horner(Algebra<V, M, I> a, V x, double... c) {
        return horner(a, x, c, c.length - 1, 1);
    }

    /// The same polynomial as even and odd part, each by Horner's rule in `x2 = x * x`: as many operations (when `x2`
    /// is at hand) and half the chain.
    static <V, M, I> V split(Algebra<V, M, I> a, V x, V x2, double... c) {
        int top = c.length - 1;
        V first = horner(a, x2, c, top, 2);
        V second = horner(a, x2, c, top - 1, 2);
        return top % 2 == 0 ? a.fma(x, second, first) : a.fma(x, first, second);
    }

    /// The same with the constant term added last, for half an ulp less of error where that term dominates.
    static <V, M, I> V splitAfterFirst(Algebra<V, M, I> a, V x, V x2, double... c) {
        return a.fma(x, split(a, x, x2, Arrays.copyOfRange(c, 1, c.length)), a.constant(c[0]));
    }

    private static <V, M, I> V horner(Algebra<V, M, I> a, V x, double[] c, int top, int step) {
        V sum = a.constant(c[top]);
        for (int i = top - step; i >= 0; i -= step) {
            sum = a.fma(sum, x, a.constant(c[i]));
        }
        return sum;
    }
}
