package fluxion.cli.train;

import fluxion.annotation.MathMode;
import fluxion.cli.failure.CommandFailure;
import fluxion.cli.plot.Plots;
import fluxion.nn.data.MnistData;
import fluxion.nn.layer.Weights;
import fluxion.nn.safetensors.Safetensors;
import fluxion.nn.train.Epoch;
import fluxion.nn.train.Trained;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

    /// How it is computed.
    enum Precision {
        /// Bit for bit as operations define.
        STRICT(MathMode.STRICT),
        /// With faster convolutions.
        RELAXED(MathMode.RELAXED);

        private final MathMode mode;

        Precision(MathMode mode) {
            this.mode = mode;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DATASET", description = "One of: ${COMPLETION-CANDIDATES}.")
    private DataSet dataSet;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            defaultValue = "mlp",
            description = "One of: ${COMPLETION-CANDIDATES}.")
    private Network network;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "The folder of the IDX files.")
    private Path data;

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "10", description = "Passes over the training data.")
    private int epochs;

    @Option(names = "--batch", paramLabel = "B", defaultValue = "128", description = "Examples a step.")
    private int batch;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Seed of parameters and shuffling.")
    private long seed;

    @Option(
            names = "--math",
            paramLabel = "MATH",
            defaultValue = "strict",
            description = "One of: ${COMPLETION-CANDIDATES}; relaxed is faster, and near the same.")
    private Precision math;

    @Option(names = "--summary", description = "Print the table of layers first.")
    private boolean summary;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "A folder for plots of loss and accuracy, and the weights.")
    private @Nullable Path folder;

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
        var training = new ImageTraining(images, network, epochs, batch, seed, math.mode);
        if (summary) {
            out.println(training.summary());
        }
        var losses = new ArrayList<Double>();
        var accuracies = new ArrayList<Double>();
        Trained<?, ?> trained;
        try (var bar = new EpochBar(training.stepsAnEpoch())) {
            trained = training.run(bar::stepped, (epoch, ofSteps) -> {
                bar.epochEnded();
                losses.addAll(ofSteps);
                accuracies.add(100 * accuracy(epoch));
                out.printf(
                        Locale.ROOT,
                        "epoch %d: loss %.4f, %.2f s%n",
                        epoch.number() + 1,
                        mean(ofSteps),
                        epoch.seconds());
            });
        }
        if (folder != null) {
            save(folder, trained.weights(), losses, accuracies);
            out.println("plots and weights are in " + folder);
        }
        out.printf(
                Locale.ROOT,
                "test accuracy %.2f %%%n",
                100 * accuracy(trained.epochs().getLast()));
        return 0;
    }

    private static double accuracy(Epoch epoch) {
        return epoch.validation().orElseThrow().metric(ImageTraining.ACCURACY);
    }

    private static double mean(List<Double> losses) {
        return losses.stream().mapToDouble(loss -> loss).average().orElseThrow();
    }

    private void save(Path target, Weights<?, ?> weights, List<Double> losses, List<Double> accuracies) {
        var name = dataSet + "-" + network;
        try {
            Files.createDirectories(target);
            Plots.curve(target.resolve(name + "-loss.png"), name, "step", "loss", losses);
            Plots.curve(target.resolve(name + "-accuracy.png"), name, "epoch", "test accuracy, %", accuracies);
            Safetensors.save(target.resolve(name + ".safetensors"), weights);
        } catch (IOException e) {
            throw new CommandFailure("cannot write to " + target + ": " + e.getMessage(), e);
        }
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
