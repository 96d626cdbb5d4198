package fluxion.ir.math;

import java.util.Arrays;

/// Evaluation of polynomials with fused multiply-adds, and the constants they need.
final class Polynomial {
    private Polynomial() {}

    /// `c[0] + c[1] x + c[2] x^2 + ...` by Horner's rule: the fewest operations, one long chain.
    static <V, M, I> V horner(Algebra<V, M, I> a, V x, double... c) {
        return horner(a, x, c, c.length - 1, 1);
    }

    /// The same polynomial as even and odd part, each by Horner's rule in `x2 = x * x`: as many operations
    /// (when `x2` is at hand) and half the chain.
    static <V, M, I> V split(Algebra<V, M, I> a, V x, V x2, double... c) {
        int top = c.length - 1;
        V first = horner(a, x2, c, top, 2);
        V second = horner(a, x2, c, top - 1, 2);
        return top % 2 == 0 ? a.fma(x, second, first) : a.fma(x, first, second);
    }

    /// The same with the first `lead` terms added last, by Horner's rule: less rounding where they dominate, or
    /// where even and odd part nearly cancel.
    static <V, M, I> V splitAfter(Algebra<V, M, I> a, int lead, V x, V x2, double... c) {
        V sum = split(a, x, x2, Arrays.copyOfRange(c, lead, c.length));
        for (int i = lead - 1; i >= 0; i--) {
            sum = a.fma(sum, x, a.constant(c[i]));
        }
        return sum;
    }

    private static <V, M, I> V horner(Algebra<V, M, I> a, V x, double[] c, int top, int step) {
        V sum = a.constant(c[top]);
        for (int i = top - step; i >= 0; i -= step) {
            sum = a.fma(sum, x, a.constant(c[i]));
        }
        return sum;
    }
}
