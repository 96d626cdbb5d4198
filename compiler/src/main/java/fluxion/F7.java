package fluxion;

/// A function of seven arguments, each a tensor or a structure of tensors.
@FunctionalInterface
public interface F7<A, B, C, D, E, G, H, R> {
    /// The result at the given arguments.
    R apply(A a, B b, C c, D d, E e, G g, H h);
}
