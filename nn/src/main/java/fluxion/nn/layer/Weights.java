package fluxion.nn.layer;

/// All tensors of a layer: what is saved of it.
///
/// @param params what is trained
/// @param state what the layer remembers from batch to batch
public record Weights<P, S>(P params, S state) {}
