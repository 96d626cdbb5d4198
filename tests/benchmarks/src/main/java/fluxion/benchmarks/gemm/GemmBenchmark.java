package fluxion.benchmarks.gemm;

import fluxion.cli.bench.AlternatingTimer;
import fluxion.cli.bench.Benchmark;
import fluxion.cli.bench.BenchmarkOption;
import fluxion.cli.bench.BenchmarkRun;
import fluxion.cli.bench.Subject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// `gemm`: matrix products of all sizes and of the shapes of a small network, in both precisions.
///
/// The case `gemm` itself is the `f32` product of 1024 x 1024 matrices. Each case is measured beside the loop of
/// fused multiply-adds that was the fastest before, so a slow phase of the machine meets both.
public final class GemmBenchmark implements Benchmark {
    private static final AlternatingTimer TIMER =
            new AlternatingTimer(Duration.ofSeconds(2), Duration.ofNanos(500_000), 101);

    /// The choice needs no more than a rough figure.
    private static final AlternatingTimer CHOICE =
            new AlternatingTimer(Duration.ofMillis(200), Duration.ofNanos(200_000), 51);

    /// For `ServiceLoader`.
    public GemmBenchmark() {}

    @Override
    public String name() {
        return "gemm";
    }

    @Override
    public String summary() {
        return "Matrix products, beside the peak of fused multiply-adds.";
    }

    @Override
    public List<BenchmarkOption> options() {
        return List.of(
                new BenchmarkOption("type", "all", "all, f32 or f64."),
                new BenchmarkOption("shapes", "all", "all, square or mlp."));
    }

    @Override
    public void run(BenchmarkRun run) {
        var type = run.choice("type", "all", "f32", "f64");
        var shapes = run.choice("shapes", "all", "square", "mlp");
        if (!type.equals("f64")) {
            measure(run, shapes, Precision.F32);
        }
        if (!type.equals("f32")) {
            measure(run, shapes, Precision.F64);
        }
    }

    private static void measure(BenchmarkRun run, String shapes, Precision precision) {
        var candidates = precision.peaks();
        var best = candidates.getFirst();
        double fastest = 0;
        var figures = CHOICE.measure(
                "peak",
                run.threads(),
                candidates.stream()
                        .map(peak -> new Subject("peak", peak.call()))
                        .toList());
        for (int i = 0; i < candidates.size(); i++) {
            double rate = candidates.get(i).flops() / figures.get(i).minNs();
            if (rate > fastest) {
                fastest = rate;
                best = candidates.get(i);
            }
        }
        for (var shape : Shape.named(shapes)) {
            var product = precision.product(shape);
            var caseName = precision == Precision.F32 && shape.isDefault()
                    ? run.name()
                    : run.name() + "/" + precision.name().toLowerCase(Locale.ROOT) + "-" + shape.label();
            var measured = run.measure(
                    caseName, TIMER, List.of(new Subject("fluxion", product), new Subject("fma-peak", best.call())));
            double rate = shape.flops() / measured.get(0).minNs();
            double peak = best.flops() / measured.get(1).minNs();
            run.note(String.format(
                    Locale.ROOT,
                    "%s: %.1f GFLOP/s, %.0f %% of the peak of %.1f (%d accumulators)",
                    caseName,
                    rate,
                    100 * rate / (peak * run.threads()),
                    peak,
                    best.accumulators()));
        }
    }
}
