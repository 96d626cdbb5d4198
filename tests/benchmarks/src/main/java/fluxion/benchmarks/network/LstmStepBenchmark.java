package fluxion.benchmarks.network;

import fluxion.benchmarks.mlp.Optimiser;
import fluxion.cli.bench.Benchmark;
import fluxion.cli.bench.BenchmarkOption;
import fluxion.cli.bench.BenchmarkRun;
import java.util.List;
import java.util.Locale;

/// `lstm-step`: one training step of a recurrent network, against the peers.
public final class LstmStepBenchmark implements Benchmark {
    private static final List<BenchmarkOption> OPTIONS = List.of(
            new BenchmarkOption("batch", "32", "The sequences in a batch."),
            new BenchmarkOption("steps", "64", "The elements of a sequence."),
            new BenchmarkOption("features", "256", "The numbers of an element."),
            new BenchmarkOption("hidden", "256", "The units."),
            new BenchmarkOption("optimiser", "adam", "adam or sgd."));

    /// For `ServiceLoader`.
    public LstmStepBenchmark() {}

    @Override
    public String name() {
        return "lstm-step";
    }

    @Override
    public String summary() {
        return "One training step of an LSTM of 256 units over 64 steps and a dense layer.";
    }

    @Override
    public List<BenchmarkOption> options() {
        return NetworkComparison.options(OPTIONS);
    }

    @Override
    public void run(BenchmarkRun run) {
        var workload = new LstmNetwork(
                run.count("batch"),
                run.count("steps"),
                run.count("features"),
                run.count("hidden"),
                Optimiser.valueOf(run.choice("optimiser", "adam", "sgd").toUpperCase(Locale.ROOT)),
                run.threads());
        NetworkComparison.run(run, OPTIONS, workload);
    }
}
