package fluxion.benchmarks.network;

import fluxion.Compiled;
import fluxion.F3;
import fluxion.Fluxion;
import fluxion.annotation.MathMode;
import fluxion.benchmarks.mlp.Batch;
import fluxion.benchmarks.mlp.TrainingStep;
import fluxion.compiler.pipeline.Explanation;
import fluxion.compiler.pipeline.MemoryUse;
import fluxion.ir.DType;
import fluxion.ir.Shape;
import fluxion.ir.TensorType;
import fluxion.nn.layer.Activation;
import fluxion.nn.layer.Conv2D;
import fluxion.nn.layer.Dense;
import fluxion.nn.layer.Dropout;
import fluxion.nn.layer.Flatten;
import fluxion.nn.layer.Layer;
import fluxion.nn.layer.LayerNorm;
import fluxion.nn.layer.MaxPool2D;
import fluxion.nn.layer.Mode;
import fluxion.nn.layer.Normalisation;
import fluxion.nn.layer.Sequential;
import fluxion.nn.loss.Losses;
import fluxion.nn.optim.Adam;
import fluxion.nn.optim.Optimiser;
import fluxion.nn.optim.Sgd;
import fluxion.nn.recurrent.Lstm;
import fluxion.nn.structure.Leaves;
import fluxion.tensor.RandomKey;
import fluxion.tensor.Structure;
import fluxion.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The step as a compiled function of the state that it replaces.
final class FluxionNetworkStep implements TrainingStep {
    private final Workload workload;
    private final State state;
    private final F3<State, Tensor, Tensor, State> function;
    private final Compiled.Of3<State, Tensor, Tensor, State> step;

    /// What a step replaces.
    ///
    /// @param optimiser parameters, and what is remembered of them
    /// @param key where dropout draws from
    /// @param steps how many were taken, an `i64` scalar; step `i` draws from number `i` of the key
    /// @param loss of the last batch
    private record State(Optimiser.State<List<Tensor>> optimiser, RandomKey key, Tensor steps, Tensor loss) {}

    FluxionNetworkStep(Workload workload, float[][] parameters) {
        this.workload = workload;
        var tensors = new ArrayList<Tensor>();
        for (int i = 0; i < parameters.length; i++) {
            tensors.add(Tensor.wrap(
                    parameters[i].clone(), workload.parameters().get(i).extents()));
        }
        var optimiser = optimiser(workload);
        state = new State(
                optimiser.init(List.copyOf(tensors)), Leaves.copy(RandomKey.of(1)), Tensor.of(0L), Tensor.of(0f));
        var network = network(workload);
        function = (s, x, labels) -> {
            var mode = Mode.training(s.key().foldIn(s.steps()));
            var g = Fluxion.valueAndGrad((List<Tensor> p) -> Losses.softmaxCrossEntropy(network.of(p, x, mode), labels))
                    .apply(s.optimiser().params());
            return new State(
                    optimiser.update(s.optimiser(), g.gradient()),
                    s.key(),
                    s.steps().add(1),
                    g.value());
        };
        step = Fluxion.compile(function).math(math(workload));
    }

    /// What memory the step works on by its plan: batch, parameters, what Adam remembers, and intermediate values.
    MemoryUse memory() {
        var structure = Structure.of(state);
        var leaves = structure.leaves(state);
        var types = new ArrayList<TensorType>(leaves.stream().map(Tensor::type).toList());
        types.add(new TensorType(DType.F32, Shape.of(workload.input())));
        types.add(new TensorType(DType.I32, Shape.of(workload.batch())));
        var explained = Explanation.of("step", types, List.of(), arguments -> {
            var before = Leaves.like(state, arguments.subList(0, leaves.size()));
            return structure.leaves(
                    function.apply(before, arguments.get(leaves.size()), arguments.get(leaves.size() + 1)));
        });
        return explained.memory(IntStream.range(0, leaves.size()).boxed().collect(Collectors.toSet()));
    }

    private static MathMode math(Workload workload) {
        return switch (workload) {
            case Cnn cnn -> cnn.math();
            case LstmNetwork _, AttentionBlock _ -> MathMode.STRICT;
        };
    }

