/// From a method marked [fluxion.annotation.Differentiable] to the source of its companion:
/// [fluxion.processor.MethodReader] checks it, [fluxion.processor.Operations] lists what can be computed of it, and
/// [fluxion.processor.CompanionWriter] writes that down.
package fluxion.processor;
