package fluxion.benchmarks.scalar;

import fluxion.cli.bench.AlternatingTimer;
import fluxion.cli.bench.Benchmark;
import fluxion.cli.bench.BenchmarkFailure;
import fluxion.cli.bench.BenchmarkRun;
import fluxion.cli.bench.Subject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// `scalar`: gradients of plain Java methods, lifted and compiled, against those written by hand in Java, both into a
/// given array. Rosenbrock's function of ten variables is the case `scalar` itself. Times are of
/// [GradientCase#CALLS] gradients.
public final class ScalarBenchmark implements Benchmark {
    private static final AlternatingTimer TIMER =
            new AlternatingTimer(Duration.ofSeconds(2), Duration.ofNanos(200_000), 301);

    /// For `ServiceLoader`.
    public ScalarBenchmark() {}

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public String summary() {
        return "Gradients of plain Java methods, against gradients written by hand in Java.";
    }

    @Override
    public void run(BenchmarkRun run) {
        boolean first = true;
        for (var gradient : GradientCase.all()) {
            check(gradient);
            var forHand = gradient.point();
            var forCompiled = gradient.point();
            var byHand = new double[forHand.length];
            var compiled = new double[forHand.length];
            var measured = run.measure(
                    first ? run.name() : run.name() + "/" + gradient.caseName(),
                    TIMER,
                    List.of(
                            new Subject("hand-java", () -> gradient.runByHand(forHand, byHand)),
                            new Subject("fluxion", () -> gradient.runCompiled(forCompiled, compiled))));
            first = false;
            run.note(String.format(
                    Locale.ROOT,
                    "%s: %.1f ns a gradient, %.2f of that by hand (medians)",
                    gradient.caseName(),
                    measured.get(1).medianNs() / GradientCase.CALLS,
                    measured.get(1).medianNs() / measured.get(0).medianNs()));
        }
    }

    private static void check(GradientCase gradient) {
        var x = gradient.point();
        var expected = new double[x.length];
        var found = new double[x.length];
        gradient.byHand(x, expected);
        gradient.compiled(x, found);
        for (int i = 0; i < x.length; i++) {
            if (Math.abs(found[i] - expected[i]) > 1e-9 * Math.max(1, Math.abs(expected[i]))) {
                throw new BenchmarkFailure(gradient.caseName() + ": element " + i + " of the gradient is " + found[i]
                        + ", by hand " + expected[i]);
            }
        }
    }
}
