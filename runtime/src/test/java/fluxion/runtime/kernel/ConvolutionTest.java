package fluxion.runtime.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import fluxion.runtime.WorkerPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Every variant against plain loops over taps, for equal bits.
class ConvolutionTest {
    /// A convolution along two axes of space of `[batch, h, w, groups * c]`, with padding on both sides.
    @SuppressWarnings("ArrayRecordComponent") // compared by identity, never by contents
    private record Geometry(
            boolean overBatch,
            int batch,
            int[] extents,
            int groups,
            int inner,
            int columns,
            int[] taps,
            int[] strides,
            int[] low,
            int[] dilationA,
            int[] dilationB,
            int[] positions) {
        static Geometry random(Random random) {
            boolean overBatch = random.nextInt(3) == 0;
            int[] extents = {1 + random.nextInt(8), 1 + random.nextInt(30)};
            int[] taps = {1 + random.nextInt(3), 1 + random.nextInt(5)};
            int[] strides = {1 + random.nextInt(2), 1 + random.nextInt(3)};
            int[] low = {random.nextInt(3) - 1, random.nextInt(4) - 1};
            int[] dilationA = {1 + random.nextInt(2), 1 + random.nextInt(3)};
            int[] dilationB = {1 + random.nextInt(2), 1 + random.nextInt(3)};
            int[] positions = {1 + random.nextInt(8), 1 + random.nextInt(30)};
            int[] columns = {1, 2, 7, 16, 17, 32, 40, 64, 100};
            return new Geometry(
                    overBatch,
                    random.nextInt(9),
                    extents,
                    1 + random.nextInt(2),
                    random.nextInt(9),
                    columns[random.nextInt(columns.length)],
                    taps,
                    strides,
                    low,
                    dilationA,
                    dilationB,
                    positions);
        }

        int rows() {
            return batch * positions[0] * positions[1];
        }

        int width() {
            return groups * columns;
        }

        /// Strides of a along group, batch, inner, h, w.
        int[] stridesA() {
            int channels = groups * (overBatch ? batch : inner);
            int image = extents[0] * extents[1] * channels;
            return overBatch
                    ? new int[] {batch, 1, image, extents[1] * channels, channels}
                    : new int[] {inner, image, 1, extents[1] * channels, channels};
        }

        /// Strides of b along group, inner, columns, h, w.
        int[] stridesB() {
            return overBatch
                    ? new int[] {columns, taps[0] * taps[1] * width(), 1, taps[1] * width(), width()}
                    : new int[] {columns, width(), 1, taps[1] * inner * width(), inner * width()};
        }

        int sizeA() {
            return batch * inner * groups * extents[0] * extents[1];
        }

        int sizeB() {
            return taps[0] * taps[1] * inner * width();
        }

        ConvolutionCall call() {
            var call = ConvolutionCall.begin();
            int[] a = stridesA();
            int[] b = stridesB();
            int[] first = {overBatch ? 1 : 0, 2, groups, batch, inner, columns, 0, a[0], a[1], a[2], 0, b[0], b[1], b[2]
            };
            Arrays.stream(first).forEach(call::with);
            for (int i = 0; i < 2; i++) {
                int[] ofAxis = {
                    positions[i],
                    taps[i],
                    extents[i],
                    low[i],
                    strides[i],
                    dilationA[i],
                    dilationB[i],
                    a[3 + i],
                    b[3 + i]
                };
                Arrays.stream(ofAxis).forEach(call::with);
            }
            return call;
        }

        FilterShape shape() {
            var shape = new FilterShape();
            int[] a = stridesA();
            int[] b = stridesB();
            int[] first = {overBatch ? 1 : 0, 2, groups, batch, inner, columns, 0, a[0], a[1], a[2], 0, b[0], b[1], b[2]
            };
            shape.begin();
            Arrays.stream(first).forEach(shape::add);
            for (int i = 0; i < 2; i++) {
                int[] ofAxis = {
                    positions[i],
                    taps[i],
                    extents[i],
                    low[i],
                    strides[i],
                    dilationA[i],
                    dilationB[i],
                    a[3 + i],
                    b[3 + i]
                };
                Arrays.stream(ofAxis).forEach(shape::add);
            }
            shape.complete();
            return shape;
        }

        private interface Sum {
            double add(double sum, int a, int b);
        }

        /// The elements in order, each the sum of what `sum` makes of the pairs of addresses.
        private double[] sums(Sum sum) {
            var all = new double[rows() * width()];
            for (int row = 0; row < rows(); row++) {
                int n = overBatch ? row % batch : row / (positions[0] * positions[1]);
                int p = overBatch ? row / batch : row % (positions[0] * positions[1]);
                for (int j = 0; j < width(); j++) {
                    all[row * width() + j] = element(sum, n, p / positions[1], p % positions[1], j);
                }
            }
            return all;
        }

        private double element(Sum sum, int n, int y, int x, int j) {
            double element = 0;
            for (int outer = 0; outer < (overBatch ? inner : 1); outer++) {
                for (int f = 0; f < taps[0]; f++) {
                    for (int g = 0; g < taps[1]; g++) {
                        int h = at(0, y, f);
                        int w = at(1, x, g);
                        for (int k = 0; h >= 0 && w >= 0 && k < (overBatch ? 1 : inner); k++) {
                            int[] a = stridesA();
                            int[] b = stridesB();
                            element = sum.add(
                                    element,
                                    j / columns * a[0] + n * a[1] + (outer + k) * a[2] + h * a[3] + w * a[4],
                                    j / columns * b[0] + (outer + k) * b[1] + j % columns * b[2] + f * b[3] + g * b[4]);
                        }
                    }
                }
            }
            return element;
        }

        /// Which element tap `f` meets, or -1.
        private int at(int axis, int position, int f) {
            int at = position * strides[axis] + f * dilationB[axis] - low[axis];
            boolean meets = at >= 0 && at % dilationA[axis] == 0 && at / dilationA[axis] < extents[axis];
            return meets ? at / dilationA[axis] : -1;
        }
    }

