package fluxion.cli.gradbench.problem;

/// `lstm`: how badly a network of diagonal LSTM layers predicts the next character of a text.
///
/// The weights of a gate are a vector, multiplied element by element. Each layer has the gates forget, ingate, outgate
/// and change, in this order.
public final class Lstm {
    private Lstm() {}

    /// The mean cross entropy of the predictions.
    ///
    /// @param main [2 l, 4 b]: row `2 i` holds the weights of layer `i`, row `2 i + 1` its biases, gate after gate
    /// @param extra [3, b]: the weights of the input, the weights of the output, the biases of the output
    /// @param state [2 l, b]: row `2 i` holds what layer `i` hides at the start, row `2 i + 1` its cells
    /// @param sequence [c, b]: the bits of the characters
    /// @param b bits of a character
    public static double objective(double[] main, double[] extra, double[] state, double[] sequence, int b) {
        int layers = state.length / (2 * b);
        int characters = sequence.length / b;
        double[] current = state.clone();
        double[] signal = new double[b];
        double total = 0;
        for (int t = 0; t + 1 < characters; t++) {
            for (int j = 0; j < b; j++) {
                signal[j] = sequence[t * b + j] * extra[j];
            }
            for (int layer = 0; layer < layers; layer++) {
                step(main, layer, current, signal, b);
            }
            double sum = 2;
            for (int j = 0; j < b; j++) {
                signal[j] = signal[j] * extra[b + j] + extra[2 * b + j];
                sum += Math.exp(signal[j]);
            }
            double logSum = Math.log(sum);
            for (int j = 0; j < b; j++) {
                total += sequence[(t + 1) * b + j] * (signal[j] - logSum);
            }
        }
        return -total / ((characters - 1) * b);
    }

    /// Advances one layer: `signal` is what it is given, and then what it hides.
    private static void step(double[] main, int layer, double[] state, double[] signal, int b) {
        int weight = 8 * b * layer;
        int bias = weight + 4 * b;
        int hidden = 2 * b * layer;
        int cell = hidden + b;
        for (int j = 0; j < b; j++) {
            double before = state[hidden + j];
            double forget = sigmoid(signal[j] * main[weight + j] + main[bias + j]);
            double in = sigmoid(before * main[weight + b + j] + main[bias + b + j]);
            double out = sigmoid(signal[j] * main[weight + 2 * b + j] + main[bias + 2 * b + j]);
            double change = Math.tanh(before * main[weight + 3 * b + j] + main[bias + 3 * b + j]);
            double kept = state[cell + j] * forget + in * change;
            double shown = out * Math.tanh(kept);
            state[cell + j] = kept;
            state[hidden + j] = shown;
            signal[j] = shown;
        }
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
