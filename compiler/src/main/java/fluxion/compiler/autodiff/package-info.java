/// Differentiation and batching: pure functions from graphs to graphs. Each builds ordinary operations, so there is a
/// next order.
///
/// | what | entry | table over all operations |
/// |---|---|---|
/// | reverse mode | [fluxion.compiler.autodiff.Gradients], [fluxion.compiler.autodiff.PullBack] | `PullBackRules` |
/// | forward mode | [fluxion.compiler.autodiff.Forward], [fluxion.compiler.autodiff.PushForward] | `PushForwardRules` |
/// | batching | [fluxion.compiler.autodiff.Batching] | `BatchingRules` |
/// | Jacobian, Hessian | [fluxion.compiler.autodiff.Jacobians] | |
///
/// What no derivative flows through, and why: [fluxion.compiler.autodiff.Differentiability].
///
/// Reverse mode walks the operations backwards and refers to primal values as if they were all still there. Then it
/// finds out which ones it has used, and rewrites the forward so that they are: loops leave lists, branches and
/// functions further results (`Residuals` chooses which). A value that is cheap to compute again is not kept.
///
/// A cotangent that is structurally zero is never made; one that a `select` has masked stays masked while it passes
/// through elementwise operations (`Mask`), so that infinite slopes of what was not selected do no harm.
package fluxion.compiler.autodiff;
