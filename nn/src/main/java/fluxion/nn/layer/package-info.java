/// Layers: functions over records of tensors. What is trained (parameters), what a layer remembers from batch to batch
/// (state) and what it draws random numbers from (a key in the [fluxion.nn.layer.Mode]) are arguments, so a layer can
/// be differentiated, compiled and batched like any function.
package fluxion.nn.layer;
