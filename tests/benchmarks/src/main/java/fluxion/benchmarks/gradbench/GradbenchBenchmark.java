package fluxion.benchmarks.gradbench;

import fluxion.annotation.MathMode;
import fluxion.benchmarks.FmaPeak;
import fluxion.cli.bench.AlternatingTimer;
import fluxion.cli.bench.BadOptionException;
import fluxion.cli.bench.Benchmark;
import fluxion.cli.bench.BenchmarkFailure;
import fluxion.cli.bench.BenchmarkOption;
import fluxion.cli.bench.BenchmarkRun;
import fluxion.cli.bench.Measurement;
import fluxion.cli.bench.Subject;
import fluxion.cli.gradbench.eval.Computation;
import fluxion.ir.FluxionException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.regex.PatternSyntaxException;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/// `gradbench`: derivatives of GradBench's problems against sweeps written by hand in C++.
///
/// A sweep is compiled with -O3 and with -Ofast, and the faster one is measured. One that is slower than known figures
/// allow fails the case: then the comparison shows nothing.
public final class GradbenchBenchmark implements Benchmark {
    /// Kernels on vectors are taken up step by step, and are at their best after some seconds.
    private static final AlternatingTimer TIMER = new AlternatingTimer(Duration.ofSeconds(4), Duration.ofMillis(1), 31);

    /// The choice between two ways to compile needs no more than a rough figure.
    private static final AlternatingTimer CHOICE =
            new AlternatingTimer(Duration.ofMillis(50), Duration.ofNanos(200_000), 7);

    private static final double TOLERANCE = 1e-8;
    private static final double KNOWN_PEAK = 240;
    private static final double SLACK = 1.1;
    private static final double NANOSECONDS = 1e6;

    /// For `ServiceLoader`.
    public GradbenchBenchmark() {}

    @Override
    public String name() {
        return "gradbench";
    }

    @Override
    public String summary() {
        return "Derivatives of the problems of GradBench; with --peers beside reverse sweeps written by hand in C++.";
    }

    @Override
    public List<BenchmarkOption> options() {
        return List.of(
                new BenchmarkOption("cases", ".*", "A regular expression for the names of the cases."),
                new BenchmarkOption("inputs", "both", "both, given or changed: randomly, by one in a hundred."),
                new BenchmarkOption("data", "../shared/data/adbench", "The folder with the files of ADBench."));
    }

    @Override
    public void run(BenchmarkRun run) {
        var chosen = run.choice("inputs", "both", "given", "changed");
        var files = new AdbenchFiles(Path.of(run.option("data")));
        if (!files.exist()) {
            run.note("no files of ADBench in " + files.root() + ": gmm, ba and lstm get random inputs, ht is left out");
        }
        var peers = run.peers() ? new Peers() : null;
        if (peers != null) {
            run.note(String.format(Locale.ROOT, "fused multiply-adds: %.0f GFLOP/s in 32 bits", peers.peak));
        }
        var failures = new ArrayList<String>();
        for (boolean changed : new boolean[] {false, true}) {
            if (chosen.equals("both") || chosen.equals(changed ? "changed" : "given")) {
                for (var workload : Workload.all(files, changed)) {
                    var name = run.name() + "/" + workload.name() + (changed ? "-changed" : "");
                    if (matches(run, name)) {
                        try {
                            measure(run, name, workload, peers);
                        } catch (BenchmarkFailure | FluxionException e) {
                            failures.add(name + ": " + e.getMessage());
                        }
                    }
                }
            }
        }
        if (!failures.isEmpty()) {
            throw new BenchmarkFailure(String.join("; ", failures));
        }
    }

    private static boolean matches(BenchmarkRun run, String name) {
        try {
            return name.substring(run.name().length() + 1).matches(run.option("cases"));
        } catch (PatternSyntaxException e) {
            throw new BadOptionException("--cases is no regular expression: " + e.getDescription());
        }
    }

    /// The sweeps in C++, and how fast this machine is.
    private static final class Peers {
        final double peak = FmaPeak.floats();
        final List<CppSweeps> sweeps =
                List.of(new CppSweeps(CppLibrary.compile("-O3")), new CppSweeps(CppLibrary.compile("-Ofast")));

        /// The faster of the two for a workload.
        CppSweeps faster(Workload workload) {
            var subjects = sweeps.stream()
                    .map(candidate -> new Subject(
                            candidate.library().optimisation(), workload.cpp().apply(candidate)::run))
                    .toList();
            var times = CHOICE.measure(workload.name(), 1, subjects);
            return times.get(0).minNs() <= times.get(1).minNs() ? sweeps.get(0) : sweeps.get(1);
        }
    }

    private static void measure(BenchmarkRun run, String name, Workload workload, @Nullable Peers peers) {
        var subjects = new ArrayList<Subject>();
        var computations = new ArrayList<Computation>();
        workload.fluxion().forEach((mode, computation) -> {
            computations.add(computation.get());
            subjects.add(new Subject(system(mode), computations.getLast().run()));
        });
        if (peers == null) {
            run.measure(name, TIMER, subjects);
            return;
        }
        var sweeps = peers.faster(workload);
        var call = workload.cpp().apply(sweeps);
        call.run();
        computations.forEach(computation -> check(computation, call.results()));
        subjects.add(new Subject("cpp", call::run));
        var measured = run.measure(name, TIMER, subjects);
        report(run, name, workload, sweeps, measured, peers.peak);
    }

    private static String system(MathMode mode) {
        return switch (mode) {
            case STRICT -> "fluxion";
            case RELAXED -> "fluxion-relaxed";
        };
    }

    private static void report(
            BenchmarkRun run,
            String name,
            Workload workload,
            CppSweeps sweeps,
            List<Measurement> measured,
            double peak) {
        double cpp = measured.getLast().medianNs();
        // The fastest run: another process on the machine is no fault of the baseline.
        double fastest = measured.getLast().minNs();
        var ratios = new StringJoiner(", ");
        measured.subList(0, measured.size() - 1)
                .forEach(time ->
                        ratios.add(String.format(Locale.ROOT, "%s %.2f", time.system(), time.medianNs() / cpp)));
        run.note(name + ": " + ratios + " of the C++ with " + sweeps.library().optimisation());
        double most = SLACK * workload.known() * NANOSECONDS * KNOWN_PEAK / peak;
        if (workload.known() > 0 && fastest > most) {
            throw new BenchmarkFailure(String.format(
                    Locale.ROOT,
                    "the C++ takes %.2f ms; it should take at most %.2f ms on this machine",
                    fastest / NANOSECONDS,
                    most / NANOSECONDS));
        }
    }

    /// Compares what a computation gives with what the C++ gives.
    private static void check(Computation computation, double[] expected) {
        computation.run().run();
        var found =
                computation.results().stream().flatMapToDouble(DoubleStream::of).toArray();
        if (found.length != expected.length) {
            throw new BenchmarkFailure("Fluxion computes " + found.length + " numbers, the C++ " + expected.length);
        }
        for (int i = 0; i < found.length; i++) {
            double size = Math.max(1, Math.abs(found[i]) + Math.abs(expected[i]));
            if (!(Math.abs(found[i] - expected[i]) <= TOLERANCE * size)) {
                throw new BenchmarkFailure(
                        "number " + i + " of Fluxion is " + found[i] + ", that of the C++ " + expected[i]);
            }
        }
    }
}
