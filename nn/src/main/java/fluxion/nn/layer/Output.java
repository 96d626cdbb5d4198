package fluxion.nn.layer;

import fluxion.tensor.Tensor;

/// What a layer makes of a batch.
///
/// @param value the result
/// @param state what the layer remembers; as it was if it is not being trained
public record Output<S>(Tensor value, S state) {}
