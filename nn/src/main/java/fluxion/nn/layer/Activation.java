package fluxion.nn.layer;

import fluxion.ir.Shape;
import fluxion.tensor.Tensor;
import java.util.Locale;

/// Functions of each element, and softmax: the end of another layer, or a layer of their own.
public enum Activation implements Fixed {
    /// `x`
    LINEAR,
    /// `max(0, x)`
    RELU,
    /// `x` above 0, else `exp(x) - 1`
    ELU,
    /// `x * (1 + erf(x / sqrt(2))) / 2`
    GELU,
    /// `x * sigmoid(x)`, also called swish
    SILU,
    /// The hyperbolic tangent.
    TANH,
    /// `1 / (1 + exp(-x))`
    SIGMOID,
    /// `log(1 + exp(x))`
    SOFTPLUS,
    /// Exponentials along the last axis, divided by their sum; cross entropy from logits is more accurate without
    /// it.
    SOFTMAX;

    /// This function of `x`.
    public Tensor of(Tensor x) {
        return switch (this) {
            case LINEAR -> x;
            case RELU -> x.relu();
            case ELU -> x.elu();
            case GELU -> x.gelu();
            case SILU -> x.silu();
            case TANH -> x.tanh();
            case SIGMOID -> x.sigmoid();
            case SOFTPLUS -> x.softplus();
            case SOFTMAX -> x.softmax();
        };
    }

    @Override
    public String kind() {
        return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
    }

    @Override
    public Shape output(Shape input) {
        return input;
    }

    @Override
    public Tensor apply(Tensor x, Mode mode) {
        return of(x);
    }
}
