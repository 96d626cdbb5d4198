package fluxion.benchmarks.tape;

import fluxion.GradientTape;
import fluxion.benchmarks.mlp.Batch;
import fluxion.benchmarks.mlp.MlpSetting;
import fluxion.benchmarks.mlp.Network;
import fluxion.benchmarks.mlp.Optimiser;
import fluxion.benchmarks.mlp.TrainingStep;
import fluxion.tensor.Tensor;
import fluxion.tensor.Variable;
import java.util.List;
import java.util.Objects;

/// The step with variables and a tape, outside of any compiled function.
final class TapeStep implements TrainingStep {
    private final MlpSetting setting;
    private final List<Variable> parameters;
    private final List<Variable> means;
    private final List<Variable> squares;
    private final Network<Variable> network;
    private int steps;

    /// Starts from copies of `parameters`, in the order of [MlpSetting#shapes].
    TapeStep(MlpSetting setting, float[][] parameters) {
        var initial = Network.copies(setting, parameters);
        this.setting = setting;
        this.parameters = initial.stream().map(Variable::of).toList();
        this.means = zeros(initial);
        this.squares = zeros(initial);
        this.network = new Network<>(
                this.parameters.get(0), this.parameters.get(1), this.parameters.get(2), this.parameters.get(3));
    }

    private static List<Variable> zeros(List<Tensor> like) {
        return like.stream()
                .map(tensor -> Variable.of(Tensor.zerosLike(tensor).evaluate(), false))
                .toList();
    }

    @Override
    public float step(Batch batch) {
        try (var tape = GradientTape.open()) {
            var loss = network.loss(setting.activation(), Network.images(batch), Network.labels(batch));
            var gradients = tape.gradient(loss, parameters);
            steps++;
            for (int i = 0; i < parameters.size(); i++) {
                update(i, Objects.requireNonNull(gradients.get(i)));
            }
            // an assignment may leave its value pending
            parameters.forEach(parameter -> parameter.read().evaluate());
            return (float) loss.item();
        }
    }

    private void update(int i, Tensor gradient) {
        double rate = setting.optimiser().rate();
        var parameter = parameters.get(i);
        switch (setting.optimiser()) {
            case SGD -> parameter.assignSub(gradient.mul(rate));
            case ADAM -> {
                var mean = means.get(i);
                var square = squares.get(i);
                mean.assign(mean.mul(Optimiser.BETA1).add(gradient.mul(1 - Optimiser.BETA1)));
                square.assign(
                        square.mul(Optimiser.BETA2).add(gradient.mul(gradient).mul(1 - Optimiser.BETA2)));
                var direction = mean.div(1 - Math.pow(Optimiser.BETA1, steps))
                        .div(square.div(1 - Math.pow(Optimiser.BETA2, steps))
                                .sqrt()
                                .add(Optimiser.EPSILON));
                parameter.assignSub(direction.mul(rate));
            }
        }
    }

    @Override
    public float[][] parameters() {
        return network.arrays();
    }

    @Override
    public void close() {}
}
