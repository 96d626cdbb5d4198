package fluxion.nn.layer;

import fluxion.ir.DType;
import fluxion.ir.Shape;
import fluxion.tensor.RandomKey;
import fluxion.tensor.Tensor;
import java.util.stream.IntStream;

/// Each channel (the last axis) with mean 0 and variance 1 over the batch and all other axes, then scaled and shifted
/// [Ioffe & Szegedy 2015, algorithm 1]. While training the statistics are those of the batch, with the variance divided
/// by n, and running averages of them are the state; in use they are those averages. A batch without numbers leaves the
/// averages as they are.
///
/// @param momentum how much of a running average stays in a step
/// @param epsilon added to the variance
public record BatchNorm(double momentum, double epsilon) implements Layer<Normalisation, BatchNorm.Statistics> {
    /// With momentum 0.99 and epsilon 1e-3.
    public static BatchNorm of() {
        return new BatchNorm(0.99, 1e-3);
    }

    /// Running averages.
    ///
    /// @param mean `[channels]`
    /// @param variance `[channels]`
    public record Statistics(Tensor mean, Tensor variance) {}

    @Override
    public Shape output(Shape input) {
        Check.rank(this, input, 1, "[..., channels]");
        return input;
    }

    @Override
    public Normalisation params(RandomKey key, Shape input) {
        return Normalisation.identity(input);
    }

    @Override
    public Statistics state(Shape input) {
        long channels = input.dim(input.rank() - 1).constant();
        return new Statistics(Tensor.zeros(DType.F32, channels), Tensor.ones(DType.F32, channels));
    }

    @Override
    public Output<Statistics> apply(Normalisation params, Statistics state, Tensor x, Mode mode) {
        return switch (mode) {
            case Mode.Inference _ -> new Output<>(params.of(x, state.mean(), state.variance(), epsilon), state);
            case Mode.Training _ -> {
                int[] axes = IntStream.range(0, x.rank() - 1).toArray();
                var mean = x.mean(axes);
                var variance = x.var(axes);
                var next = new Statistics(average(state.mean(), mean, x), average(state.variance(), variance, x));
                yield new Output<>(params.of(x, mean, variance, epsilon), next);
            }
        };
    }

    private Tensor average(Tensor running, Tensor batch, Tensor x) {
        var next = running.mul(momentum).add(batch.stopGradient().mul(1 - momentum));
        // over no numbers the mean is 0 / 0, and nothing is learned of it
        if (x.shape().isConstant()) {
            return x.size() == 0 ? running : next;
        }
        var any = Tensor.onesLike(x).max().gt(0);
        return any.where(next, running);
    }
}
