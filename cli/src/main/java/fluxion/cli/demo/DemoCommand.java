package fluxion.cli.demo;

import fluxion.annotation.MathMode;
import fluxion.cli.failure.CommandFailure;
import fluxion.cli.plot.Plots;
import fluxion.cli.train.ImageTraining;
import fluxion.cli.train.Network;
import fluxion.cli.train.Progress;
import fluxion.nn.data.MnistData;
import fluxion.nn.train.Trained;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fluxion demo`: the worked examples of the tape, then a small network trained on the digits of the repository.
@Command(
        name = "demo",
        description = "Runs the worked examples, then trains a small network on digits kept in the repository.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class DemoCommand implements Callable<Integer> {
    private static final int EPOCHS = 5;
    private static final int BATCH = 64;

    @Spec
    private CommandSpec spec;

    @Option(names = "--out", paramLabel = "DIR", defaultValue = "out", description = "The folder for the plots.")
    private Path folder;

    /// Creates the command.
    public DemoCommand() {}

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        try {
            Files.createDirectories(folder);
            examples(out);
            digits(out);
        } catch (IOException e) {
            throw new CommandFailure("cannot write the plots to " + folder + ": " + e.getMessage(), e);
        }
        out.println("plots are in " + folder);
        return 0;
    }

    private void examples(PrintWriter out) throws IOException {
        out.println("1. descent on x^2 + y^2 from (-75, 75)");
        for (var point : WorkedExamples.bowl()) {
            out.printf(Locale.ROOT, "   x = %8.3f   z = %9.2f%n", point.x(), point.z());
        }
        out.printf(Locale.ROOT, "2. w^2 after 10,000 steps: %.3e%n", WorkedExamples.square());
        double[] p = WorkedExamples.parabola();
        out.printf(
                Locale.ROOT, "3. 6 x^2 + 8 x + 2, found by sign descent: %.3f x^2 + %.3f x + %.3f%n", p[0], p[1], p[2]);
        var line = WorkedExamples.line(70);
        out.printf(
                Locale.ROOT,
                "4. y = 0.3 + 0.5 x + e, from 200 points: y = %.3f + %.3f x; loss %.2f, then %.2f%n",
                line.intercept(),
                line.slope(),
                line.losses().getFirst(),
                line.losses().getLast());
        Plots.fit(
                folder.resolve("regression.png"),
                "linear regression",
                line.x().toDoubleArray(),
                line.y().toDoubleArray(),
                new double[] {0, 1},
                new double[] {line.intercept(), line.intercept() + line.slope()});
        Plots.curve(folder.resolve("regression-loss.png"), "linear regression", "epoch", "loss", line.losses());
    }

    private void digits(PrintWriter out) throws IOException {
        out.println("5. a network of 784-128-10 on 4,000 handwritten digits");
        var training = new ImageTraining(MnistData.small(), Network.MLP, EPOCHS, BATCH, 1, MathMode.STRICT);
        var losses = new ArrayList<Double>();
        var lasts = new ArrayList<Double>();
        Trained<?, ?> trained;
        try (var progress = Progress.of("training", EPOCHS * training.stepsAnEpoch())) {
            trained = training.run(
                    step -> progress.at(step.epoch() * training.stepsAnEpoch() + step.step() + 1), (epoch, ofSteps) -> {
                        losses.addAll(ofSteps);
                        lasts.add(ofSteps.getLast());
                    });
        }
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            out.printf(Locale.ROOT, "   epoch %d: loss of the last batch %.3f%n", epoch + 1, lasts.get(epoch));
        }
        Plots.curve(folder.resolve("digits-loss.png"), "digits", "step", "loss", losses);
        var scores = trained.epochs().getLast().validation().orElseThrow();
        out.printf(Locale.ROOT, "test accuracy %.2f %%%n", 100 * scores.metric(ImageTraining.ACCURACY));
    }
}
