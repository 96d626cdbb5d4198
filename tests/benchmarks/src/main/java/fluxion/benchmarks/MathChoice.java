package fluxion.benchmarks;

import fluxion.annotation.MathMode;
import fluxion.cli.bench.BenchmarkOption;
import fluxion.cli.bench.BenchmarkRun;
import java.util.Locale;

/// The option `--math` of benchmarks of tensor programs.
public final class MathChoice {
    /// The option.
    public static final BenchmarkOption OPTION = new BenchmarkOption(
            "math", "strict", "strict, or relaxed: convolutions by Winograd's algorithm where that is faster.");

    private MathChoice() {}

    /// What was chosen.
    public static MathMode of(BenchmarkRun run) {
        return MathMode.valueOf(run.choice(OPTION.name(), "strict", "relaxed").toUpperCase(Locale.ROOT));
    }
}
