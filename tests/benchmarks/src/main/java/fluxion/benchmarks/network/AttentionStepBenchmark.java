package fluxion.benchmarks.network;

import fluxion.benchmarks.mlp.Optimiser;
import fluxion.cli.bench.BadOptionException;
import fluxion.cli.bench.Benchmark;
import fluxion.cli.bench.BenchmarkOption;
import fluxion.cli.bench.BenchmarkRun;
import java.util.List;
import java.util.Locale;

/// `attention-step`: one training step of a block of a transformer, against the peers.
public final class AttentionStepBenchmark implements Benchmark {
    private static final List<BenchmarkOption> OPTIONS = List.of(
            new BenchmarkOption("batch", "8", "The sequences in a batch."),
            new BenchmarkOption("sequence", "128", "The elements of a sequence."),
            new BenchmarkOption("width", "256", "The numbers of an element."),
            new BenchmarkOption("heads", "8", "The parts that attend apart."),
            new BenchmarkOption("optimiser", "sgd", "adam or sgd."));

    /// For `ServiceLoader`.
    public AttentionStepBenchmark() {}

    @Override
    public String name() {
        return "attention-step";
    }

    @Override
    public String summary() {
        return "A transformer block, forward and backward: loss, gradients and a plain update.";
    }

    @Override
    public List<BenchmarkOption> options() {
        return NetworkComparison.options(OPTIONS);
    }

    @Override
    public void run(BenchmarkRun run) {
        int width = run.count("width");
        int heads = run.count("heads");
        if (width % heads != 0) {
            throw new BadOptionException("--heads is '" + heads + "'; it must divide the width, " + width);
        }
        var workload = new AttentionBlock(
                run.count("batch"),
                run.count("sequence"),
                width,
                heads,
                Optimiser.valueOf(run.choice("optimiser", "adam", "sgd").toUpperCase(Locale.ROOT)),
                run.threads());
        NetworkComparison.run(run, OPTIONS, workload);
    }
}
