package fluxion.benchmarks.mlp;

import fluxion.cli.bench.AlternatingTimer;
import fluxion.cli.bench.Benchmark;
import fluxion.cli.bench.BenchmarkFailure;
import fluxion.cli.bench.BenchmarkOption;
import fluxion.cli.bench.BenchmarkRun;
import fluxion.cli.bench.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;

/// `mlp-step`: one training step of a network for digits, against the peers.
public final class MlpStepBenchmark implements Benchmark {
    private static final List<BenchmarkOption> OPTIONS = List.of(
            new BenchmarkOption("hidden", "128", "The width of the hidden layer."),
            new BenchmarkOption("batch", "128", "The images in a batch."),
            new BenchmarkOption("activation", "relu", "relu, tanh or gelu."),
            new BenchmarkOption("optimiser", "adam", "adam or sgd."));

    /// A run is a few steps, so that each system works out of the caches that it fills itself, yet most runs fit
    /// between two interruptions of a busy machine.
    private static final AlternatingTimer TIMER =
            new AlternatingTimer(Duration.ofSeconds(3), Duration.ofMillis(2), 501);

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
        return OPTIONS;
    }

    @Override
    public void run(BenchmarkRun run) {
        var activation = run.choice("activation", "relu", "tanh", "gelu");
        var optimiser = run.choice("optimiser", "adam", "sgd");
        var setting = new MlpSetting(
                run.count("hidden"),
                run.count("batch"),
                Activation.valueOf(activation.toUpperCase(Locale.ROOT)),
                Optimiser.valueOf(optimiser.toUpperCase(Locale.ROOT)),
                run.threads());
        var inputs = MlpInputs.of(setting);
        var steps = new ArrayList<TrainingStep>();
        try {
            var subjects = new ArrayList<Subject>();
            for (var provider : providers(run.peers())) {
                var step = create(provider, setting, inputs);
                steps.add(step);
                check(provider.system(), step, setting, inputs, run);
                subjects.add(new Subject(provider.system(), new Round(step, inputs)));
            }
            run.note(String.format(Locale.ROOT, "contractions: %.1f MFLOP a step", setting.flops() / 1e6));
            run.measure(caseName(run), TIMER, subjects);
        } finally {
            steps.forEach(TrainingStep::close);
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

    private static TrainingStep create(TrainingStep.Provider provider, MlpSetting setting, MlpInputs inputs) {
        try {
            return provider.create(setting, inputs.parameterArrays());
        } catch (LinkageError e) {
            throw new BenchmarkFailure(provider.system() + " cannot be loaded (" + e.getMessage()
                    + "); its libraries come with the Maven profile peers");
        }
    }

    private static void check(
            String system, TrainingStep step, MlpSetting setting, MlpInputs inputs, BenchmarkRun run) {
        var agreement = Agreement.of(system, step, new ReferenceStep(setting, inputs.parameters()), inputs);
        run.note(String.format(
                Locale.ROOT,
                "%s: after %d steps loss within %.1e and parameters within %.1e of the reference",
                system,
                Agreement.STEPS,
                agreement.loss(),
                agreement.parameters()));
        if (!agreement.holds()) {
            throw new BenchmarkFailure(system + " differs from the reference by more than " + Agreement.TOLERANCE
                    + " after " + Agreement.STEPS + " steps: " + agreement);
        }
    }

    /// The benchmark's name, and after it the options that have other values than by default.
    private static String caseName(BenchmarkRun run) {
        var name = new StringBuilder(run.name());
        char separator = '/';
        for (var option : OPTIONS) {
            var value = run.option(option.name());
            if (!value.equals(option.defaultValue())) {
                name.append(separator).append(option.name()).append('=').append(value);
                separator = ',';
            }
        }
        return name.toString();
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
