package fluxion.benchmarks.network;

import fluxion.cli.bench.Benchmark;
import fluxion.cli.bench.BenchmarkFailure;
import fluxion.cli.bench.BenchmarkOption;
import fluxion.cli.bench.BenchmarkRun;
import fluxion.cli.bench.Measurement;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// `memory`: the most memory that a training step of the network of `cnn-step` takes, each system in a process of its
/// own, as [PeakMemory] measures it; of Fluxion also what its plan says.
public final class MemoryBenchmark implements Benchmark {
    private static final List<BenchmarkOption> OPTIONS = List.of(
            new BenchmarkOption("batch", "128", "The images in a batch."),
            new BenchmarkOption(
                    "channels", "32", "The filters of the first convolution; the second has twice as many."));

    private static final int LONGEST_SECONDS = 300;

    /// For `ServiceLoader`.
    public MemoryBenchmark() {}

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String summary() {
        return "The most memory that a training step of cnn-step takes.";
    }

    @Override
    public List<BenchmarkOption> options() {
        return OPTIONS;
    }

    @Override
    public void run(BenchmarkRun run) {
        if (!PeakMemory.isKnown()) {
            throw new BenchmarkFailure("this machine has no /proc/self/status that says how much memory a process has");
        }
        int batch = run.count("batch");
        int channels = run.count("channels");
        var workload = PeakMemory.workload(batch, channels, run.threads());
        var plan = new FluxionNetworkStep(workload, Inputs.of(workload).parameterArrays()).memory();
        var name = run.caseName(OPTIONS);
        var found = new ArrayList<Measurement>();
        for (var provider : NetworkComparison.providers(run.peers())) {
            long bytes = measured(provider.system(), batch, channels, run.threads());
            found.add(measurement(name, provider.system(), bytes, run.threads()));
        }
        found.add(1, measurement(name, "fluxion-plan", plan.peak().constant(), run.threads()));
        found.forEach(run::report);
        plan.text().lines().forEach(run::note);
        var first = found.getFirst();
        for (var other : found.subList(1, found.size())) {
            run.note(String.format(
                    Locale.ROOT,
                    "%s takes %.2f of the memory of %s",
                    first.system(),
                    first.median() / other.median(),
                    other.system()));
        }
    }

    private static Measurement measurement(String name, String system, long bytes, int threads) {
        return new Measurement(name, system, Measurement.Unit.BYTES, bytes, bytes, 1, threads);
    }

    /// Garbage, such as that of a compilation, is in RAM until this is full.
    private static final String YOUNG = "-Xmn24m";

    /// What [PeakMemory] prints in a JVM with the options of this one, but the serial collector, which keeps no
    /// more heap than it needs, with a small young generation.
    private static long measured(String system, int batch, int channels, int threads) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.matches("-XX:\\+Use.*GC|-XX:StartFlightRecording.*|-agentlib.*"))
                .forEach(command::add);
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                YOUNG,
                "-Dfluxion.threads=" + threads,
                "-cp",
                System.getProperty("java.class.path"),
                PeakMemory.class.getName(),
                system,
                Integer.toString(batch),
                Integer.toString(channels),
                Integer.toString(threads)));
        try {
            var process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new BenchmarkFailure("the process of " + system + " failed");
            }
            return Long.parseLong(out.strip());
        } catch (IOException e) {
            throw new BenchmarkFailure("the process of " + system + " cannot be started: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkFailure("interrupted");
        }
    }
}
