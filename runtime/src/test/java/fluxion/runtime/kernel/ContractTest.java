package fluxion.runtime.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxion.runtime.WorkerPool;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every variant against three nested loops, for equal bits.
class ContractTest {
    static List<ContractCase> cases() {
        var cases = new ArrayList<ContractCase>();
        int[][] sizes = {
            {1, 1, 1, 1},
            {1, 7, 48, 16},
            {1, 16, 64, 48},
            {2, 9, 97, 400},
            {2, 6, 33, 17},
            {1, 13, 100, 161},
            {1, 128, 10, 128},
            {1, 100, 120, 37},
            {3, 29, 65, 20},
            {1, 200, 49, 330},
            {1, 17, 1100, 9},
            {1, 55, 530, 260},
            {5, 1, 1, 40},
            {1, 5, 9, 0},
            {1, 0, 9, 3},
            {1, 9, 0, 3},
            {0, 9, 9, 3},
        };
        for (var size : sizes) {
            for (int layoutA = 0; layoutA < 3; layoutA++) {
                for (int layoutB = 0; layoutB < 3; layoutB++) {
                    cases.add(ContractCase.of(size[0], size[1], size[2], size[3], layoutA, layoutB));
                }
            }
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void floatsAreTheSameBitsInEveryVariantAndOnAnyNumberOfThreads(ContractCase c) {
        float[] a = c.floats(c.sizeA(), 1);
        float[] b = c.floats(c.sizeB(), 2);
        float[] expected = c.floats(c.sizeC(), 3);
        c.naive(a, b, expected);
        for (int threads = 1; threads <= 3; threads++) {
            var pool = new WorkerPool(threads);
            float[] actual = c.floats(c.sizeC(), 3);
            Contract.f32(
                    pool,
                    a,
                    c.atA(),
                    c.aBatch(),
                    c.aRow(),
                    c.aInner(),
                    b,
                    c.atB(),
                    c.bBatch(),
                    c.bInner(),
                    c.bColumn(),
                    actual,
                    c.atC(),
                    c.cBatch(),
                    c.cRow(),
                    c.batch(),
                    c.rows(),
                    c.columns(),
                    c.inner(),
                    null,
                    null);
            assertArrayEquals(expected, actual, threads + " threads");
            for (var variant : runnable()) {
                for (boolean hasScalar : new boolean[] {false, true}) {
                    actual = c.floats(c.sizeC(), 3);
                    if (c.batch() > 0 && c.rows() > 0 && c.columns() > 0) {
                        var call = variant.f32(hasScalar);
                        call.a = a;
                        call.b = b;
                        call.c = actual;
                        c.describe(call);
                        call.compute(pool, null, null);
                    }
                    assertArrayEquals(expected, actual, variant + " on " + threads + " threads");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void doublesAreTheSameBitsInEveryVariantAndOnAnyNumberOfThreads(ContractCase c) {
        double[] a = c.doubles(c.sizeA(), 1);
        double[] b = c.doubles(c.sizeB(), 2);
        double[] expected = c.doubles(c.sizeC(), 3);
        c.naive(a, b, expected);
        for (int threads = 1; threads <= 3; threads++) {
            var pool = new WorkerPool(threads);
            double[] actual = c.doubles(c.sizeC(), 3);
            Contract.f64(
                    pool,
                    a,
                    c.atA(),
                    c.aBatch(),
                    c.aRow(),
                    c.aInner(),
                    b,
                    c.atB(),
                    c.bBatch(),
                    c.bInner(),
                    c.bColumn(),
                    actual,
                    c.atC(),
                    c.cBatch(),
                    c.cRow(),
                    c.batch(),
                    c.rows(),
                    c.columns(),
                    c.inner(),
                    null,
                    null);
            assertArrayEquals(expected, actual, threads + " threads");
            for (var variant : runnable()) {
                for (boolean hasScalar : new boolean[] {false, true}) {
                    actual = c.doubles(c.sizeC(), 3);
                    if (c.batch() > 0 && c.rows() > 0 && c.columns() > 0) {
                        var call = variant.f64(hasScalar);
                        call.a = a;
                        call.b = b;
                        call.c = actual;
                        c.describe(call);
                        call.compute(pool, null, null);
                    }
                    assertArrayEquals(expected, actual, variant + " on " + threads + " threads");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aKeptOperandIsPackedAnewWhenForgotten(ContractCase c) {
        if (c.batch() == 0 || c.rows() == 0 || c.columns() == 0) {
            return;
        }
        for (var variant : runnable()) {
            var pool = new WorkerPool(2);
            var kept = new KeptPanels();
            var kept64 = new KeptPanels();
            for (int round = 0; round < 4; round++) {
                if (round == 2) {
                    kept.forget();
                    kept64.forget();
                }
                var call = variant.f32(false);
                call.a = c.floats(c.sizeA(), round);
                call.b = c.floats(c.sizeB(), 10 + round / 2);
                call.c = c.floats(c.sizeC(), 3);
                float[] expected = call.c.clone();
                c.naive(call.a, call.b, expected);
                float[] actual = call.c;
                c.describe(call);
                call.compute(pool, null, kept);
                assertArrayEquals(expected, actual, variant + " in round " + round);
                var call64 = variant.f64(false);
                call64.a = c.doubles(c.sizeA(), round);
                call64.b = c.doubles(c.sizeB(), 10 + round / 2);
                call64.c = c.doubles(c.sizeC(), 3);
                double[] expected64 = call64.c.clone();
                c.naive(call64.a, call64.b, expected64);
                double[] actual64 = call64.c;
                c.describe(call64);
                call64.compute(pool, null, kept64);
                assertArrayEquals(expected64, actual64, variant + " in round " + round);
            }
        }
    }

    /// Vectors of 64 bytes work everywhere, if slowly; the fast choice is another matter.
    private static List<Variant> runnable() {
        boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        return vectors ? List.of(Variant.values()) : List.of(Variant.SCALAR);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void integersWrapAround(ContractCase c) {
        int[] a = c.ints(c.sizeA(), 1);
        int[] b = c.ints(c.sizeB(), 2);
        int[] expected = c.ints(c.sizeC(), 3);
        int[] actual = expected.clone();
        c.naive(a, b, expected);
        IntegerContract.i32(
                a,
                c.atA(),
                c.aBatch(),
                c.aRow(),
                c.aInner(),
                b,
                c.atB(),
                c.bBatch(),
                c.bInner(),
                c.bColumn(),
                actual,
                c.atC(),
                c.cBatch(),
                c.cRow(),
                c.batch(),
                c.rows(),
                c.columns(),
                c.inner(),
                null);
        assertArrayEquals(expected, actual);
        long[] longA = c.longs(c.sizeA(), 1);
        long[] longB = c.longs(c.sizeB(), 2);
        long[] longExpected = c.longs(c.sizeC(), 3);
        long[] longActual = longExpected.clone();
        c.naive(longA, longB, longExpected);
        IntegerContract.i64(
                longA,
                c.atA(),
                c.aBatch(),
                c.aRow(),
                c.aInner(),
                longB,
                c.atB(),
                c.bBatch(),
                c.bInner(),
                c.bColumn(),
                longActual,
                c.atC(),
                c.cBatch(),
                c.cRow(),
                c.batch(),
                c.rows(),
                c.columns(),
                c.inner(),
                null);
        assertArrayEquals(longExpected, longActual);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void anEpilogueSeesEveryFinalElementOnce(int threads) {
        for (var c : cases()) {
            float[] a = c.floats(c.sizeA(), 1);
            float[] b = c.floats(c.sizeB(), 2);
            float[] expected = c.floats(c.sizeC(), 3);
            c.naive(a, b, expected);
            var every = new ArrayList<Integer>();
            for (int h = 0; h < c.batch(); h++) {
                for (int i = 0; i < c.rows(); i++) {
                    for (int j = 0; j < c.columns(); j++) {
                        every.add(c.atC() + h * c.cBatch() + i * c.cRow() + j);
                    }
                }
            }
            every.forEach(at -> expected[at] = expected[at] * 2 + 1);
            float[] actual = c.floats(c.sizeC(), 3);
            Epilogue twiceAndOne = (h, rowFrom, rowTo, columnFrom, columnTo) -> {
                for (int i = rowFrom; i < rowTo; i++) {
                    for (int j = columnFrom; j < columnTo; j++) {
                        int at = c.atC() + h * c.cBatch() + i * c.cRow() + j;
                        actual[at] = actual[at] * 2 + 1;
                    }
                }
            };
            Contract.f32(
                    new WorkerPool(threads),
                    a,
                    c.atA(),
                    c.aBatch(),
                    c.aRow(),
                    c.aInner(),
                    b,
                    c.atB(),
                    c.bBatch(),
                    c.bInner(),
                    c.bColumn(),
                    actual,
                    c.atC(),
                    c.cBatch(),
                    c.cRow(),
                    c.batch(),
                    c.rows(),
                    c.columns(),
                    c.inner(),
                    twiceAndOne,
                    null);
            assertArrayEquals(expected, actual, c.toString());
        }
    }

    @Test
    void anEmptySumIsPositiveZero() {
        float[] c = {-1};
        Contract.f32(new float[0], 0, 0, 0, 0, new float[0], 0, 0, 0, 0, c, 0, 1, 1, 1, 1, 1, 0, null);
        assertEquals(0, Float.floatToRawIntBits(c[0]));
    }

    /// The folder that holds the class, also where tests are patched into a module.
    private static Path root(Class<?> type) throws URISyntaxException {
        var file = type.getName().replace('.', '/') + ".class";
        var path = Path.of(Objects.requireNonNull(type.getResource("/" + file)).toURI());
        for (int i = 0; i < Path.of(file).getNameCount(); i++) {
            path = Objects.requireNonNull(path.getParent());
        }
        return path;
    }

    static Stream<List<String>> otherMachines() {
        return Stream.of(
                List.of(),
                List.of("--add-modules=jdk.incubator.vector", "-XX:UseAVX=0"),
                List.of("--add-modules=jdk.incubator.vector", "-XX:UseAVX=2"),
                List.of("--add-modules=jdk.incubator.vector", "-XX:UseAVX=2", "-Dfluxion.threads=2"),
                List.of("--add-modules=jdk.incubator.vector", "-Xint"));
    }

    @ParameterizedTest
    @MethodSource("otherMachines")
    void otherMachinesAndTheInterpreterGiveTheSameBits(List<String> options) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+IgnoreUnrecognizedVMOptions");
        command.addAll(options);
        var classes = root(Contract.class) + File.pathSeparator + root(ContractChecksum.class);
        command.addAll(List.of("-cp", classes, ContractChecksum.class.getName()));
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertEquals(0, process.waitFor());
        assertEquals(ContractChecksum.text(), printed);
    }
}
