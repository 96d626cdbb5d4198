/// From graphs of tensors to programs of kernels.
///
/// [fluxion.compiler.lower.Preparation] leaves fewer forms to lower. For each region, [fluxion.compiler.lower.Analysis]
/// decides which values are stored and which are computed on the way, [fluxion.compiler.lower.Plan] which of them share
/// a kernel and in what order; [fluxion.compiler.lower.RegionLowering] appends the host level, and
/// [fluxion.compiler.lower.Elements] the scalar operations inside kernels.
package fluxion.compiler.lower;
