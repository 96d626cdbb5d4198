package fluxion.benchmarks.elementwise;

import fluxion.benchmarks.FmaPeak;
import fluxion.cli.bench.AlternatingTimer;
import fluxion.cli.bench.Benchmark;
import fluxion.cli.bench.BenchmarkFailure;
import fluxion.cli.bench.BenchmarkRun;
import fluxion.cli.bench.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.ServiceLoader;

/// `elementwise`: each [ElementwiseCase] as every system computes it, and as a loop written by hand. The chain of ten
/// operations is the case `elementwise` itself.
public final class ElementwiseBenchmark implements Benchmark {
    private static final AlternatingTimer TIMER =
            new AlternatingTimer(Duration.ofSeconds(2), Duration.ofNanos(50_000), 1_001);

    /// For `ServiceLoader`.
    public ElementwiseBenchmark() {}

    @Override
    public String name() {
        return "elementwise";
    }

    @Override
    public String summary() {
        return "Fused chains, softmax and sums of squares, against loops written by hand with the Vector API.";
    }

    @Override
    public void run(BenchmarkRun run) {
        double peak = FmaPeak.floats();
        run.note(String.format(Locale.ROOT, "multiply-add peak: %.0f GFLOP/s of floats", peak));
        var baseline = new VectorLoopSystem();
        var systems = new ArrayList<ElementwiseSystem>();
        systems.add(baseline);
        ServiceLoader.load(ElementwiseSystem.class).forEach(systems::add);
        for (var workload : ElementwiseCase.values()) {
            var subjects = new ArrayList<Subject>();
            for (var system : systems) {
                var computation = system.prepare(workload, workload.input(), run.threads());
                check(system.system(), workload, computation);
                subjects.add(new Subject(system.system(), computation::run));
            }
            var name = workload.isDefault() ? run.name() : run.name() + "/" + workload.caseName();
            var measured = run.measure(name, TIMER, subjects);
            double limit = workload.limit(peak);
            double fastest = measured.getFirst().minNs();
            run.note(String.format(
                    Locale.ROOT,
                    "%s: %s %.4f ns an element",
                    workload.caseName(),
                    baseline.system(),
                    fastest / workload.size()));
            if (fastest > limit) {
                throw new BenchmarkFailure(String.format(
                        Locale.ROOT,
                        "%s: the baseline takes %.0f ns a call, more than the %.0f ns that this core should need",
                        workload.caseName(),
                        fastest,
                        limit));
            }
            for (var other : measured.subList(1, measured.size())) {
                run.note(String.format(
                        Locale.ROOT,
                        "%s: %s takes %.2f of the median of %s",
                        workload.caseName(),
                        other.system(),
                        other.medianNs() / measured.getFirst().medianNs(),
                        baseline.system()));
            }
        }
    }

    private static void check(String system, ElementwiseCase workload, ElementwiseSystem.Computation computation) {
        computation.run();
        var found = computation.result();
        var expected = workload.expected(workload.input());
        if (found.length != expected.length) {
            throw new BenchmarkFailure(system + " gives " + found.length + " elements for " + workload.caseName()
                    + ", not " + expected.length);
        }
        for (int i = 0; i < found.length; i++) {
            if (!workload.accepts(found[i], expected[i])) {
                throw new BenchmarkFailure(system + " gives " + found[i] + " for element " + i + " of "
                        + workload.caseName() + ", not " + expected[i]);
            }
        }
    }
}
