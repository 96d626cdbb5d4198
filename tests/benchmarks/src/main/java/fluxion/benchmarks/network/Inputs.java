package fluxion.benchmarks.network;

import fluxion.benchmarks.mlp.Batch;
import fluxion.benchmarks.mlp.MlpInputs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Initial parameters and batches, the same for every system.
///
/// @param parameters in the order of [Workload#parameters]
/// @param batches to go round
record Inputs(List<float[]> parameters, List<Batch> batches) {
    /// Real digits for images, else numbers of the normal distribution with classes at random.
    static Inputs of(Workload workload) {
        var random = new SplittableRandom(1);
        var parameters = workload.parameters().stream().map(p -> p.draw(random)).toList();
        return new Inputs(
                parameters,
                switch (workload) {
                    case Cnn cnn -> MlpInputs.batches(cnn.batch());
                    case LstmNetwork lstm -> normal(lstm, random);
                    case AttentionBlock block -> normal(block, random);
                });
    }

    private static List<Batch> normal(Workload workload, SplittableRandom random) {
        int size = (int) Arrays.stream(workload.input()).reduce(1, (a, b) -> a * b);
        var batches = new ArrayList<Batch>();
        for (int i = 0; i < MlpInputs.BATCHES; i++) {
            var x = new float[size];
            for (int j = 0; j < size; j++) {
                x[j] = (float) random.nextGaussian();
            }
            batches.add(new Batch(
                    x, random.ints(workload.batch(), 0, Workload.CLASSES).toArray()));
        }
        return batches;
    }

    /// Fresh copies of the parameters.
    float[][] parameterArrays() {
        return parameters.stream().map(float[]::clone).toArray(float[][]::new);
    }

    /// The batch of step `i`, which goes round.
    Batch batch(long i) {
        return batches.get((int) (i % batches.size()));
    }
}
