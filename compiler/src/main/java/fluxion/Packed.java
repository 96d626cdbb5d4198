package fluxion;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A function of any number of arguments, as an array: what functions of all arities are inside. One line an arity.
@FunctionalInterface
interface Packed {
    /// The result at `arguments`.
    @Nullable
    Object apply(@Nullable Object[] arguments);

    @SuppressWarnings("unchecked") // the arguments come from the typed side
    static <A, R> Packed of(F1<A, R> f) {
        return x -> f.apply((A) x[0]);
    }

    @SuppressWarnings("unchecked") // the arguments come from the typed side
    static <A, B, R> Packed of(F2<A, B, R> f) {
        return x -> f.apply((A) x[0], (B) x[1]);
    }

    @SuppressWarnings("unchecked") // the arguments come from the typed side
    static <A, B, C, R> Packed of(F3<A, B, C, R> f) {
        return x -> f.apply((A) x[0], (B) x[1], (C) x[2]);
    }

    @SuppressWarnings("unchecked") // the arguments come from the typed side
    static <A, B, C, D, R> Packed of(F4<A, B, C, D, R> f) {
        return x -> f.apply((A) x[0], (B) x[1], (C) x[2], (D) x[3]);
    }

    @SuppressWarnings("unchecked") // the arguments come from the typed side
    static <A, B, C, D, E, R> Packed of(F5<A, B, C, D, E, R> f) {
        return x -> f.apply((A) x[0], (B) x[1], (C) x[2], (D) x[3], (E) x[4]);
    }

    @SuppressWarnings("unchecked") // the arguments come from the typed side
    static <A, B, C, D, E, G, R> Packed of(F6<A, B, C, D, E, G, R> f) {
        return x -> f.apply((A) x[0], (B) x[1], (C) x[2], (D) x[3], (E) x[4], (G) x[5]);
    }

    @SuppressWarnings("unchecked") // the arguments come from the typed side
    static <A, B, C, D, E, G, H, R> Packed of(F7<A, B, C, D, E, G, H, R> f) {
        return x -> f.apply((A) x[0], (B) x[1], (C) x[2], (D) x[3], (E) x[4], (G) x[5], (H) x[6]);
    }

    @SuppressWarnings("unchecked") // the arguments come from the typed side
    static <A, B, C, D, E, G, H, K, R> Packed of(F8<A, B, C, D, E, G, H, K, R> f) {
        return x -> f.apply((A) x[0], (B) x[1], (C) x[2], (D) x[3], (E) x[4], (G) x[5], (H) x[6], (K) x[7]);
    }

    /// A function of (arguments, result, cotangent) from `f`, which takes the arguments as [Args].
    static Packed together(Packed f) {
        return x -> {
            int n = x.length - 2;
            return f.apply(new @Nullable Object[] {Args.of(Arrays.copyOf(x, n)), x[n], x[n + 1]});
        };
    }
}