    private static List<Geometry> geometries() {
        var all = new ArrayList<Geometry>();
        for (int seed = 0; seed < 60; seed++) {
            all.add(Geometry.random(new Random(seed)));
        }
        int[] one = {1, 1};
        int[] none = {0, 0};
        int[] three = {3, 3};
        int[] image = {26, 26};
        int[] inside = {24, 24};
        all.add(new Geometry(false, 4, image, 1, 32, 64, three, one, none, one, one, inside));
        all.add(new Geometry(false, 4, inside, 1, 64, 32, three, one, new int[] {2, 2}, one, one, image));
        all.add(new Geometry(true, 32, image, 1, 4, 64, inside, one, none, one, one, three));
        all.add(new Geometry(false, 40, new int[] {4, 4}, 1, 8, 32, three, one, one, one, one, new int[] {4, 4}));
        all.add(new Geometry(false, 1, new int[] {5, 9}, 1, 700, 20, three, one, one, one, one, new int[] {5, 9}));
        // more positions in a line than strips hold, panels of different widths, several groups
        all.add(new Geometry(false, 2, new int[] {4, 90}, 2, 5, 100, three, one, one, one, one, new int[] {4, 90}));
        // strips that have room for few positions, for one tap of the first axis, and for none
        all.add(new Geometry(false, 7, new int[] {3, 4}, 1, 900, 24, three, one, one, one, one, new int[] {3, 4}));
        all.add(new Geometry(false, 2, new int[] {3, 3}, 1, 2500, 17, three, one, one, one, one, new int[] {3, 3}));
        all.add(new Geometry(false, 2, new int[] {2, 2}, 1, 9000, 17, three, one, one, one, one, new int[] {2, 2}));
        // long sums over a batch, whose rows go on from one position to the next
        all.add(new Geometry(true, 5, new int[] {40, 42}, 1, 2, 40, new int[] {38, 40}, one, none, one, one, three));
        all.add(new Geometry(true, 1, image, 1, 3, 32, inside, one, none, one, one, three));
        return all;
    }

    private static boolean isEmpty(Geometry geometry) {
        return geometry.rows() * geometry.width() == 0;
    }

