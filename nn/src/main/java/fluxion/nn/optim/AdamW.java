package fluxion.nn.optim;

import fluxion.tensor.Tensor;

/// Adam with decoupled weight decay [Loshchilov & Hutter 2019, algorithm 2]: each step first takes `rate * decay * p`
/// from the parameters.
///
/// @param adam the step itself
/// @param decay the weight decay
public record AdamW(Adam adam, double decay) implements Optimiser {
    /// With the paper's defaults but for the rate and the decay.
    public static AdamW of(double rate, double decay) {
        return new AdamW(Adam.of(rate), decay);
    }

    @Override
    public double rate() {
        return adam.rate();
    }

    @Override
    public <P> Adam.State<P> init(P params) {
        return adam.init(params);
    }

    @Override
    public <P> Adam.State<P> update(Optimiser.State<P> state, P gradient) {
        return update(state, gradient, Tensor.of(rate()));
    }

    @Override
    public <P> Adam.State<P> update(Optimiser.State<P> state, P gradient, Tensor rate) {
        return adam.update(Adam.own(this, state), gradient, rate, decay);
    }
}
