package fluxion.nn.loss;

import fluxion.tensor.ShapeException;
import fluxion.tensor.Tensor;

/// Losses, each a mean over the batch and whatever other axes an example has. Except where classes are meant, the
/// target has shape and dtype of the prediction.
public final class Losses {
    /// The least probability that a logarithm is taken of.
    private static final double LEAST = 1e-7;

    private Losses() {}

    /// The mean of `(predicted - target)^2`.
    public static Tensor meanSquaredError(Tensor predicted, Tensor target) {
        return difference("meanSquaredError", predicted, target).square().mean();
    }

    /// The mean of `|predicted - target|`; derivative 0 where they are equal.
    public static Tensor meanAbsoluteError(Tensor predicted, Tensor target) {
        return difference("meanAbsoluteError", predicted, target).abs().mean();
    }

    /// The mean of `d^2 / 2` where `|d| <= delta`, else `delta * (|d| - delta / 2)`, of `d = predicted - target`
    /// [Huber 1964].
    ///
    /// @param delta from where on the loss grows linearly, above 0
    public static Loss huber(double delta) {
        if (!(delta > 0)) {
            throw new ShapeException("huber: delta " + delta + "; it must be above 0");
        }
        return (predicted, target) -> {
            var size = difference("huber", predicted, target).abs();
            var near = size.minimum(delta);
            // near^2 / 2 + delta * (size - near), which is both cases
            return near.square().mul(0.5).add(size.sub(near).mul(delta)).mean();
        };
    }

    /// The cross entropy of softmax along the last axis.
    ///
    /// @param logits `[batch, ..., classes]`
    /// @param labels class numbers, integers without the last axis, or probabilities of the shape of `logits`
    public static Tensor softmaxCrossEntropy(Tensor logits, Tensor labels) {
        return logits.softmaxCrossEntropy(labels).mean();
    }

    /// The cross entropy of probabilities along the last axis, such as softmax gives; those below 1e-7 count as
    /// that. [#softmaxCrossEntropy] on logits is more accurate.
    ///
    /// @param probabilities `[batch, ..., classes]`
    /// @param labels class numbers, integers without the last axis, or probabilities of the shape of
    /// `probabilities`
    public static Tensor crossEntropy(Tensor probabilities, Tensor labels) {
        int last = probabilities.rank() - 1;
        var wanted = labels.dtype().isInteger()
                ? labels.oneHot(probabilities.shape().dim(last).constant(), probabilities.dtype())
                : labels;
        same("crossEntropy", probabilities, wanted);
        return probabilities.maximum(LEAST).log().mul(wanted).sum(last).neg().mean();
    }

    /// The cross entropy of `sigmoid(logits)` and `target`, without overflow.
    ///
    /// @param target probabilities, 0 to 1
    public static Tensor binaryCrossEntropyWithLogits(Tensor logits, Tensor target) {
        same("binaryCrossEntropyWithLogits", logits, target);
        return logits.softplus().sub(logits.mul(target)).mean();
    }

    /// The mean of `max(0, 1 - target * predicted)`.
    ///
    /// @param target -1 or 1
    public static Tensor hinge(Tensor predicted, Tensor target) {
        same("hinge", predicted, target);
        return target.mul(predicted).rsub(1).relu().mean();
    }

    /// The divergence of Kullback and Leibler, the sum of `target * log(target / predicted)` along the last axis, 0
    /// where `target` is 0; predictions below 1e-7 count as that.
    ///
    /// @param predicted probabilities along the last axis
    /// @param target probabilities along the last axis
    public static Tensor klDivergence(Tensor predicted, Tensor target) {
        same("klDivergence", predicted, target);
        var some = target.gt(0);
        var logarithm = some.where(target, Tensor.onesLike(target)).log();
        return target.mul(logarithm.sub(predicted.maximum(LEAST).log()))
                .sum(predicted.rank() - 1)
                .mean();
    }

    private static Tensor difference(String loss, Tensor predicted, Tensor target) {
        same(loss, predicted, target);
        return predicted.sub(target);
    }

    private static void same(String loss, Tensor predicted, Tensor target) {
        if (!predicted.type().equals(target.type())) {
            throw new ShapeException(loss + ": predictions of type " + predicted.type() + " and targets of type "
                    + target.type() + "; both must have the same shape and dtype");
        }
    }
}
