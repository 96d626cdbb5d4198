package fluxion.benchmarks.mlp;

import fluxion.cli.bench.Benchmark;
import fluxion.cli.bench.BenchmarkFailure;
import fluxion.cli.bench.BenchmarkOption;
import fluxion.cli.bench.BenchmarkRun;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;

/// `mlp-step`: one training step of a network for digits, against the peers.
public final class MlpStepBenchmark implements Benchmark {
    /// For `ServiceLoader`.
    public MlpStepBenchmark() {}

    @Override
    public String name() {
        return "mlp-step";
    }

    @Override
    public String summary() {
        return "One training step of a 784-128-10 network: loss, gradients and update.";
    }

    @Override
    public List<BenchmarkOption> options() {
        return StepComparison.OPTIONS;
    }

    @Override
    public void run(BenchmarkRun run) {
        var setting = StepComparison.setting(run);
        var measured = StepComparison.measure(run, setting, providers(run.peers()));
        var first = measured.getFirst();
        for (var other : measured.subList(1, measured.size())) {
            run.note(String.format(
                    Locale.ROOT,
                    "%s takes %.2f of the median of %s",
                    first.system(),
                    first.medianNs() / other.medianNs(),
                    other.system()));
        }
    }

    private static List<TrainingStep.Provider> providers(boolean peers) {
        var providers = ServiceLoader.load(TrainingStep.Provider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> peers || !provider.peer())
                .toList();
        if (peers && providers.stream().noneMatch(TrainingStep.Provider::peer)) {
            throw new BenchmarkFailure("the peers are not on the class path; build with the Maven profile peers");
        }
        return providers;
    }
}