    private static Optimiser optimiser(Workload workload) {
        var chosen = workload.optimiser();
        return switch (chosen) {
            case ADAM ->
                new Adam(
                        chosen.rate(),
                        fluxion.benchmarks.mlp.Optimiser.BETA1,
                        fluxion.benchmarks.mlp.Optimiser.BETA2,
                        fluxion.benchmarks.mlp.Optimiser.EPSILON);
            case SGD -> Sgd.of(chosen.rate());
        };
    }

    /// Logits of a batch.
    @FunctionalInterface
    private interface Network {
        Tensor of(List<Tensor> parameters, Tensor x, Mode mode);
    }

    private static Network network(Workload workload) {
        return switch (workload) {
            case Cnn cnn -> layers(cnn, cnn(cnn));
            case LstmNetwork lstm -> layers(lstm, Sequential.of(Lstm.of(lstm.hidden()), Dense.of(Workload.CLASSES)));
            case AttentionBlock block -> (p, x, _) -> attention(block, p, x);
        };
    }

    /// `layers` with the parameters in order.
    private static <P, S> Network layers(Workload workload, Layer<P, S> layers) {
        var input = workload.input();
        var example = new long[input.length - 1];
        System.arraycopy(input, 1, example, 0, example.length);
        var weights = layers.init(RandomKey.of(1), example);
        return (p, x, mode) -> layers.apply(Leaves.like(weights.params(), p), weights.state(), x, mode)
                .value();
    }

    private static Sequential cnn(Cnn cnn) {
        var activation = Activation.valueOf(cnn.activation().name());
        return Sequential.of(
                Conv2D.of(cnn.channels(), cnn.kernel()).with(activation),
                Conv2D.of(2L * cnn.channels(), cnn.kernel())
                        .by(cnn.stride(), cnn.stride())
                        .with(activation),
                MaxPool2D.of(2),
                Dropout.of(cnn.dropout() ? Cnn.DROPPED_PIXELS : 0),
                Flatten.of(),
                Dense.of(Cnn.HIDDEN).with(activation),
                Dropout.of(cnn.dropout() ? Cnn.DROPPED_HIDDEN : 0),
                Dense.of(Workload.CLASSES));
    }

    private static Tensor attention(AttentionBlock block, List<Tensor> p, Tensor x) {
        var parts = normal(x, p.get(0), p.get(1)).matmul(p.get(2)).add(p.get(3)).split(2, 3);
        var queries = heads(block, parts.get(0));
        var keys = heads(block, parts.get(1));
        var values = heads(block, parts.get(2));
        var scores = queries.matmul(keys.swapAxes(-1, -2)).mul(1 / Math.sqrt(block.head()));
        var attended =
                scores.softmax().matmul(values).swapAxes(1, 2).reshape(block.batch(), block.sequence(), block.width());
        var y = x.add(attended.matmul(p.get(4)).add(p.get(5)));
        var inner = normal(y, p.get(6), p.get(7)).matmul(p.get(8)).add(p.get(9)).gelu();
        var z = y.add(inner.matmul(p.get(10)).add(p.get(11)));
        return z.mean(1).matmul(p.get(12)).add(p.get(13));
    }

    /// `[batch, heads, sequence, head]`
    private static Tensor heads(AttentionBlock block, Tensor x) {
        return x.reshape(block.batch(), block.sequence(), block.heads(), block.head())
                .swapAxes(1, 2);
    }

    private static Tensor normal(Tensor x, Tensor scale, Tensor shift) {
        return new LayerNorm(AttentionBlock.EPSILON).apply(new Normalisation(scale, shift), x, Mode.inference());
    }

    @Override
    public float step(Batch batch) {
        step.update(
                state,
                Tensor.wrap(batch.images(), workload.input()),
                Tensor.wrap(batch.labels(), batch.labels().length));
        return (float) state.loss().item();
    }

    @Override
    public float[][] parameters() {
        return state.optimiser().params().stream().map(Tensor::toFloatArray).toArray(float[][]::new);
    }

    @Override
    public void close() {}
}
