package fluxion.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// `all`: every other benchmark in turn, each with its default options.
final class AllBenchmarks implements Benchmark {
    private final List<Benchmark> benchmarks;

    AllBenchmarks(List<Benchmark> benchmarks) {
        this.benchmarks = List.copyOf(benchmarks);
    }

    @Override
    public String name() {
        return "all";
    }

    @Override
    public String summary() {
        return "All benchmarks in turn, each with its default options.";
    }

    /// @throws BenchmarkFailure at the end, if one of them failed
    @Override
    public void run(BenchmarkRun run) {
        var failed = new ArrayList<String>();
        for (var benchmark : benchmarks) {
            run.note("== " + benchmark.name() + ": " + benchmark.summary());
            var defaults = benchmark.options().stream()
                    .collect(Collectors.toMap(BenchmarkOption::name, BenchmarkOption::defaultValue));
            var part = new BenchmarkRun(benchmark.name(), run.peers(), run.threads(), defaults, run::note);
            try {
                benchmark.run(part);
            } catch (BenchmarkFailure e) {
                run.note("failed: " + e.getMessage());
                failed.add(benchmark.name());
            }
            part.measurements().forEach(run::report);
        }
        if (!failed.isEmpty()) {
            throw new BenchmarkFailure("failed: " + String.join(", ", failed));
        }
    }
}
