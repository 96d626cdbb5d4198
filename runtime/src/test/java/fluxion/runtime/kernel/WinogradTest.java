package fluxion.runtime.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.ir.math.Winograd;
import fluxion.runtime.WorkerPool;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Winograd's algorithm: every variant against its definition, for equal bits, and the definition against the sums of
/// products, for the error that it promises.
class WinogradTest {
    private static final int PATCH = Winograd.PATCH;
    private static final int SIZE = PATCH * PATCH;

    /// @param low padding on both sides of both axes; negative if images are cut
    /// @param channelsLast whether the channels of images and the columns of the filter are next to each other
    record Geometry(int batch, int height, int width, int low, int inner, int columns, boolean channelsLast) {
        int positions(int extent) {
            return Math.max(0, extent + 2 * low - 2);
        }

        int sizeA() {
            return batch * height * width * inner;
        }

        int sizeB() {
            return 9 * inner * columns;
        }

        int sizeC() {
            return batch * positions(height) * positions(width) * columns;
        }

        int a(int n, int y, int x, int k) {
            return channelsLast
                    ? ((n * height + y) * width + x) * inner + k
                    : ((n * inner + k) * height + y) * width + x;
        }

        int b(int tap, int k, int j) {
            return channelsLast ? (tap * inner + k) * columns + j : (j * inner + k) * 9 + tap;
        }

        int c(int n, int y, int x, int j) {
            return ((n * positions(height) + y) * positions(width) + x) * columns + j;
        }

        private int[] numbers() {
            return IntStream.of(
                            0,
                            2,
                            1,
                            batch,
                            inner,
                            columns,
                            0,
                            inner,
                            height * width * inner,
                            channelsLast ? 1 : height * width,
                            0,
                            columns,
                            channelsLast ? columns : 9,
                            channelsLast ? 1 : 9 * inner,
                            positions(height),
                            3,
                            height,
                            low,
                            1,
                            1,
                            1,
                            width * (channelsLast ? inner : 1),
                            3 * (channelsLast ? inner * columns : 1),
                            positions(width),
                            3,
                            width,
                            low,
                            1,
                            1,
                            1,
                            channelsLast ? inner : 1,
                            channelsLast ? inner * columns : 1)
                    .toArray();
        }

        FilterShape shape() {
            var shape = new FilterShape();
            shape.begin();
            Arrays.stream(numbers()).forEach(shape::add);
            shape.complete();
            return shape;
        }

        ConvolutionCall call() {
            var call = ConvolutionCall.begin();
            Arrays.stream(numbers()).forEach(call::with);
            return call;
        }

        interface Element {
            void at(int n, int y, int x, int j);
        }

        void forEach(Element element) {
            for (int n = 0; n < batch; n++) {
                for (int y = 0; y < positions(height); y++) {
                    for (int x = 0; x < positions(width); x++) {
                        for (int j = 0; j < columns; j++) {
                            element.at(n, y, x, j);
                        }
                    }
                }
            }
        }

        boolean isInside(int y, int x) {
            return y >= 0 && y < height && x >= 0 && x < width;
        }
    }

    static Stream<Geometry> geometries() {
        var random = new Random(1);
        int[] columns = {1, 5, 8, 16, 17, 24, 33, 40};
        var some = IntStream.range(0, 30)
                .mapToObj(_ -> new Geometry(
                        random.nextInt(4),
                        1 + random.nextInt(14),
                        1 + random.nextInt(14),
                        random.nextInt(5) - 1,
                        random.nextInt(20),
                        columns[random.nextInt(columns.length)],
                        random.nextInt(3) > 0));
        return Stream.concat(
                some,
                Stream.of(
                        new Geometry(3, 26, 26, 0, 32, 64, true),
                        new Geometry(2, 24, 24, 2, 64, 32, true),
                        new Geometry(0, 8, 8, 1, 4, 4, true),
                        new Geometry(1, 1, 1, 1, 16, 16, true),
                        new Geometry(2, 3, 3, 0, 8, 8, true),
                        new Geometry(1, 2, 40, 1, 8, 8, true),
                        // several chunks of channels, of which strips have room for one, and for more
                        new Geometry(5, 6, 6, 1, 300, 20, true),
                        new Geometry(1, 9, 13, 1, 500, 3, false)));
    }

