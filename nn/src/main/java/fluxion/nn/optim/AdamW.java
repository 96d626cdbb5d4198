package fluxion.nn.optim;

import fluxion.tensor.Tensor;

/// Adam with decoupled weight decay [Loshchilov & Hutter 2019, algorithm 2]: each step first takes `rate * decay * p`
/// from the parameters.
///
/// @param adam the step itself
/// @param decay the weight decay
public record AdamW(Adam adam, double decay) {
    /// With the paper's defaults but for the rate and the decay.
    public static AdamW of(double rate, double decay) {
        return new AdamW(Adam.of(rate), decay);
    }

    /// The state before the first step.
    public <P> Adam.State<P> init(P params) {
        return adam.init(params);
    }

    /// The state after a step along `gradient`.
    public <P> Adam.State<P> update(Adam.State<P> state, P gradient) {
        return adam.update(state, gradient, Tensor.of(adam.rate()), decay);
    }

    /// The state after a step with a learning rate of its own, a scalar.
    public <P> Adam.State<P> update(Adam.State<P> state, P gradient, Tensor rate) {
        return adam.update(state, gradient, rate, decay);
    }
}
