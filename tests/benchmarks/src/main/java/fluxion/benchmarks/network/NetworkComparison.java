package fluxion.benchmarks.network;

import fluxion.benchmarks.mlp.Agreement;
import fluxion.benchmarks.mlp.Outcome;
import fluxion.benchmarks.mlp.TrainingStep;
import fluxion.cli.bench.AlternatingTimer;
import fluxion.cli.bench.BenchmarkFailure;
import fluxion.cli.bench.BenchmarkOption;
import fluxion.cli.bench.BenchmarkRun;
import fluxion.cli.bench.Measurement;
import fluxion.cli.bench.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;

/// A step of training as several systems do it: first they are compared with the first of them, then measured.
final class NetworkComparison {
    /// How it is measured; no part of the name of a case.
    private static final List<BenchmarkOption> MEASURING = List.of(
            new BenchmarkOption("rounds", "31", "How many steps of each system are measured."),
            new BenchmarkOption("warm-up", "20", "For how many seconds each system is called before."));

    private NetworkComparison() {}

    /// The options of a case that has `own`.
    static List<BenchmarkOption> options(List<BenchmarkOption> own) {
        var all = new ArrayList<>(own);
        all.addAll(MEASURING);
        return List.copyOf(all);
    }

    /// Checks and measures all systems on `workload`.
    ///
    /// @param own the options that the name of the case depends on
    static void run(BenchmarkRun run, List<BenchmarkOption> own, Workload workload) {
        var providers = providers(run.peers());
        var inputs = Inputs.of(workload);
        check(run, workload, inputs, providers);
        run.note(String.format(Locale.ROOT, "contractions: %.1f MFLOP a step", workload.flops() / 1e6));
        var steps = new ArrayList<TrainingStep>();
        try {
            var subjects = new ArrayList<Subject>();
            for (var provider : providers) {
                var step = create(provider, workload, inputs);
                steps.add(step);
                subjects.add(new Subject(provider.system(), new Round(step, inputs)));
            }
            var timer = new AlternatingTimer(
                    Duration.ofSeconds(Integer.parseInt(run.option("warm-up"))), Duration.ZERO, run.count("rounds"));
            compare(run, run.measure(run.caseName(own), timer, subjects));
        } finally {
            steps.forEach(TrainingStep::close);
        }
    }

    private static void compare(BenchmarkRun run, List<Measurement> measured) {
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

    /// The systems, the one that the others are set against first.
    static List<NetworkStepProvider> providers(boolean peers) {
        var providers =
                found().stream().filter(provider -> peers || !provider.peer()).toList();
        if (peers && providers.stream().noneMatch(NetworkStepProvider::peer)) {
            throw new BenchmarkFailure("the peers are not on the class path; build with the Maven profile peers");
        }
        return providers;
    }

    /// All systems that can be found, whether their libraries are there or not.
    static List<NetworkStepProvider> found() {
        return ServiceLoader.load(NetworkStepProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    static TrainingStep create(NetworkStepProvider provider, Workload workload, Inputs inputs) {
        try {
            return provider.create(workload, inputs.parameterArrays());
        } catch (LinkageError e) {
            throw new BenchmarkFailure(provider.system() + " cannot be loaded (" + e.getMessage()
                    + "); its libraries come with the Maven profile peers");
        }
    }

    /// Each system agrees with the first, where nothing is random.
    private static void check(BenchmarkRun run, Workload workload, Inputs inputs, List<NetworkStepProvider> providers) {
        var outcomes = new ArrayList<Outcome>();
        for (var provider : providers) {
            try (var step = create(provider, workload.withoutDropout(), inputs)) {
                outcomes.add(Outcome.of(provider.system(), step, inputs::batch));
            }
        }
        for (var found : outcomes.subList(1, outcomes.size())) {
            var agreement = Agreement.between(found, outcomes.getFirst());
            run.note(agreement.toString());
            if (!agreement.holds()) {
                throw new BenchmarkFailure(agreement + ", more than " + Agreement.TOLERANCE);
            }
        }
    }

    /// Goes round the batches.
    private static final class Round implements Runnable {
        private final TrainingStep step;
        private final Inputs inputs;
        private long next;

        Round(TrainingStep step, Inputs inputs) {
            this.step = step;
            this.inputs = inputs;
        }

        @Override
        public void run() {
            float loss = step.step(inputs.batch(next++));
            if (Float.isNaN(loss)) {
                throw new BenchmarkFailure("the loss became NaN in step " + next);
            }
        }
    }
}
