package fluxion.cli.train;

import fluxion.cli.failure.CommandFailure;
import fluxion.nn.data.MnistData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fluxion train mnist`: trains a network on IDX files and prints its accuracy on the test files.
@Command(
        name = "train",
        description = "Trains a network on a data set; the last line printed is its test accuracy.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class TrainCommand implements Callable<Integer> {
    /// The data sets that can be named.
    enum DataSet {
        /// Handwritten digits in four IDX files, plain or gzip.
        MNIST;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The networks that can be named.
    enum Model {
        /// 784-128-10 with relu.
        MLP;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final int HIDDEN = 128;
    private static final double RATE = 0.001;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DATASET", description = "One of: ${COMPLETION-CANDIDATES}.")
    private DataSet dataSet;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            defaultValue = "mlp",
            description = "One of: ${COMPLETION-CANDIDATES}.")
    private Model model;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "The folder of the IDX files.")
    private Path data;

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "10", description = "Passes over the training data.")
    private int epochs;

    @Option(names = "--batch", paramLabel = "B", defaultValue = "128", description = "Examples a step.")
    private int batch;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Seed of parameters and shuffling.")
    private long seed;

    /// Creates the command.
    public TrainCommand() {}

    @Override
    public Integer call() {
        atLeastOne("--epochs", epochs);
        atLeastOne("--batch", batch);
        var out = spec.commandLine().getOut();
        var images = switch (dataSet) {
            case MNIST -> load();
        };
        var training = switch (model) {
            case MLP -> new MlpTraining(images, HIDDEN, RATE, batch, seed);
        };
        for (int epoch = 0; epoch < epochs; epoch++) {
            long start = System.nanoTime();
            var losses = epoch(training, epoch);
            out.printf(
                    Locale.ROOT,
                    "epoch %d: loss %.4f, %.2f s%n",
                    epoch + 1,
                    mean(losses),
                    (System.nanoTime() - start) / 1e9);
        }
        out.printf(Locale.ROOT, "test accuracy %.2f %%%n", 100 * training.testAccuracy());
        return 0;
    }

    private static List<Double> epoch(MlpTraining training, int epoch) {
        try (var progress = Progress.of("epoch " + (epoch + 1), training.stepsAnEpoch())) {
            return training.epoch(epoch, progress::at);
        }
    }

    private static double mean(List<Double> losses) {
        return losses.stream().mapToDouble(loss -> loss).average().orElseThrow();
    }

    private MnistData load() {
        try {
            return MnistData.load(data);
        } catch (IOException e) {
            throw new CommandFailure("cannot read the data set in " + data + ": " + e.getMessage(), e);
        }
    }

    private void atLeastOne(String option, int value) {
        if (value < 1) {
            throw new ParameterException(spec.commandLine(), option + " is " + value + "; it must be at least 1");
        }
    }
}
