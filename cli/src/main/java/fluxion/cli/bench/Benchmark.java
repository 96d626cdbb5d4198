package fluxion.cli.bench;

import java.util.List;

/// A case that `fluxion bench` can run. Implementations are found by `ServiceLoader` and have a public constructor
/// without parameters that does no work.
public interface Benchmark {
    /// The name on the command line and of the case of default size, in kebab-case: `mlp-step`.
    String name();

    /// What is measured, in one sentence.
    String summary();

    /// The options besides `--peers`, `--threads` and `--json`.
    default List<BenchmarkOption> options() {
        return List.of();
    }

    /// Prepares the systems, checks that they agree, and measures them with [BenchmarkRun#measure].
    ///
    /// @throws BenchmarkFailure if systems disagree or a baseline is slower than it should be
    void run(BenchmarkRun run);
}