    @Test
    void floatsAreTheSameBitsInEveryVariantAndOnAnyNumberOfThreads() {
        for (var geometry : geometries()) {
            float[] a = floats(geometry.sizeA(), 1);
            float[] b = floats(geometry.sizeB(), 2);
            var sums = geometry.sums((sum, i, j) -> Math.fma(a[i], b[j], (float) sum));
            var expected = new float[sums.length];
            for (int i = 0; i < sums.length; i++) {
                expected[i] = (float) sums[i];
            }
            for (int threads = 1; threads <= 3; threads += 2) {
                var pool = new WorkerPool(threads);
                var actual = floats(expected.length, 3);
                geometry.call().run(pool, a, 0, b, 0, actual, 0, null);
                assertArrayEquals(expected, actual, threads + " threads: " + geometry);
                for (var variant : isEmpty(geometry) ? List.<Variant>of() : runnable()) {
                    for (boolean hasScalar : new boolean[] {false, true}) {
                        actual = floats(expected.length, 3);
                        var convolution = variant.convolutionF32(hasScalar);
                        convolution.a = a;
                        convolution.b = b;
                        convolution.c = actual;
                        convolution.shape = geometry.shape();
                        convolution.compute(pool, null);
                        assertArrayEquals(expected, actual, variant + " on " + threads + " threads: " + geometry);
                    }
                }
            }
        }
    }

    @Test
    void doublesAreTheSameBitsInEveryVariant() {
        var pool = new WorkerPool(2);
        for (var geometry : geometries()) {
            double[] a = doubles(geometry.sizeA(), 1);
            double[] b = doubles(geometry.sizeB(), 2);
            var expected = geometry.sums((sum, i, j) -> Math.fma(a[i], b[j], sum));
            for (var variant : isEmpty(geometry) ? List.<Variant>of() : runnable()) {
                var actual = doubles(expected.length, 3);
                var convolution = variant.convolutionF64(false);
                convolution.a = a;
                convolution.b = b;
                convolution.c = actual;
                convolution.shape = geometry.shape();
                convolution.compute(pool, null);
                assertArrayEquals(expected, actual, variant + ": " + geometry);
            }
        }
    }

    @Test
    void integersWrap() {
        for (var geometry : geometries().subList(0, 50)) {
            int[] a = new Random(1).ints(geometry.sizeA()).toArray();
            int[] b = new Random(2).ints(geometry.sizeB()).toArray();
            var sums = geometry.sums((sum, i, j) -> (int) sum + a[i] * b[j]);
            var actual = new int[sums.length];
            geometry.call().run(a, 0, b, 0, actual, 0, null);
            assertArrayEquals(Arrays.stream(sums).mapToInt(x -> (int) x).toArray(), actual, geometry::toString);
        }
    }

    @Test
    void theEpilogueSeesEveryElementOnceWhenItIsFinal() {
        for (var geometry : geometries()) {
            float[] a = floats(geometry.sizeA(), 1);
            float[] b = floats(geometry.sizeB(), 2);
            var expected = new float[geometry.rows() * geometry.width()];
            geometry.call().run(a, 0, b, 0, expected, 0, null);
            var actual = expected.clone();
            geometry.call().run(a, 0, b, 0, actual, 0, (_, rowFrom, rowTo, columnFrom, columnTo) -> {
                for (int i = rowFrom; i < rowTo; i++) {
                    for (int j = columnFrom; j < columnTo; j++) {
                        actual[i * geometry.width() + j] += 1;
                    }
                }
            });
            for (int i = 0; i < expected.length; i++) {
                expected[i] += 1;
            }
            assertArrayEquals(expected, actual, geometry::toString);
        }
    }

    private static float[] floats(int size, int seed) {
        var random = new Random(seed);
        var array = new float[size];
        for (int i = 0; i < size; i++) {
            array[i] = random.nextFloat() - 0.5f;
        }
        return array;
    }

    private static double[] doubles(int size, int seed) {
        return new Random(seed).doubles(size, -0.5, 0.5).toArray();
    }

    /// Vectors of 64 bytes work everywhere, if slowly; the fast choice is another matter.
    private static List<Variant> runnable() {
        boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        return vectors ? List.of(Variant.values()) : List.of(Variant.SCALAR);
    }
}
