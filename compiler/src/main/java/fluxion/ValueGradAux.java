package fluxion;

import fluxion.tensor.Tensor;

/// A value, its gradient, and what else the function gave.
///
/// @param value a float scalar
/// @param gradient of the structure of what was differentiated for; null where a leaf is no float
/// @param aux what the function gave beside the value, not differentiated
public record ValueGradAux<G, X>(Tensor value, G gradient, X aux) {}
