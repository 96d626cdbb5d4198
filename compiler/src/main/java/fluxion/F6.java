package fluxion;

/// A function of six arguments, each a tensor or a structure of tensors.
@FunctionalInterface
public interface F6<A, B, C, D, E, G, R> {
    /// The result at the given arguments.
    R apply(A a, B b, C c, D d, E e, G g);
}
