package fluxion.nn.layer;

/// A layer that may end in an [Activation].
///
/// @param <L> the layer
public interface Activated<L> {
    /// The same layer with another activation.
    L with(Activation activation);

    /// The same layer, ending in relu.
    default L relu() {
        return with(Activation.RELU);
    }

    /// The same layer, ending in elu.
    default L elu() {
        return with(Activation.ELU);
    }

    /// The same layer, ending in gelu.
    default L gelu() {
        return with(Activation.GELU);
    }

    /// The same layer, ending in silu.
    default L silu() {
        return with(Activation.SILU);
    }

    /// The same layer, ending in tanh.
    default L tanh() {
        return with(Activation.TANH);
    }

    /// The same layer, ending in sigmoid.
    default L sigmoid() {
        return with(Activation.SIGMOID);
    }

    /// The same layer, ending in softplus.
    default L softplus() {
        return with(Activation.SOFTPLUS);
    }

    /// The same layer, ending in softmax along the last axis.
    default L softmax() {
        return with(Activation.SOFTMAX);
    }
}
