/// Tensors under names in files of the format safetensors.
package fluxion.nn.safetensors;
