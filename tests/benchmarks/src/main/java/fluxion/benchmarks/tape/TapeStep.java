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
    private static final double LEAST_SQUARED = Math.sqrt(Float.MIN_NORMAL) * 0x1p5;

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
            parameters.forEach(Variable::evaluate);
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
                mean.assign(next(mean, gradient, Optimiser.BETA1));
                var normal = normalOrZero(gradient, LEAST_SQUARED);
                square.assign(next(square, normal.mul(normal), Optimiser.BETA2));
                // numbers, so that an element costs one division
                double size = rate / (1 - Math.pow(Optimiser.BETA1, steps));
                double scale = 1 / (1 - Math.pow(Optimiser.BETA2, steps));
                parameter.assignSub(mean.mul(size).div(square.mul(scale).sqrt().add(Optimiser.EPSILON)));
            }
        }
    }

    /// A running average as [fluxion.nn.optim.Adam] keeps it.
    private static Tensor next(Variable average, Tensor value, double decay) {
        return normalOrZero(average.mul(decay).add(value.mul(1 - decay)), Float.MIN_NORMAL);
    }

    private static Tensor normalOrZero(Tensor x, double least) {
        return Tensor.where(x.abs().lt(least), Tensor.zerosLike(x), x);
    }

    @Override
    public float[][] parameters() {
        return network.arrays();
    }

    @Override
    public void close() {}
}