    /// What [Winograd] defines.
    private static float[] defined(Geometry geometry, float[] a, float[] b) {
        var filters = new float[geometry.inner * geometry.columns][];
        for (int k = 0; k < geometry.inner; k++) {
            for (int j = 0; j < geometry.columns; j++) {
                filters[k * geometry.columns + j] = filter(geometry, b, k, j);
            }
        }
        var c = new float[geometry.sizeC()];
        geometry.forEach((n, y, x, j) -> {
            if (y % Winograd.TILE != 0 || x % Winograd.TILE != 0) {
                return;
            }
            var sums = new float[SIZE];
            for (int k = 0; k < geometry.inner; k++) {
                var patch = patch(geometry, a, n, y, x, k);
                var filter = filters[k * geometry.columns + j];
                for (int i = 0; i < SIZE; i++) {
                    sums[i] = Math.fma(patch[i], filter[i], sums[i]);
                }
            }
            var half = new float[SIZE];
            for (int i = 0; i < PATCH; i++) {
                Winograd.tile(sums, i, PATCH, half, i, PATCH);
            }
            var row = new float[Winograd.TILE];
            for (int i = 0; i < Winograd.TILE && y + i < geometry.positions(geometry.height); i++) {
                Winograd.tile(half, i * PATCH, 1, row, 0, 1);
                for (int l = 0; l < Winograd.TILE && x + l < geometry.positions(geometry.width); l++) {
                    c[geometry.c(n, y + i, x + l, j)] = row[l];
                }
            }
        });
        return c;
    }

