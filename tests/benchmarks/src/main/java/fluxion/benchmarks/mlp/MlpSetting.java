package fluxion.benchmarks.mlp;

import java.util.List;

/// What is trained: a network 784 - `hidden` - 10, mean softmax cross-entropy over a batch.
///
/// @param hidden the width of the hidden layer
/// @param batch the images in a batch
/// @param activation the function after the hidden layer
/// @param optimiser the update
/// @param threads how many threads a system may use
public record MlpSetting(int hidden, int batch, Activation activation, Optimiser optimiser, int threads) {
    /// The pixels of an image.
    public static final int FEATURES = 784;

    /// The digits.
    public static final int CLASSES = 10;

    /// Checks the sizes.
    public MlpSetting {
        if (hidden < 1 || batch < 1 || threads < 1) {
            throw new IllegalArgumentException(
                    "hidden " + hidden + ", batch " + batch + ", threads " + threads + "; each must be at least 1");
        }
    }

    /// The shapes of the parameters in order: weights `[784, hidden]`, bias `[hidden]`, weights `[hidden, 10]`,
    /// bias `[10]`. A layer is `x * weights + bias`.
    public List<List<Integer>> shapes() {
        return List.of(List.of(FEATURES, hidden), List.of(hidden), List.of(hidden, CLASSES), List.of(CLASSES));
    }

    /// The multiplications and additions of the contractions of a step: forward, and the gradients of both weights
    /// and of the hidden layer.
    public double flops() {
        return 2.0 * batch * hidden * (2.0 * FEATURES + 3.0 * CLASSES);
    }
}
