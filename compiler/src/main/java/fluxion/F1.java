package fluxion;

/// A function of one argument, each a tensor or a structure of tensors.
@FunctionalInterface
public interface F1<A, R> {
    /// The result at the given arguments.
    R apply(A a);
}