    private static float[] patch(Geometry geometry, float[] a, int n, int y, int x, int k) {
        var patch = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            int atY = y + i / PATCH - geometry.low;
            int atX = x + i % PATCH - geometry.low;
            patch[i] = geometry.isInside(atY, atX) ? a[geometry.a(n, atY, atX, k)] : 0;
        }
        var half = new float[SIZE];
        for (int i = 0; i < PATCH; i++) {
            Winograd.patch(patch, i, PATCH, half, i, PATCH);
        }
        for (int i = 0; i < PATCH; i++) {
            Winograd.patch(half, i * PATCH, 1, patch, i * PATCH, 1);
        }
        return patch;
    }

    private static float[] filter(Geometry geometry, float[] b, int k, int j) {
        var taps = new float[9];
        for (int tap = 0; tap < 9; tap++) {
            taps[tap] = b[geometry.b(tap, k, j)];
        }
        var half = new float[SIZE];
        var whole = new float[SIZE];
        for (int i = 0; i < 3; i++) {
            Winograd.filter(taps, i, 3, half, i, 3);
        }
        for (int i = 0; i < PATCH; i++) {
            Winograd.filter(half, i * 3, 1, whole, i * PATCH, 1);
        }
        return whole;
    }

    @ParameterizedTest
    @MethodSource("geometries")
    void everyVariantGivesTheBitsOfTheDefinitionOnAnyNumberOfThreads(Geometry geometry) {
        var a = numbers(geometry.sizeA(), new Random(1)::nextGaussian);
        var b = numbers(geometry.sizeB(), new Random(2)::nextGaussian);
        var expected = defined(geometry, a, b);
        for (int threads = 1; threads <= 3; threads += 2) {
            var pool = new WorkerPool(threads);
            var actual = numbers(expected.length, () -> Double.NaN);
            geometry.call().winograd(pool, a, 0, b, 0, actual, 0, null);
            assertArrayEquals(expected, actual, threads + " threads");
            for (var variant : runnable()) {
                for (boolean hasScalar : new boolean[] {false, true}) {
                    actual = numbers(expected.length, () -> Double.NaN);
                    var convolution = variant.winogradF32(hasScalar);
                    convolution.a = a;
                    convolution.b = b;
                    convolution.c = actual;
                    convolution.shape = geometry.shape();
                    convolution.compute(pool, null);
                    assertArrayEquals(expected, actual, variant + " on " + threads + " threads");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("geometries")
    void theEpilogueSeesEveryElementOnceWhenItIsFinal(Geometry geometry) {
        var a = numbers(geometry.sizeA(), new Random(1)::nextGaussian);
        var b = numbers(geometry.sizeB(), new Random(2)::nextGaussian);
        var expected = defined(geometry, a, b);
        var actual = new float[expected.length];
        geometry.call().winograd(new WorkerPool(2), a, 0, b, 0, actual, 0, (_, rowFrom, rowTo, from, to) -> {
            for (int i = rowFrom; i < rowTo; i++) {
                for (int j = from; j < to; j++) {
                    actual[i * geometry.columns + j] += 1;
                }
            }
        });
        for (int i = 0; i < expected.length; i++) {
            expected[i] += 1;
        }
        assertArrayEquals(expected, actual);
    }

    // ---------------------------------------------------------------------------------------------------- the error

    private static final double[][] PATCHES = matrix(PATCH, PATCH, Winograd::patch);
    private static final double[][] FILTERS = matrix(PATCH, 3, Winograd::filter);
    private static final double[][] TILES = matrix(Winograd.TILE, PATCH, Winograd::tile);

    private interface Transform {
        void apply(float[] from, int at, int step, float[] to, int toAt, int toStep);
    }

    /// The sizes of the elements of the matrix that `transform` multiplies with.
    private static double[][] matrix(int rows, int columns, Transform transform) {
        var matrix = new double[rows][columns];
        for (int j = 0; j < columns; j++) {
            var unit = new float[columns];
            var column = new float[rows];
            unit[j] = 1;
            transform.apply(unit, 0, 1, column, 0, 1);
            for (int i = 0; i < rows; i++) {
                matrix[i][j] = Math.abs(column[i]);
            }
        }
        return matrix;
    }

    /// `m x mᵀ`
    private static double[][] around(double[][] m, double[][] x) {
        var product = new double[m.length][m.length];
        for (int i = 0; i < m.length; i++) {
            for (int j = 0; j < m.length; j++) {
                for (int k = 0; k < x.length; k++) {
                    for (int l = 0; l < x.length; l++) {
                        product[i][j] += m[i][k] * x[k][l] * m[j][l];
                    }
                }
            }
        }
        return product;
    }

    /// What takes the place of the largest element by which an error is bounded: the tile of that at `y`, `x`.
    private static double[][] sizes(Geometry geometry, float[] a, float[] b, int n, int y, int x, int j) {
        var sums = new double[PATCH][PATCH];
        for (int k = 0; k < geometry.inner; k++) {
            var patch = new double[PATCH][PATCH];
            for (int i = 0; i < SIZE; i++) {
                int atY = y + i / PATCH - geometry.low;
                int atX = x + i % PATCH - geometry.low;
                patch[i / PATCH][i % PATCH] = geometry.isInside(atY, atX) ? Math.abs(a[geometry.a(n, atY, atX, k)]) : 0;
            }
            var taps = new double[3][3];
            for (int tap = 0; tap < 9; tap++) {
                taps[tap / 3][tap % 3] = Math.abs(b[geometry.b(tap, k, j)]);
            }
            var p = around(PATCHES, patch);
            var f = around(FILTERS, taps);
            for (int i = 0; i < SIZE; i++) {
                sums[i / PATCH][i % PATCH] += p[i / PATCH][i % PATCH] * f[i / PATCH][i % PATCH];
            }
        }
        return around(TILES, sums);
    }

    /// The sum of products, of which the error is some 2^-29 of what is looked at here.
    private static double exact(Geometry geometry, float[] a, float[] b, int n, int y, int x, int j) {
        double sum = 0;
        for (int tap = 0; tap < 9; tap++) {
            int atY = y + tap / 3 - geometry.low;
            int atX = x + tap % 3 - geometry.low;
            for (int k = 0; geometry.isInside(atY, atX) && k < geometry.inner; k++) {
                sum += (double) a[geometry.a(n, atY, atX, k)] * b[geometry.b(tap, k, j)];
            }
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("geometries")
    void theErrorIsWithinItsBound(Geometry geometry) {
        var random = new Random(3);
        // what rounds badly: numbers of one sign, of alternating signs, of very different sizes, next to powers of two
        var kinds = List.<DoubleSupplier>of(
                random::nextGaussian,
                () -> 1 + random.nextDouble(),
                () -> (random.nextBoolean() ? 1 : -1) * (1 + random.nextDouble()),
                () -> random.nextGaussian() * Math.pow(2, random.nextInt(40) - 20),
                () -> 1 - Math.pow(2, -24) * random.nextInt(3));
        for (var ofA : kinds) {
            for (var ofB : kinds) {
                check(geometry, numbers(geometry.sizeA(), ofA), numbers(geometry.sizeB(), ofB));
            }
        }
    }

    private static void check(Geometry geometry, float[] a, float[] b) {
        var c = new float[geometry.sizeC()];
        geometry.call().winograd(a, 0, b, 0, c, 0, null);
        double n = geometry.inner + Winograd.ROUNDINGS;
        double unit = Math.pow(2, -24);
        double factor = n * unit / (1 - n * unit);
        double largest = largest(a) * largest(b) * geometry.inner * Winograd.GROWTH;
        var random = new Random(4);
        for (int sample = 0; sample < 40 && c.length > 0; sample++) {
            int image = random.nextInt(geometry.batch);
            int y = random.nextInt(geometry.positions(geometry.height));
            int x = random.nextInt(geometry.positions(geometry.width));
            int j = random.nextInt(geometry.columns);
            int inY = y % Winograd.TILE;
            int inX = x % Winograd.TILE;
            double size = sizes(geometry, a, b, image, y - inY, x - inX, j)[inY][inX];
            double error = Math.abs(c[geometry.c(image, y, x, j)] - exact(geometry, a, b, image, y, x, j));
            // matrices of floats are off by a rounding themselves
            double bound = factor * size * (1 + 1e-6);
            assertTrue(error <= bound, () -> error + " is more than " + bound);
            assertTrue(size <= largest * (1 + 1e-6), () -> size + " is more than " + largest);
        }
    }

    private static double largest(float[] x) {
        double largest = 0;
        for (float value : x) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static float[] numbers(int size, DoubleSupplier number) {
        var numbers = new float[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = (float) number.getAsDouble();
        }
        return numbers;
    }

    /// Vectors of 64 bytes work everywhere, if slowly; the fast choice is another matter.
    private static List<Variant> runnable() {
        boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        return vectors ? List.of(Variant.values()) : List.of(Variant.SCALAR);
    }
}
