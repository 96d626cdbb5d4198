package fluxion.nn.layer;

import fluxion.ir.DType;
import fluxion.ir.Shape;
import fluxion.tensor.Tensor;

/// What is trained of a normalisation.
///
/// @param scale `[channels]`, what the normalised numbers are multiplied by
/// @param shift `[channels]`, what is added then
public record Normalisation(Tensor scale, Tensor shift) {
    /// Scale 1 and shift 0 for the last axis of examples of shape `input`.
    static Normalisation identity(Shape input) {
        long channels = input.dim(input.rank() - 1).constant();
        return new Normalisation(Tensor.ones(DType.F32, channels), Tensor.zeros(DType.F32, channels));
    }

    /// `(x - mean) / sqrt(variance + epsilon) * scale + shift`
    Tensor of(Tensor x, Tensor mean, Tensor variance, double epsilon) {
        return x.sub(mean).mul(variance.add(epsilon).rsqrt().mul(scale)).add(shift);
    }
}
