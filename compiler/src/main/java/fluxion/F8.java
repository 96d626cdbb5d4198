package fluxion;

/// A function of eight arguments, each a tensor or a structure of tensors.
@FunctionalInterface
public interface F8<A, B, C, D, E, G, H, K, R> {
    /// The result at the given arguments.
    R apply(A a, B b, C c, D d, E e, G g, H h, K k);
}
