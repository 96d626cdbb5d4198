package fluxion.nn.train;

import fluxion.Compiled;
import fluxion.Fluxion;
import fluxion.annotation.MathMode;
import fluxion.ir.DType;
import fluxion.nn.data.Examples;
import fluxion.nn.layer.Layer;
import fluxion.nn.layer.Weights;
import fluxion.nn.loss.Loss;
import fluxion.nn.metric.Metric;
import fluxion.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/// A network in use, compiled: predictions, and what they are worth. Any number of threads may use one.
///
/// @param <P> the parameters of the network
/// @param <S> its state
public final class Inference<P, S> {
    private final Compiled.Of2<Weights<P, S>, Tensor, Tensor> predict;
    private final Compiled.Of3<Weights<P, S>, Tensor, Tensor, Sums> sums;
    private final List<Metric> metrics;

    private record Sums(Tensor loss, List<Tensor> metrics) {}

    private Inference(
            Compiled.Of2<Weights<P, S>, Tensor, Tensor> predict,
            Compiled.Of3<Weights<P, S>, Tensor, Tensor, Sums> sums,
            List<Metric> metrics) {
        this.predict = predict;
        this.sums = sums;
        this.metrics = metrics;
    }

    private static <P, S> Inference<P, S> compiled(Layer<P, S> network, Loss loss, List<Metric> metrics) {
        Compiled.Of2<Weights<P, S>, Tensor, Tensor> predict =
                Fluxion.compile((Weights<P, S> weights, Tensor x) -> network.infer(weights, x));
        Compiled.Of3<Weights<P, S>, Tensor, Tensor, Sums> sums =
                Fluxion.compile((Weights<P, S> weights, Tensor x, Tensor target) -> {
                    var predicted = network.infer(weights, x);
                    return new Sums(
                            loss.apply(predicted, target).cast(DType.F64),
                            metrics.stream()
                                    .map(metric -> metric.sum(predicted, target))
                                    .toList());
                });
        return new Inference<>(predict, sums, metrics);
    }

    /// `network`, judged by `loss` and `metrics`.
    public static <P, S> Inference<P, S> of(Layer<P, S> network, Loss loss, Metric... metrics) {
        return compiled(network, loss, List.of(metrics));
    }

    static <P, S> Inference<P, S> of(Layer<P, S> network, Loss loss, List<Metric> metrics) {
        return compiled(network, loss, List.copyOf(metrics));
    }

    /// The same, computed as `mode` says; see [Compiled].
    public Inference<P, S> math(MathMode mode) {
        return new Inference<>(predict.math(mode), sums.math(mode), metrics);
    }

    /// What the network makes of the batch `x`.
    public Tensor predict(Weights<P, S> weights, Tensor x) {
        return predict.apply(weights, x);
    }

    /// Loss and metrics, means over all examples, computed `batch` examples at once. The loss must be a mean over
    /// examples, as those of [fluxion.nn.loss.Losses] are.
    public Scores evaluate(Weights<P, S> weights, Examples examples, int batch) {
        if (batch < 1) {
            throw new IllegalArgumentException("batch size " + batch + ", expected at least 1");
        }
        var total = new ScoreSum(metrics);
        int[] order = IntStream.range(0, examples.count()).toArray();
        for (int from = 0; from < order.length; from += batch) {
            int size = Math.min(batch, order.length - from);
            var drawn = examples.batch(order, from, size);
            var part = sums.apply(weights, drawn.inputs(), drawn.targets());
            total.add(part.loss().item(), part.metrics(), size);
        }
        return total.scores();
    }
}
