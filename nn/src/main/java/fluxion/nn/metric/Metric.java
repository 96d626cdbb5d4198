package fluxion.nn.metric;

import fluxion.ir.DType;
import fluxion.tensor.Tensor;
import java.util.function.BinaryOperator;

/// A number about predictions, which is a mean over examples: so it is the same however the examples are cut into
/// batches.
///
/// @param name what reports call it
/// @param each of predictions `[batch, ...]` and targets, a number (or truth value) for each example, `[batch]`
public record Metric(String name, BinaryOperator<Tensor> each) {
    /// How often the largest score is that of the right class.
    ///
    /// Predictions are `[batch, classes]`, targets class numbers `[batch]` or one-hot `[batch, classes]`.
    public static Metric accuracy() {
        return new Metric(
                "accuracy",
                (scores, labels) -> scores.argMax(1).eq(classes(labels).cast(DType.I64)));
    }

    /// How often the right class is among the `k` largest scores; among equal scores the first is taken for the
    /// larger.
    ///
    /// Predictions are `[batch, classes]`, targets class numbers `[batch]` or one-hot `[batch, classes]`.
    public static Metric topK(int k) {
        return new Metric("top-" + k, (scores, labels) -> {
            var right = classes(labels).cast(DType.I64).expandDims(1);
            var score = scores.gather(right, 1, 1);
            long count = scores.shape().dim(1).constant();
            var before = scores.eq(score).and(Tensor.arange(DType.I64, count).lt(right));
            return scores.gt(score).or(before).cast(DType.I64).sum(1).lt(k);
        });
    }

    /// How often a logit, or a probability less a half, has the sign of the target, which is 0 or 1.
    ///
    /// @param threshold above which a prediction means 1: 0 for logits, 0.5 for probabilities
    public static Metric binaryAccuracy(double threshold) {
        return new Metric(
                "binary accuracy",
                (predicted, target) ->
                        perExample(predicted.gt(threshold).eq(target.gt(0.5)).cast(DType.F64)));
    }

    /// The mean of `(predicted - target)^2`.
    public static Metric meanSquaredError() {
        return new Metric(
                "mse", (predicted, target) -> perExample(predicted.sub(target).square()));
    }

    /// The mean of `|predicted - target|`.
    public static Metric meanAbsoluteError() {
        return new Metric(
                "mae", (predicted, target) -> perExample(predicted.sub(target).abs()));
    }

    /// A mean over all axes but the first.
    private static Tensor perExample(Tensor x) {
        while (x.rank() > 1) {
            x = x.mean(-1);
        }
        return x;
    }

    private static Tensor classes(Tensor labels) {
        return labels.dtype().isInteger() ? labels : labels.argMax(1);
    }

    /// The sum over the batch, an `f64` scalar.
    public Tensor sum(Tensor predicted, Tensor target) {
        return each.apply(predicted, target).cast(DType.F64).sum();
    }
}
