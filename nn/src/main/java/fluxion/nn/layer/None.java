package fluxion.nn.layer;

/// The parameters of a layer without parameters, or the state of one that remembers nothing: a structure of no tensors.
public record None() {
    /// The only value.
    public static final None NONE = new None();
}
