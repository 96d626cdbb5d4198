package fluxion.benchmarks.mlp;

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

/// The training step as several systems do it: first they are compared with each other, then measured.
public final class StepComparison {
    /// What can be set on the command line.
    public static final List<BenchmarkOption> OPTIONS = List.of(
            new BenchmarkOption("hidden", "128", "The width of the hidden layer."),
            new BenchmarkOption("batch", "128", "The images in a batch."),
            new BenchmarkOption("activation", "relu", "relu, tanh or gelu."),
            new BenchmarkOption("optimiser", "adam", "adam or sgd."));

    /// A run is a few steps, so that each system works out of the caches that it fills itself, yet most runs fit
    /// between two interruptions of a busy machine.
    private static final AlternatingTimer TIMER =
            new AlternatingTimer(Duration.ofSeconds(6), Duration.ofMillis(2), 501);

    private StepComparison() {}

    /// The setting that [#OPTIONS] of `run` ask for.
    public static MlpSetting setting(BenchmarkRun run) {
        var activation = run.choice("activation", "relu", "tanh", "gelu");
        var optimiser = run.choice("optimiser", "adam", "sgd");
        return new MlpSetting(
                run.count("hidden"),
                run.count("batch"),
                Activation.valueOf(activation.toUpperCase(Locale.ROOT)),
                Optimiser.valueOf(optimiser.toUpperCase(Locale.ROOT)),
                run.threads());
    }

    /// Checks and measures the systems of `providers`, the one that the others are set against first.
    ///
    /// @return a measurement for each, in their order
    public static List<Measurement> measure(
            BenchmarkRun run, MlpSetting setting, List<? extends TrainingStep.Provider> providers) {
        var inputs = MlpInputs.of(setting);
        var steps = new ArrayList<TrainingStep>();
        try {
            var subjects = new ArrayList<Subject>();
            for (var provider : providers) {
                var step = create(provider, setting, inputs);
                steps.add(step);
                subjects.add(new Subject(provider.system(), new Round(step, inputs)));
            }
            check(run, setting, inputs, providers, steps);
            run.note(String.format(Locale.ROOT, "contractions: %.1f MFLOP a step", setting.flops() / 1e6));
            return run.measure(run.caseName(OPTIONS), TIMER, subjects);
        } finally {
            steps.forEach(TrainingStep::close);
        }
    }

    private static TrainingStep create(TrainingStep.Provider provider, MlpSetting setting, MlpInputs inputs) {
        try {
            return provider.create(setting, inputs.parameterArrays());
        } catch (LinkageError e) {
            throw new BenchmarkFailure(provider.system() + " cannot be loaded (" + e.getMessage()
                    + "); its libraries come with the Maven profile peers");
        }
    }

    /// Each system agrees with the reference, and with the first system.
    private static void check(
            BenchmarkRun run,
            MlpSetting setting,
            MlpInputs inputs,
            List<? extends TrainingStep.Provider> providers,
            List<TrainingStep> steps) {
        var expected = new ArrayList<Outcome>();
        expected.add(Outcome.of("the reference", new ReferenceStep(setting, inputs.parameters()), inputs::batch));
        for (int i = 0; i < steps.size(); i++) {
            var found = Outcome.of(providers.get(i).system(), steps.get(i), inputs::batch);
            expected.forEach(other -> check(run, Agreement.between(found, other)));
            if (i == 0) {
                expected.add(found);
            }
        }
    }

    private static void check(BenchmarkRun run, Agreement agreement) {
        run.note(String.format(
                Locale.ROOT,
                "%s: after %d steps loss within %.1e and parameters within %.1e of %s",
                agreement.system(),
                Outcome.STEPS,
                agreement.loss(),
                agreement.parameters(),
                agreement.other()));
        if (!agreement.holds()) {
            throw new BenchmarkFailure(agreement.system() + " differs from " + agreement.other() + " by more than "
                    + Agreement.TOLERANCE + " after " + Outcome.STEPS + " steps: loss by " + agreement.loss()
                    + ", parameters by " + agreement.parameters());
        }
    }

    /// Goes round the batches.
    private static final class Round implements Runnable {
        private final TrainingStep step;
        private final MlpInputs inputs;
        private long next;

        Round(TrainingStep step, MlpInputs inputs) {
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
