package fluxion.benchmarks.gradbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fluxion.annotation.MathMode;
import fluxion.cli.gradbench.eval.BaEval;
import fluxion.cli.gradbench.eval.Computation;
import fluxion.cli.gradbench.eval.GmmEval;
import fluxion.cli.gradbench.eval.HtEval;
import fluxion.cli.gradbench.eval.LstmEval;
import fluxion.cli.gradbench.problem.Gmm;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The problems that GradBench took from ADBench, against what ADBench computes.
class AdbenchTest {
    private static final Path ROOT = Path.of("../../../shared/data/adbench");
    private static final double TOLERANCE = 1e-8;

    private final AdbenchFiles files = new AdbenchFiles(ROOT);

    @BeforeEach
    void filesAreThere() {
        assumeTrue(
                files.exist(),
                () -> "no files of ADBench in " + ROOT.toAbsolutePath().normalize());
    }

    @ParameterizedTest
    @CsvSource({"2, 5", "10, 5", "10, 25", "20, 50", "32, 25"})
    void mixtureModels(int d, int k) throws IOException {
        var in = files.mixture(d, k);
        // ADBench subtracts the prior where GradBench adds it.
        double objective = Gmm.logLikelihood(in.alpha(), in.mu(), in.diagonals(), in.rest(), in.x(), d)
                - Gmm.logPrior(in.diagonals(), in.rest(), d, in.m(), in.gamma());
        check(reference("gmm1k_d" + d + "_K" + k + "_F.txt"), objective);
    }

    /// The prior alone depends on gamma, and not at all where that is zero.
    @ParameterizedTest
    @CsvSource({"2, 5", "10, 5", "10, 25"})
    void derivativesOfMixtureModels(int d, int k) throws IOException {
        var in = files.mixture(d, k);
        var posterior = results(GmmEval.jacobian(gmm(in, in.gamma())));
        var likelihood = results(GmmEval.jacobian(gmm(in, 0)));
        var found = new double[posterior.length];
        int rest = d * (d - 1) / 2;
        for (int i = 0; i < found.length; i++) {
            // ADBench has the diagonal and the rest of a factor side by side.
            int q = i - k - k * d;
            int l = q - k * d;
            int at =
                    q < 0 ? i : k + k * d + (l < 0 ? q / d * (d + rest) + q % d : l / rest * (d + rest) + d + l % rest);
            found[at] = 2 * likelihood[i] - posterior[i];
        }
        check(reference("gmm1k_d" + d + "_K" + k + "_J.txt"), found);
    }

    private static GmmEval.Input gmm(AdbenchFiles.Mixture in, double gamma) {
        return new GmmEval.Input(in.alpha(), in.mu(), in.diagonals(), in.rest(), in.x(), in.d(), in.m(), gamma);
    }

    @Test
    void bundleAdjustment() throws IOException {
        var computation = BaEval.objective(files.bundle());
        computation.run().run();
        var errors = computation.results().get(0);
        var weightErrors = computation.results().get(1);
        var found = Arrays.copyOf(errors, errors.length + weightErrors.length);
        System.arraycopy(weightErrors, 0, found, errors.length, weightErrors.length);
        check(reference("ba1_F.txt.gz"), found);
    }

    @ParameterizedTest
    @CsvSource({"simple, 1", "simple, 4", "compl, 1", "compl, 4"})
    void hands(String kind, int number) throws IOException {
        var computation = HtEval.objective(files.hand(kind.equals("simple"), number));
        computation.run().run();
        check(
                reference("hand_" + kind + "_small_" + number + "_F.txt"),
                computation.results().getFirst());
    }

    @Test
    void text() throws IOException {
        var computation = LstmEval.objective(files.text());
        computation.run().run();
        check(reference("lstm_l2_c1024_F.txt"), computation.results().getFirst());
    }

    /// The sweeps in C++ that fluxion is measured against.
    @Test
    void derivativesInCpp() throws IOException {
        var sweeps = new CppSweeps(TestLibrary.get());
        check(reference("lstm_l2_c1024_J.txt"), results(sweeps.lstm(files.text())));
        for (int number : new int[] {1, 4}) {
            check(reference("hand_simple_small_" + number + "_J.txt"), results(sweeps.ht(files.hand(true, number))));
            check(reference("hand_compl_small_" + number + "_J.txt"), results(sweeps.ht(files.hand(false, number))));
        }
        checkBlocks(results(sweeps.ba(files.bundle())));
    }

    @ParameterizedTest
    @EnumSource
    void derivativesByFluxion(MathMode mode) throws IOException {
        check(reference("lstm_l2_c1024_J.txt"), results(LstmEval.jacobian(files.text(), mode)));
        check(reference("hand_simple_small_1_J.txt"), results(HtEval.jacobian(files.hand(true, 1), mode)));
        check(reference("hand_compl_small_1_J.txt"), results(HtEval.jacobian(files.hand(false, 1), mode)));
        checkBlocks(results(BaEval.jacobian(files.bundle(), mode)));
    }

    private static double[] results(Computation computation) {
        computation.run().run();
        return computation.results().stream().flatMapToDouble(DoubleStream::of).toArray();
    }

    private static double[] results(CppCall call) {
        call.run();
        return call.results();
    }

    /// Checks the values of compressed rows: the observations of the file are equal.
    private static void checkBlocks(double[] values) throws IOException {
        var block = reference("ba1_compact.txt");
        int p = values.length / 31;
        var expected = new double[values.length];
        for (int i = 0; i < p; i++) {
            System.arraycopy(block, 3, expected, 30 * i, 30);
            expected[30 * p + i] = block[33];
        }
        check(expected, values);
    }

    private static double[] reference(String name) throws IOException {
        try (InputStream file = new BufferedInputStream(
                        Files.newInputStream(ROOT.resolve("ref").resolve(name)));
                var content = name.endsWith(".gz") ? new GZIPInputStream(file) : file) {
            var text = new String(content.readAllBytes(), StandardCharsets.US_ASCII);
            return text.lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(line -> Arrays.stream(line.strip().split("\\s+")))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        }
    }

    private static void check(double[] expected, double... found) {
        assertEquals(expected.length, found.length);
        for (int i = 0; i < expected.length; i++) {
            double size = Math.max(1, Math.abs(expected[i]) + Math.abs(found[i]));
            int at = i;
            assertTrue(
                    Math.abs(expected[i] - found[i]) < TOLERANCE * size,
                    () -> "number " + at + " is " + found[at] + ", ADBench has " + expected[at]);
        }
    }
}
