package fluxion;

import fluxion.tensor.Tensor;

/// A value and its gradient.
///
/// @param value a float scalar
/// @param gradient of the structure of what was differentiated for; null where a leaf is no float
public record ValueAndGrad<G>(Tensor value, G gradient) {}
