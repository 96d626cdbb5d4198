package fluxion.benchmarks.conv;

import fluxion.annotation.MathMode;

/// A convolution without padding, one step at a time, of square images `[batch, size, size, channels]` with a square
/// filter `[kernel, kernel, channels, features]`.
///
/// @param math of Fluxion; the peers compute as they do
/// @param threads how many each system may use
public record ConvSetting(int batch, int size, int kernel, int channels, int features, MathMode math, int threads) {
    /// The extent of the result along its axes of space.
    public int positions() {
        return size - kernel + 1;
    }

    /// The shape of the images.
    public long[] images() {
        return new long[] {batch, size, size, channels};
    }

    /// The shape of the filter.
    public long[] filter() {
        return new long[] {kernel, kernel, channels, features};
    }

    /// The shape of the result, and of its cotangent.
    public long[] result() {
        return new long[] {batch, positions(), positions(), features};
    }

    /// Additions and multiplications, of each part.
    public double flops() {
        return 2.0 * batch * positions() * positions() * kernel * kernel * channels * features;
    }
}
