package fluxion.benchmarks.network;

import fluxion.benchmarks.MathChoice;
import fluxion.benchmarks.mlp.Activation;
import fluxion.benchmarks.mlp.Optimiser;
import fluxion.cli.bench.BadOptionException;
import fluxion.cli.bench.Benchmark;
import fluxion.cli.bench.BenchmarkOption;
import fluxion.cli.bench.BenchmarkRun;
import java.util.List;
import java.util.Locale;

/// `cnn-step`: one training step of a convolutional network for digits, against the peers.
public final class CnnStepBenchmark implements Benchmark {
    private static final List<BenchmarkOption> OPTIONS = List.of(
            new BenchmarkOption("batch", "128", "The images in a batch."),
            new BenchmarkOption(
                    "channels", "32", "The filters of the first convolution; the second has twice as many."),
            new BenchmarkOption("kernel", "3", "The height and width of the filters."),
            new BenchmarkOption("stride", "1", "How far the filters of the second convolution move."),
            new BenchmarkOption("activation", "relu", "relu, tanh or gelu."),
            new BenchmarkOption("dropout", "on", "on: each system draws its own random numbers; or off."),
            new BenchmarkOption("optimiser", "adam", "adam or sgd."),
            MathChoice.OPTION);

    /// For `ServiceLoader`.
    public CnnStepBenchmark() {}

    @Override
    public String name() {
        return "cnn-step";
    }

    @Override
    public String summary() {
        return "One training step of a network with two convolutions and 1,199,882 parameters.";
    }

    @Override
    public List<BenchmarkOption> options() {
        return NetworkComparison.options(OPTIONS);
    }

    @Override
    public void run(BenchmarkRun run) {
        int kernel = run.count("kernel");
        if (2 * kernel > Cnn.SIZE) {
            throw new BadOptionException("--kernel is '" + kernel + "'; it must be at most " + Cnn.SIZE / 2);
        }
        var workload = new Cnn(
                run.count("batch"),
                run.count("channels"),
                kernel,
                run.count("stride"),
                Activation.valueOf(
                        run.choice("activation", "relu", "tanh", "gelu").toUpperCase(Locale.ROOT)),
                run.choice("dropout", "on", "off").equals("on"),
                Optimiser.valueOf(run.choice("optimiser", "adam", "sgd").toUpperCase(Locale.ROOT)),
                MathChoice.of(run),
                run.threads());
        NetworkComparison.run(run, OPTIONS, workload);
    }
}
