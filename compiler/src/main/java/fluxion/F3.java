package fluxion;

/// A function of three arguments, each a tensor or a structure of tensors.
@FunctionalInterface
public interface F3<A, B, C, R> {
    /// The result at the given arguments.
    R apply(A a, B b, C c);
}
