package fluxion;

/// A function of five arguments, each a tensor or a structure of tensors.
@FunctionalInterface
public interface F5<A, B, C, D, E, R> {
    /// The result at the given arguments.
    R apply(A a, B b, C c, D d, E e);
}
