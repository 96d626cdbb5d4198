package fluxion.benchmarks.mlp;

import fluxion.Compiled;
import fluxion.Fluxion;
import fluxion.nn.optim.Adam;
import fluxion.nn.optim.Sgd;
import fluxion.tensor.Tensor;
import java.util.function.BiFunction;
import java.util.function.Function;

/// The step as a compiled function of the state that it replaces.
///
/// @param <S> the state of the optimiser, which holds the parameters
final class FluxionStep<S> implements TrainingStep {
    private final State<S> state;
    private final Function<S, Network<Tensor>> parameters;
    private final Compiled.Of3<State<S>, Tensor, Tensor, State<S>> step;

    private record State<S>(S optimiser, Tensor loss) {}

    private FluxionStep(
            Activation activation,
            S initial,
            Function<S, Network<Tensor>> parameters,
            BiFunction<S, Network<Tensor>, S> update) {
        this.state = new State<>(initial, Tensor.of(0f));
        this.parameters = parameters;
        this.step = Fluxion.compile((State<S> s, Tensor images, Tensor labels) -> {
            var g = Fluxion.valueAndGrad((Network<Tensor> p) -> p.loss(activation, images, labels))
                    .apply(parameters.apply(s.optimiser()));
            return new State<>(update.apply(s.optimiser(), g.gradient()), g.value());
        });
    }

    /// A step that starts from copies of `parameters`, in the order of [MlpSetting#shapes].
    static FluxionStep<?> of(MlpSetting setting, float[][] parameters) {
        var p = Network.copies(setting, parameters);
        var network = new Network<>(p.get(0), p.get(1), p.get(2), p.get(3));
        double rate = setting.optimiser().rate();
        return switch (setting.optimiser()) {
            case ADAM -> {
                var adam = new Adam(rate, Optimiser.BETA1, Optimiser.BETA2, Optimiser.EPSILON);
                yield new FluxionStep<>(setting.activation(), adam.init(network), Adam.State::params, adam::update);
            }
            case SGD -> {
                var sgd = Sgd.of(rate);
                yield new FluxionStep<>(setting.activation(), sgd.init(network), Sgd.State::params, sgd::update);
            }
        };
    }

    @Override
    public float step(Batch batch) {
        step.update(state, Network.images(batch), Network.labels(batch));
        return (float) state.loss().item();
    }

    @Override
    public float[][] parameters() {
        return parameters.apply(state.optimiser()).arrays();
    }

    @Override
    public void close() {}
}
