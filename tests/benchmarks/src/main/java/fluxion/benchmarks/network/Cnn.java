package fluxion.benchmarks.network;

import fluxion.annotation.MathMode;
import fluxion.benchmarks.mlp.Activation;
import fluxion.benchmarks.mlp.Optimiser;
import java.util.List;

/// A network for digits: a convolution, a convolution, the largest of each 2 by 2 pixels, dropout 0.25, a dense layer
/// of 128, dropout 0.5, a dense layer of 10. Filters are not padded.
///
/// @param batch the images in a batch
/// @param channels the filters of the first convolution; the second has twice as many
/// @param kernel the height and width of the filters
/// @param stride how far the filters of the second convolution move
/// @param activation after both convolutions and the first dense layer
/// @param dropout whether dropout drops; each system then draws its own random numbers
/// @param optimiser the update
/// @param math of Fluxion; the peers compute as they do
/// @param threads how many threads a system may use
public record Cnn(
        int batch,
        int channels,
        int kernel,
        int stride,
        Activation activation,
        boolean dropout,
        Optimiser optimiser,
        MathMode math,
        int threads)
        implements Workload {
    /// The height and width of an image.
    public static final int SIZE = 28;

    /// The width of the hidden layer.
    public static final int HIDDEN = 128;

    /// What part of the pooled pixels is dropped.
    public static final double DROPPED_PIXELS = 0.25;

    /// What part of the hidden layer is dropped.
    public static final double DROPPED_HIDDEN = 0.5;

    /// Checks the sizes.
    public Cnn {
        if (SIZE < 2 * kernel) {
            throw new IllegalArgumentException("kernel " + kernel + "; images have " + SIZE + " by " + SIZE
                    + " pixels, so it must be at most " + SIZE / 2);
        }
    }

    /// The extent of the result of the first convolution along its axes of space.
    private int first() {
        return SIZE - kernel + 1;
    }

    /// The extent of the result of the second convolution along its axes of space.
    private int second() {
        return (first() - kernel) / stride + 1;
    }

    /// The numbers that the first dense layer takes of an image.
    public int pooled() {
        return second() / 2 * (second() / 2) * 2 * channels;
    }

    @Override
    public long[] input() {
        return new long[] {batch, SIZE, SIZE, 1};
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                Parameter.of(kernel, kernel, 1, channels),
                Parameter.of(channels),
                Parameter.of(kernel, kernel, channels, 2 * channels),
                Parameter.of(2 * channels),
                Parameter.of(pooled(), HIDDEN),
                Parameter.of(HIDDEN),
                Parameter.of(HIDDEN, CLASSES),
                Parameter.of(CLASSES));
    }

    /// Forward, and the gradients of all parameters; the gradient of the images is not asked for.
    @Override
    public double flops() {
        double taps = (double) kernel * kernel * channels;
        return 2.0
                * batch
                * (2.0 * first() * first() * taps
                        + 3.0 * second() * second() * taps * 2 * channels
                        + 3.0 * pooled() * HIDDEN
                        + 3.0 * HIDDEN * CLASSES);
    }

    @Override
    public Cnn withoutDropout() {
        return new Cnn(batch, channels, kernel, stride, activation, false, optimiser, math, threads);
    }
}
