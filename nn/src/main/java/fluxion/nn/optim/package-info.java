/// Optimisers as plain functions: `update(state, gradient)` gives the next state. A state is a record of tensors, so it
/// can be an argument of a compiled step, be saved, and be replaced in place.
package fluxion.nn.optim;
