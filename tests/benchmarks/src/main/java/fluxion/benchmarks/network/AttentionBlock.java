package fluxion.benchmarks.network;

import fluxion.benchmarks.mlp.Optimiser;
import java.util.List;

/// A block of a transformer with normalisation before its parts, the mean over the sequence and a dense layer of 10:
/// `y = x + attention(norm(x))`, `z = y + dense(gelu(dense(norm(y))))`. No mask, no dropout. [Xiong et al. 2020]
///
/// @param batch the sequences in a batch
/// @param sequence the elements of a sequence
/// @param width the numbers of an element
/// @param heads the parts that attend apart
/// @param optimiser the update
/// @param threads how many threads a system may use
public record AttentionBlock(int batch, int sequence, int width, int heads, Optimiser optimiser, int threads)
        implements Workload {
    /// Added to the variance in a normalisation.
    public static final double EPSILON = 1e-5;

    /// How many times wider the inner layer is.
    public static final int WIDER = 4;

    /// Checks the heads.
    public AttentionBlock {
        if (width % heads != 0) {
            throw new IllegalArgumentException(heads + " heads of " + width + " numbers; they must share them evenly");
        }
    }

    /// The numbers of a head.
    public int head() {
        return width / heads;
    }

    @Override
    public long[] input() {
        return new long[] {batch, sequence, width};
    }

    /// Scale and shift of the first normalisation; queries, keys and values in one; what follows attention; scale
    /// and shift of the second normalisation; the inner layer; the layer after it; the last one.
    @Override
    public List<Parameter> parameters() {
        return List.of(
                Parameter.ones(width),
                Parameter.of(width),
                Parameter.of(width, 3 * width),
                Parameter.of(3 * width),
                Parameter.of(width, width),
                Parameter.of(width),
                Parameter.ones(width),
                Parameter.of(width),
                Parameter.of(width, WIDER * width),
                Parameter.of(WIDER * width),
                Parameter.of(WIDER * width, width),
                Parameter.of(width),
                Parameter.of(width, CLASSES),
                Parameter.of(CLASSES));
    }

    /// Forward, and the gradients of all parameters.
    @Override
    public double flops() {
        double weights = (3.0 + 1 + 2 * WIDER) * width * width;
        double scores = 2.0 * sequence * width;
        return 3 * 2.0 * batch * (sequence * (weights + scores) + (double) width * CLASSES);
    }

    @Override
    public AttentionBlock withoutDropout() {
        return this;
    }
}
