package fluxion;

/// A function of four arguments, each a tensor or a structure of tensors.
@FunctionalInterface
public interface F4<A, B, C, D, R> {
    /// The result at the given arguments.
    R apply(A a, B b, C c, D d);
}
