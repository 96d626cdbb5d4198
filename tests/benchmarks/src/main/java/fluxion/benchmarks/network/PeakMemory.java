package fluxion.benchmarks.network;

import fluxion.annotation.MathMode;
import fluxion.benchmarks.mlp.Activation;
import fluxion.benchmarks.mlp.Optimiser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The main class of a process in which one system alone trains: prints by how many bytes the most memory that the
/// process had in RAM is above what it had before, with everything loaded and after a step of a tiny network.
///
/// It reads `/proc/self`, which Linux has.
public final class PeakMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path RESET = Path.of("/proc/self/clear_refs");
    private static final int STEPS = 5;

    private PeakMemory() {}

    /// Whether this machine says how much memory a process has.
    static boolean isKnown() {
        return Files.isWritable(RESET) && Files.isReadable(STATUS);
    }

    /// The network whose step is measured.
    static Cnn workload(int batch, int channels, int threads) {
        return new Cnn(batch, channels, 3, 1, Activation.RELU, true, Optimiser.ADAM, MathMode.STRICT, threads);
    }

    /// Measures the system `arguments[0]` with the batch size, channels and threads that follow.
    public static void main(String[] arguments) throws IOException {
        var provider = NetworkComparison.found().stream()
                .filter(it -> it.system().equals(arguments[0]))
                .findFirst()
                .orElseThrow();
        int threads = Integer.parseInt(arguments[3]);
        var workload = workload(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]), threads);
        var inputs = Inputs.of(workload);
        steps(provider, workload(1, 1, threads));
        System.gc(); // what the tiny network has left is no part of what was there before
        Files.writeString(RESET, "5"); // the peak begins anew; see proc(5)
        long before = kilobytes("VmRSS");
        var step = NetworkComparison.create(provider, workload, inputs);
        for (int i = 0; i < STEPS; i++) {
            step.step(inputs.batch(i));
        }
        System.out.println(1024 * (kilobytes("VmHWM") - before));
        step.close();
    }

    private static void steps(NetworkStepProvider provider, Workload workload) {
        var inputs = Inputs.of(workload);
        try (var step = NetworkComparison.create(provider, workload, inputs)) {
            step.step(inputs.batch(0));
            step.step(inputs.batch(1));
        }
    }

    private static long kilobytes(String field) throws IOException {
        for (var line : Files.readAllLines(STATUS)) {
            if (line.startsWith(field + ":")) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        throw new IOException(STATUS + " has no line " + field);
    }
}
