package fluxion.benchmarks.mlp;

import fluxion.nn.data.Batches;
import fluxion.nn.data.MnistData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Initial parameters and batches, the same for every system.
///
/// @param parameters in the order of [MlpSetting#shapes]
/// @param batches of real digits
public record MlpInputs(List<float[]> parameters, List<Batch> batches) {
    /// How many batches a benchmark goes round.
    public static final int BATCHES = 16;

    /// Glorot's uniform weights and zero biases, and the first [#BATCHES] batches of the small digit set in a
    /// seeded order. [Glorot, Bengio 2010]
    public static MlpInputs of(MlpSetting setting) {
        var random = new SplittableRandom(1);
        var parameters = new ArrayList<float[]>();
        for (var shape : setting.shapes()) {
            var values = new float[shape.stream().reduce(1, (a, b) -> a * b)];
            if (shape.size() == 2) {
                double limit = Math.sqrt(6.0 / (shape.get(0) + shape.get(1)));
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) random.nextDouble(-limit, limit);
                }
            }
            parameters.add(values);
        }
        return new MlpInputs(parameters, batches(setting.batch()));
    }

    /// The first [#BATCHES] batches of `size` digits of the small set.
    public static List<Batch> batches(int size) {
        try {
            var drawn = new Batches(MnistData.small().train(), size, 1, Batches.Last.DROP);
            var batches = new ArrayList<Batch>();
            for (int epoch = 0; batches.size() < BATCHES; epoch++) {
                for (var batch : drawn.epoch(epoch)) {
                    if (batches.size() < BATCHES) {
                        batches.add(
                                new Batch(batch.images().clone(), batch.labels().clone()));
                    }
                }
                if (batches.isEmpty()) {
                    throw new IllegalArgumentException("batch size " + size + " is more than the 4000 images");
                }
            }
            return batches;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Fresh copies of the parameters.
    public float[][] parameterArrays() {
        return parameters.stream().map(float[]::clone).toArray(float[][]::new);
    }

    /// The batch of step `i`, which goes round.
    public Batch batch(long i) {
        return batches.get((int) (i % batches.size()));
    }
}
