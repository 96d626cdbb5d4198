package fluxion.benchmarks.conv;

import fluxion.benchmarks.MathChoice;
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

/// `conv`: a convolution, and the cotangents of its images and of its filter, each measured for itself.
public final class ConvBenchmark implements Benchmark {
    private static final double TOLERANCE = 1e-4;
    private static final List<BenchmarkOption> OPTIONS = List.of(
            new BenchmarkOption("batch", "128", "The images in a batch."),
            new BenchmarkOption("size", "26", "The height and width of an image."),
            new BenchmarkOption("kernel", "3", "The height and width of the filter."),
            new BenchmarkOption("channels", "32", "The channels of an image."),
            new BenchmarkOption("features", "64", "The channels of the result."),
            MathChoice.OPTION);
    private static final AlternatingTimer TIMER =
            new AlternatingTimer(Duration.ofSeconds(4), Duration.ofMillis(10), 51);

    /// For `ServiceLoader`.
    public ConvBenchmark() {}

    @Override
    public String name() {
        return "conv";
    }

    @Override
    public String summary() {
        return "A convolution and its two derivatives, 32 to 64 channels, 3x3.";
    }

    @Override
    public List<BenchmarkOption> options() {
        return OPTIONS;
    }

    @Override
    public void run(BenchmarkRun run) {
        var setting = new ConvSetting(
                run.count("batch"),
                run.count("size"),
                run.count("kernel"),
                run.count("channels"),
                run.count("features"),
                MathChoice.of(run),
                run.threads());
        var inputs = ConvInputs.of(setting);
        var systems = new ArrayList<String>();
        var convolvers = new ArrayList<Convolver>();
        try {
            for (var provider : providers(run.peers())) {
                systems.add(provider.system());
                convolvers.add(create(provider, setting, inputs));
            }
            for (var part : Part.values()) {
                measure(run, setting, part, systems, convolvers);
            }
        } finally {
            convolvers.forEach(Convolver::close);
        }
    }

    private static List<Convolver.Provider> providers(boolean peers) {
        var providers = ServiceLoader.load(Convolver.Provider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> peers || !provider.peer())
                .toList();
        if (peers && providers.stream().noneMatch(Convolver.Provider::peer)) {
            throw new BenchmarkFailure("the peers are not on the class path; build with the Maven profile peers");
        }
        return providers;
    }

    private static Convolver create(Convolver.Provider provider, ConvSetting setting, ConvInputs inputs) {
        try {
            return provider.create(setting, inputs);
        } catch (LinkageError e) {
            throw new BenchmarkFailure(provider.system() + " cannot be loaded (" + e.getMessage()
                    + "); its libraries come with the Maven profile peers");
        }
    }

    private static void measure(
            BenchmarkRun run, ConvSetting setting, Part part, List<String> systems, List<Convolver> convolvers) {
        check(part, systems, convolvers);
        var subjects = new ArrayList<Subject>();
        for (int i = 0; i < systems.size(); i++) {
            subjects.add(new Subject(systems.get(i), new Round(convolvers.get(i), part)));
        }
        var measured = run.measure(run.caseName(OPTIONS) + "/" + part, TIMER, subjects);
        for (int i = 0; i < measured.size(); i++) {
            run.note(String.format(
                    Locale.ROOT,
                    "%s, %s: %.1f GFLOP/s; %s takes %.2f of its median",
                    part,
                    systems.get(i),
                    setting.flops() / measured.get(i).medianNs(),
                    systems.getFirst(),
                    measured.getFirst().medianNs() / measured.get(i).medianNs()));
        }
    }

    /// Each system agrees with the first, for each turn.
    private static void check(Part part, List<String> systems, List<Convolver> convolvers) {
        for (int turn = 0; turn < ConvInputs.TURNS; turn++) {
            convolvers.getFirst().compute(part, turn);
            var expected = convolvers.getFirst().result(part);
            for (int i = 1; i < convolvers.size(); i++) {
                convolvers.get(i).compute(part, turn);
                double distance = distance(convolvers.get(i).result(part), expected);
                if (!(distance <= TOLERANCE)) {
                    throw new BenchmarkFailure(
                            systems.get(i) + " differs from " + systems.getFirst() + " by " + distance + " in " + part);
                }
            }
        }
    }

    private static double distance(float[] found, float[] expected) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            double d = (double) found[i] - expected[i];
            difference += d * d;
            norm += (double) expected[i] * expected[i];
        }
        return Math.sqrt(difference / norm);
    }

    /// Goes round the inputs.
    private static final class Round implements Runnable {
        private final Convolver convolver;
        private final Part part;
        private int next;

        Round(Convolver convolver, Part part) {
            this.convolver = convolver;
            this.part = part;
        }

        @Override
        public void run() {
            convolver.compute(part, next);
            next = (next + 1) % ConvInputs.TURNS;
        }
    }
}
