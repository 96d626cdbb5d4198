package fluxion.tensor;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.DType;
import fluxion.ir.ElementaryFn;
import fluxion.ir.ReduceFn;
import fluxion.ir.TensorOp;
import java.util.List;

/// Activation functions and cross entropy, in forms that neither overflow nor cancel.
final class Activations {
    private Activations() {}

    /// The zero is the left operand, so that a tie gives the derivative to it: relu'(0) = 0.
    static Tensor relu(Tensor x) {
        Broadcasting.check("relu", x, dtype -> dtype != DType.BOOL);
        return Recorder.binary(BinaryFn.MAX, Recorder.constantLike(x, 0), x);
    }

    static Tensor leakyRelu(Tensor x, double slope) {
        Broadcasting.check("leakyRelu", x, DType::isFloat);
        var positive = Recorder.compare(CompareFn.GT, x, Recorder.constantLike(x, 0));
        return Recorder.select(positive, x, Recorder.mul(x, Broadcasting.number("leakyRelu", x, slope)));
    }

    static Tensor elu(Tensor x) {
        Broadcasting.check("elu", x, DType::isFloat);
        var zero = Recorder.constantLike(x, 0);
        var positive = Recorder.compare(CompareFn.GT, x, zero);
        return Recorder.select(
                positive, x, Recorder.elementary(ElementaryFn.EXPM1, Recorder.select(positive, zero, x)));
    }

    /// `x * (1 + erf(x / sqrt(2))) / 2`
    static Tensor gelu(Tensor x) {
        Broadcasting.check("gelu", x, DType::isFloat);
        var erf = Recorder.elementary(ElementaryFn.ERF, Recorder.mul(x, Recorder.constantLike(x, Math.sqrt(0.5))));
        var half = Recorder.mul(x, Recorder.constantLike(x, 0.5));
        return Recorder.mul(half, Recorder.add(erf, Recorder.constantLike(x, 1)));
    }

    static Tensor silu(Tensor x) {
        Broadcasting.check("silu", x, DType::isFloat);
        return Recorder.mul(x, Recorder.elementary(ElementaryFn.SIGMOID, x));
    }

    /// `max(0, x) + log1p(exp(-|x|))`. The negated side is written so that its slope at 0 is 1, which makes that of
    /// the whole 1/2 there (the maximum gives 0).
    static Tensor softplus(Tensor x) {
        Broadcasting.check("softplus", x, DType::isFloat);
        var zero = Recorder.constantLike(x, 0);
        var minusAbs = Recorder.select(Recorder.compare(CompareFn.GT, x, zero), Recorder.neg(x), x);
        var rest = Recorder.elementary(ElementaryFn.LOG1P, Recorder.exp(minusAbs));
        return Recorder.add(Recorder.binary(BinaryFn.MAX, zero, x), rest);
    }

    static Tensor logSigmoid(Tensor x) {
        Broadcasting.check("logSigmoid", x, DType::isFloat);
        return Recorder.neg(softplus(Recorder.neg(x)));
    }

    static Tensor softmax(Tensor x, int axis) {
        var over = List.of(checked("softmax", x, axis));
        var e = Recorder.exp(shifted(x, over));
        // one division a row: the sum is at least 1
        var scale = Arithmetic.reciprocal("softmax", Recorder.reduce(ReduceFn.SUM, e, over));
        return Recorder.mul(e, Recorder.spread(scale, over, x.shape()));
    }

    static Tensor logSoftmax(Tensor x, int axis) {
        return logSoftmax(x, List.of(checked("logSoftmax", x, axis)));
    }

    private static Tensor logSoftmax(Tensor x, List<Integer> over) {
        var shifted = shifted(x, over);
        var sum = Recorder.reduce(ReduceFn.SUM, Recorder.exp(shifted), over);
        return Recorder.sub(shifted, Recorder.spread(Recorder.log(sum), over, x.shape()));
    }

    private static int checked(String name, Tensor x, int axis) {
        Broadcasting.check(name, x, DType::isFloat);
        return Axes.of(name, axis, x);
    }

    private static Tensor shifted(Tensor x, List<Integer> over) {
        var largest = Recorder.stop(Recorder.reduce(ReduceFn.MAX, x, over));
        return Recorder.sub(x, Recorder.spread(largest, over, x.shape()));
    }

    /// Minus the logarithm of the probability that softmax of the last axis of `logits` gives to `labels`.
    static Tensor softmaxCrossEntropy(Tensor logits, Tensor labels) {
        int last = checked("softmaxCrossEntropy", logits, -1);
        var logProbabilities = logSoftmax(logits, List.of(last));
        if (labels.dtype().isInteger()) {
            if (!labels.shape().equals(logits.shape().without(last))) {
                throw new ShapeException("softmaxCrossEntropy: logits " + logits.type() + " and class numbers "
                        + labels.type() + "; the class numbers must have shape "
                        + logits.shape().without(last));
            }
            return Recorder.neg(Recorder.one(
                    new TensorOp.Gather(logProbabilities.handle(), labels.handle(), last, last),
                    logProbabilities,
                    labels));
        }
        Broadcasting.sameDType("softmaxCrossEntropy", logits, labels);
        if (!labels.shape().equals(logits.shape())) {
            throw new ShapeException(
                    "softmaxCrossEntropy: logits " + logits.type() + " and probabilities " + labels.type()
                            + "; both must have the same shape, or the labels be integer class numbers of shape "
                            + logits.shape().without(last));
        }
        return Recorder.neg(Recorder.reduce(ReduceFn.SUM, Recorder.mul(labels, logProbabilities), List.of(last)));
    }

    /// Zero with probability `rate`; the rest is scaled so that the mean stays.
    static Tensor dropout(Tensor x, RandomKey key, double rate) {
        Broadcasting.check("dropout", x, DType::isFloat);
        if (!(rate >= 0 && rate < 1)) {
            throw new ShapeException("dropout: rate " + rate + "; it must lie in [0, 1)");
        }
        var keep = key.bernoulli(1 - rate, x.shape());
        var scaled = Recorder.mul(x, Broadcasting.number("dropout", x, 1 / (1 - rate)));
        return Recorder.select(keep, scaled, Recorder.constantLike(x, 0));
    }
}
