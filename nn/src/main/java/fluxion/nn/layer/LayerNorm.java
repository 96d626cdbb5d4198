package fluxion.nn.layer;

import fluxion.ir.Shape;
import fluxion.tensor.RandomKey;
import fluxion.tensor.Tensor;

/// The numbers along the last axis with mean 0 and variance 1, then scaled and shifted [Ba, Kiros & Hinton 2016].
///
/// @param epsilon added to the variance
public record LayerNorm(double epsilon) implements Stateless<Normalisation> {
    /// With epsilon 1e-3.
    public static LayerNorm of() {
        return new LayerNorm(1e-3);
    }

    @Override
    public Shape output(Shape input) {
        Check.rank(this, input, 1, "[..., channels]");
        return input;
    }

    @Override
    public Normalisation params(RandomKey key, Shape input) {
        return Normalisation.identity(input);
    }

    @Override
    public Tensor apply(Normalisation params, Tensor x, Mode mode) {
        return params.of(x, x.mean(true, -1), x.var(true, -1), epsilon);
    }
}
