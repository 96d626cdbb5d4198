package fluxion;

import fluxion.tensor.Tensor;

/// What a function gives that is to be differentiated and has more to say: statistics, metrics, state.
///
/// @param value a float scalar, what is differentiated
/// @param aux anything else, not differentiated
public record WithAux<X>(Tensor value, X aux) {}
