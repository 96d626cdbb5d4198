package fluxion.benchmarks.tape;

import fluxion.GradientTape;
import fluxion.benchmarks.mlp.FluxionProvider;
import fluxion.benchmarks.mlp.StepComparison;
import fluxion.cli.bench.AlternatingTimer;
import fluxion.cli.bench.Benchmark;
import fluxion.cli.bench.BenchmarkFailure;
import fluxion.cli.bench.BenchmarkOption;
import fluxion.cli.bench.BenchmarkRun;
import fluxion.cli.bench.Subject;
import fluxion.tensor.Variable;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// `tape`: the training step with variables and a tape beside the compiled one, and a descent of many tiny steps.
public final class TapeBenchmark implements Benchmark {
    /// The steps of the descent.
    static final int DESCENT_STEPS = 10_000;

    private static final AlternatingTimer DESCENT_TIMER =
            new AlternatingTimer(Duration.ofSeconds(2), Duration.ofNanos(1), 11);

    /// For `ServiceLoader`.
    public TapeBenchmark() {}

    @Override
    public String name() {
        return "tape";
    }

    @Override
    public String summary() {
        return "The training step of mlp-step on the tape and compiled, and 10,000 steps of descent on w^2.";
    }

    @Override
    public List<BenchmarkOption> options() {
        return StepComparison.OPTIONS;
    }

    @Override
    public void run(BenchmarkRun run) {
        var setting = StepComparison.setting(run);
        long start = System.nanoTime();
        double left = descent();
        run.note(String.format(
                Locale.ROOT,
                "descent on w^2, the first time: %.2f s; w^2 is %.2e",
                (System.nanoTime() - start) / 1e9,
                left));
        // not written so that NaN passes
        if (!(left < 1e-36)) {
            throw new BenchmarkFailure("descent on w^2 ends at " + left + ", not below 1e-36");
        }
        var measured = StepComparison.measure(run, setting, List.of(new FluxionProvider(), new TapeProvider()));
        run.note(String.format(
                Locale.ROOT,
                "the tape takes %.2f of the median of the compiled step",
                measured.get(1).medianNs() / measured.get(0).medianNs()));
        run.measure(
                run.name() + "/descent", DESCENT_TIMER, List.of(new Subject("fluxion-tape", TapeBenchmark::descent)));
    }

    /// Descent on `w^2` from 1 at rate 0.01: the square after [#DESCENT_STEPS] steps.
    static double descent() {
        var w = Variable.of(1f);
        for (int step = 0; step < DESCENT_STEPS; step++) {
            try (var tape = GradientTape.open()) {
                var gradient = Objects.requireNonNull(tape.gradient(w.square(), w));
                w.assignSub(gradient.mul(0.01));
            }
        }
        return w.square().item();
    }
}
