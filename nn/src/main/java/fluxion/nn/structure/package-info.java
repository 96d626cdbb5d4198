/// Structures of tensors, leaf by leaf: parameters, gradients and states are walked in the same way.
package fluxion.nn.structure;
