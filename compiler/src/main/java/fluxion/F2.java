package fluxion;

/// A function of two arguments, each a tensor or a structure of tensors.
@FunctionalInterface
public interface F2<A, B, R> {
    /// The result at the given arguments.
    R apply(A a, B b);
}
