package fluxion.benchmarks.network;

import fluxion.benchmarks.mlp.Optimiser;
import java.util.List;

/// Long short-term memory over sequences, and a dense layer of 10 on its last output. The parts of the weights' last
/// axis are those of the input gate, the forget gate, the candidate and the output gate.
///
/// @param batch the sequences in a batch
/// @param steps the elements of a sequence
/// @param features the numbers of an element
/// @param hidden the units
/// @param optimiser the update
/// @param threads how many threads a system may use
public record LstmNetwork(int batch, int steps, int features, int hidden, Optimiser optimiser, int threads)
        implements Workload {
    /// The parts of the last axis of the weights.
    public static final int GATES = 4;

    @Override
    public long[] input() {
        return new long[] {batch, steps, features};
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                Parameter.of(features, GATES * hidden),
                Parameter.of(hidden, GATES * hidden),
                Parameter.of(GATES * hidden),
                Parameter.of(hidden, CLASSES),
                Parameter.of(CLASSES));
    }

    /// Forward, and the gradients of all parameters; the gradient of the sequences is not asked for.
    @Override
    public double flops() {
        return 2.0 * batch * hidden * (steps * GATES * (2.0 * features + 3.0 * hidden) + 3.0 * CLASSES);
    }

    @Override
    public LstmNetwork withoutDropout() {
        return this;
    }
}
