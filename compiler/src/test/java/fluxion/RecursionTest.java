package fluxion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import fluxion.compiler.autodiff.Jacobians;
import fluxion.compiler.jvm.JvmBackend;
import fluxion.compiler.jvm.UnsupportedRecursionException;
import fluxion.compiler.lift.Lifter;
import fluxion.compiler.lower.Lowering;
import fluxion.compiler.pipeline.Pipeline;
import fluxion.compiler.pipeline.Stages;
import fluxion.ir.EvaluationException;
import fluxion.runtime.generated.ResidualBudget;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Compiled methods that call themselves, and their derivatives.
final class RecursionTest {
    static double power(double x, int n) {
        return n == 0 ? 1 : n % 2 == 0 ? power(x * x, n / 2) : x * power(x, n - 1);
    }

    static double fibonacci(double x, int n) {
        return n < 2 ? x : fibonacci(Math.sin(x), n - 1) * fibonacci(x, n - 2) + x;
    }

    static double treeSum(double[] a, int from, int to) {
        if (to - from == 1) {
            return a[from] * a[from];
        }
        int middle = (from + to) >>> 1;
        return 0.5 * treeSum(a, from, middle) + Math.sin(treeSum(a, middle, to));
    }

    static double even(double x, int n) {
        return n == 0 ? x : 1 + odd(x * 0.9, n - 1);
    }

    static double odd(double x, int n) {
        return n == 0 ? -x : Math.exp(-even(x * 1.1, n - 1));
    }

    static double minors(double[] a, int n, int row, boolean[] used) {
        if (row == n) {
            return 1;
        }
        double sum = 0;
        double sign = 1;
        for (int column = 0; column < n; column++) {
            if (!used[column]) {
                used[column] = true;
                sum += sign * a[row * n + column] * minors(a, n, row + 1, used);
                used[column] = false;
                sign = -sign;
            }
        }
        return sum;
    }

    /// The same with the columns that are left as bits: each round keeps numbers only.
    static double minorsByBits(double[] a, int n, int row, int columns) {
        if (row == n) {
            return 1;
        }
        double sum = 0;
        double sign = 1;
        for (int column = 0; column < n; column++) {
            int bit = 1 << column;
            if ((columns & bit) != 0) {
                sum += sign * a[row * n + column] * minorsByBits(a, n, row + 1, columns ^ bit);
                sign = -sign;
            }
        }
        return sum;
    }

    static double determinantByBits(double[] a, int n) {
        return minorsByBits(a, n, 0, (1 << n) - 1);
    }

    /// Rounds that call in one of two branches, or in none, a number of times that numbers decide.
    static double branching(double x, double y, int n) {
        double sum = x;
        double scale = y;
        int round = 0;
        while (Math.abs(scale) > 0.3 && round < 3) {
            if (n > 0 && (round + n & 1) == 0) {
                sum += scale * branching(sum * 0.5, scale, n - 1);
            }
            if (n > 1 && round == 1) {
                sum += Math.sin(branching(scale, sum * 0.5, n - 2) * x);
            } else {
                sum *= 0.9;
            }
            scale *= 0.8;
            round++;
        }
        return sum * x;
    }

    static double determinant(double[] a) {
        return minors(a, (int) Math.round(Math.sqrt(a.length)), 0, new boolean[a.length]);
    }

    static void sort(double[] a, int low, int high) {
        if (low >= high) {
            return;
        }
        double pivot = a[(low + high) >>> 1];
        int i = low;
        int j = high;
        while (i <= j) {
            while (a[i] < pivot) {
                i++;
            }
            while (a[j] > pivot) {
                j--;
            }
            if (i <= j) {
                double t = a[i];
                a[i] = a[j];
                a[j] = t;
                i++;
                j--;
            }
        }
        sort(a, low, j);
        sort(a, i, high);
    }

    static double sortedSum(double[] a) {
        double[] b = a.clone();
        sort(b, 0, b.length - 1);
        double sum = 0;
        for (int i = 0; i < b.length; i++) {
            sum += (i + 1) * b[i] * b[i] * b[i];
        }
        return sum;
    }

    /// Halves of one length less or the same, without bounds.
    static double halves(double[] a) {
        if (a.length == 0) {
            return 0.25;
        }
        if (a.length == 1) {
            return Math.sin(a[0]);
        }
        int middle = a.length / 2;
        double left = halves(Arrays.copyOf(a, middle));
        return left * halves(Arrays.copyOfRange(a, middle, a.length)) + 0.5 * left;
    }

    /// By the first row, and the matrices that are left of the others.
    static double laplace(double[] a, int n) {
        if (n == 1) {
            return a[0];
        }
        double sum = 0;
        for (int column = 0; column < n; column++) {
            var minor = new double[(n - 1) * (n - 1)];
            int at = 0;
            for (int i = 1; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    if (j != column) {
                        minor[at++] = a[i * n + j];
                    }
                }
            }
            double term = a[column] * laplace(minor, n - 1);
            sum += column % 2 == 0 ? term : -term;
        }
        return sum;
    }

    static void mergeSort(double[] a) {
        if (a.length < 2) {
            return;
        }
        double[] left = Arrays.copyOfRange(a, 0, a.length / 2);
        double[] right = Arrays.copyOfRange(a, a.length / 2, a.length);
        mergeSort(left);
        mergeSort(right);
        int i = 0;
        int j = 0;
        for (int k = 0; k < a.length; k++) {
            if (j >= right.length || (i < left.length && left[i] <= right[j])) {
                a[k] = left[i++];
            } else {
                a[k] = right[j++];
            }
        }
    }

    static double mergeSorted(double[] a) {
        double[] b = a.clone();
        mergeSort(b);
        double sum = 0;
        for (int i = 0; i < b.length; i++) {
            sum += (i + 1) * b[i] * b[i];
        }
        return sum;
    }

    static void fft(double[] re, double[] im) {
        int n = re.length;
        if (n < 2) {
            return;
        }
        int half = n / 2;
        var evenRe = new double[half];
        var evenIm = new double[half];
        var oddRe = new double[half];
        var oddIm = new double[half];
        for (int i = 0; i < half; i++) {
            evenRe[i] = re[2 * i];
            evenIm[i] = im[2 * i];
            oddRe[i] = re[2 * i + 1];
            oddIm[i] = im[2 * i + 1];
        }
        fft(evenRe, evenIm);
        fft(oddRe, oddIm);
        for (int i = 0; i < half; i++) {
            double c = Math.cos(-2 * Math.PI * i / n);
            double s = Math.sin(-2 * Math.PI * i / n);
            double tRe = c * oddRe[i] - s * oddIm[i];
            double tIm = c * oddIm[i] + s * oddRe[i];
            re[i] = evenRe[i] + tRe;
            im[i] = evenIm[i] + tIm;
            re[i + half] = evenRe[i] - tRe;
            im[i + half] = evenIm[i] - tIm;
        }
    }

    /// A weighted sum of squares of the spectrum.
    static double spectrum(double[] a) {
        double[] re = a.clone();
        var im = new double[a.length];
        fft(re, im);
        double sum = 0;
        for (int i = 0; i < re.length; i++) {
            sum += (1 + i) * re[i] * re[i] + im[i] * im[i] * im[i];
        }
        return sum;
    }

    /// The spectrum of complex numbers side by side.
    static double[] transformed(double[] a) {
        int n = a.length / 2;
        if (n <= 1) {
            return a;
        }
        var even = new double[n];
        var odd = new double[n];
        for (int i = 0; i < n / 2; i++) {
            for (int k = 0; k < 2; k++) {
                even[2 * i + k] = a[4 * i + k];
                odd[2 * i + k] = a[4 * i + 2 + k];
            }
        }
        double[] left = transformed(even);
        double[] right = transformed(odd);
        var result = new double[a.length];
        for (int i = 0; i < n / 2; i++) {
            double c = Math.cos(-2 * Math.PI * i / n);
            double s = Math.sin(-2 * Math.PI * i / n);
            double re = c * right[2 * i] - s * right[2 * i + 1];
            double im = c * right[2 * i + 1] + s * right[2 * i];
            result[2 * i] = left[2 * i] + re;
            result[2 * i + 1] = left[2 * i + 1] + im;
            result[2 * i + n] = left[2 * i] - re;
            result[2 * i + 1 + n] = left[2 * i + 1] - im;
        }
        return result;
    }

    static double transform(double[] a) {
        double sum = 0;
        double[] b = transformed(a);
        for (int i = 0; i < b.length; i++) {
            sum += (i + 1) * b[i] * b[i] * b[i] / (1 + b.length);
        }
        return sum;
    }

    static double[][] times(double[][] a, double[][] b) {
        var product = new double[a.length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a.length; j++) {
                for (int k = 0; k < a.length; k++) {
                    product[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return product;
    }

    static double[][] matrixPower(double[][] a, int n) {
        if (n == 1) {
            return a;
        }
        double[][] half = matrixPower(a, n / 2);
        double[][] square = times(half, half);
        return n % 2 == 0 ? square : times(square, a);
    }

    static double powers(double[] a, int n) {
        var m = new double[2][2];
        for (int i = 0; i < 4; i++) {
            m[i / 2][i % 2] = a[i];
        }
        double[][] p = matrixPower(m, n);
        return p[0][0] * p[0][1] + Math.sin(p[1][0]) - p[1][1];
    }

    /// The product of two polynomials of one length by three of half the length.
    static double[] karatsuba(double[] a, double[] b) {
        int n = a.length;
        if (n == 1) {
            return new double[] {a[0] * b[0]};
        }
        int h = n / 2;
        var lowA = Arrays.copyOf(a, h);
        var lowB = Arrays.copyOf(b, h);
        var highA = Arrays.copyOfRange(a, h, n);
        var highB = Arrays.copyOfRange(b, h, n);
        double[] low = karatsuba(lowA, lowB);
        double[] high = karatsuba(highA, highB);
        for (int i = 0; i < h; i++) {
            highA[i] += lowA[i];
            highB[i] += lowB[i];
        }
        double[] mixed = karatsuba(highA, highB);
        var product = new double[2 * n - 1];
        for (int i = 0; i < mixed.length; i++) {
            product[i + h] += mixed[i] - high[i] - (i < low.length ? low[i] : 0);
            product[i + 2 * h] += high[i];
        }
        for (int i = 0; i < low.length; i++) {
            product[i] += low[i];
        }
        return product;
    }

    static double product(double[] a, double[] b) {
        double sum = 0;
        double[] p = karatsuba(a, b);
        for (int i = 0; i < p.length; i++) {
            sum += Math.sin(p[i] + i);
        }
        return sum;
    }

    /// Numbers and how often each occurs.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Split(double[] low, double[] high, double mean) {}

    static Split split(double[] a, int depth) {
        double sum = 0;
        for (double x : a) {
            sum += x;
        }
        if (depth == 0) {
            return new Split(a.clone(), a.clone(), sum / a.length);
        }
        var halves = split(a, depth - 1);
        double[] low = halves.low();
        double[] high = halves.high();
        for (int i = 0; i < low.length; i++) {
            low[i] = low[i] * halves.mean() + high[i];
            high[i] = Math.sin(high[i] * low[i]);
        }
        return new Split(low, high, halves.mean() * 0.5 + sum);
    }

    static double splits(double[] a, int depth) {
        var split = split(a, depth);
        double sum = split.mean();
        for (int i = 0; i < a.length; i++) {
            sum += split.low()[i] * split.high()[i] * (i + 1);
        }
        return sum;
    }

    /// Arrays of constant lengths that differ.
    static double shrinking(double x) {
        return shrink(new double[] {x, 2 * x, x * x, Math.sin(x)});
    }

    private static double shrink(double[] a) {
        if (a.length == 1) {
            return a[0];
        }
        var less = new double[a.length - 1];
        for (int i = 0; i < less.length; i++) {
            less[i] = a[i] * a[i + 1];
        }
        return shrink(less) + a[0];
    }

    static double f(double x, double w) {
        return Math.exp(-x * x * w) * Math.sin(3 * x);
    }

    static double simpson(double a, double b, double w, double fa, double fm, double fb, int depth) {
        double m = (a + b) / 2;
        double whole = (b - a) / 6 * (fa + 4 * fm + fb);
        double left = f((a + m) / 2, w);
        double right = f((m + b) / 2, w);
        double halves = (b - a) / 12 * (fa + 4 * left + 2 * fm + 4 * right + fb);
        if (depth == 0 || Math.abs(halves - whole) < 1e-9) {
            return halves + (halves - whole) / 15;
        }
        return simpson(a, m, w, fa, left, fm, depth - 1) + simpson(m, b, w, fm, right, fb, depth - 1);
    }

    static double integral(double a, double b, double w) {
        return simpson(a, b, w, f(a, w), f((a + b) / 2, w), f(b, w), 20);
    }

    static double deep(double x, int n) {
        return n == 0 ? x : deep(x * 1.0001, n - 1) + 1e-9;
    }

    static double outside(double[] a, int n) {
        return n == 0 ? a[a.length] : a[0] * outside(a, n - 1);
    }

    static double byValue(double x) {
        return x < 1 ? x * x : 2 * byValue(x / 2);
    }

    static Stream<Arguments> methods() {
        return Stream.of(
                Arguments.of("power", new Object[] {1.3, 7}),
                Arguments.of("fibonacci", new Object[] {1.25, 6}),
                Arguments.of("treeSum", new Object[] {new double[] {1, .5, .3, 2, 1.5}, 0, 5}),
                Arguments.of("even", new Object[] {0.7, 5}),
                Arguments.of("determinant", new Object[] {new double[] {2, 1, .5, .3, 3, .2, .7, .1, 4}}),
                Arguments.of("determinantByBits", new Object[] {new double[] {2, 1, .5, .3, 3, .2, .7, .1, 4}, 3}),
                Arguments.of("branching", new Object[] {0.7, 1.1, 4}),
                Arguments.of("sortedSum", new Object[] {new double[] {3, 1, 2, .5, 2.5, -1}}),
                Arguments.of("transform", new Object[] {new double[] {3, 1, 2, .5, 2.5, -1, .75, 1.5}}),
                Arguments.of("powers", new Object[] {new double[] {1, .5, .3, .9}, 5}),
                Arguments.of(
                        "product", new Object[] {new double[] {1, .5, .3, .9, .2}, new double[] {.1, .3, 2, 1, .7}}),
                Arguments.of("splits", new Object[] {new double[] {1, .5, .3}, 2}),
                Arguments.of("halves", new Object[] {new double[] {1, .5, .3, 2, 1.5}}),
                Arguments.of("laplace", new Object[] {new double[] {2, 1, .5, .3, 3, .2, .7, .1, 4}, 3}),
                Arguments.of("shrinking", new Object[] {0.8}),
                Arguments.of("mergeSorted", new Object[] {new double[] {3, 1, 2, .5, 2.5, -1, .75}}),
                Arguments.of("spectrum", new Object[] {new double[] {3, 1, 2, .5, 2.5, -1, .75, 1.5}}),
                Arguments.of("integral", new Object[] {0.1, 1.0, 2.0}),
                Arguments.of("recordsReturned", new Object[] {0.5, 0.4, 4}),
                Arguments.of("wide", new Object[] {0.6, 0.8, 3}),
                Arguments.of("deep", new Object[] {0.75, 200}));
    }

    private static Derivatives derivatives(String name, Object... arguments) {
        return Derivatives.of(RecursionTest.class, name, types(arguments));
    }

    private static Class<?>[] types(Object... arguments) {
        return Arrays.stream(arguments)
                .map(x -> x instanceof Double ? double.class : x instanceof Integer ? int.class : x.getClass())
                .toArray(Class<?>[]::new);
    }

    private static Object[] copy(Object... arguments) {
        return Arrays.stream(arguments)
                .map(x -> x instanceof double[] array ? array.clone() : x)
                .toArray();
    }

    /// All floats of arguments or results, in order.
    private static double[] flat(Object... values) {
        return Arrays.stream(values)
                .flatMapToDouble(x -> switch (x) {
                    case Double number -> java.util.stream.DoubleStream.of(number);
                    case double[] array -> Arrays.stream(array);
                    case Object[] several -> Arrays.stream(flat(several));
                    default -> java.util.stream.DoubleStream.empty();
                })
                .toArray();
    }

    /// `arguments` with the float numbered `index` larger by `step`.
    private static Object[] moved(int index, double step, Object... arguments) {
        var moved = copy(arguments);
        int at = 0;
        for (int i = 0; i < moved.length; i++) {
            if (moved[i] instanceof Double number) {
                moved[i] = at++ == index ? number + step : number;
            } else if (moved[i] instanceof double[] array) {
                for (int k = 0; k < array.length; k++) {
                    array[k] += at++ == index ? step : 0;
                }
            }
        }
        return moved;
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theValueHasTheBitsOfTheMethod(String name, Object[] arguments) throws ReflectiveOperationException {
        var method = RecursionTest.class.getDeclaredMethod(name, types(arguments));
        assertEquals(
                method.invoke(null, copy(arguments)),
                derivatives(name, arguments).value().call(copy(arguments)));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theGradientIsThatOfDifferencesAndOfTheForwardMode(String name, Object[] arguments) {
        var of = derivatives(name, arguments);
        var value = of.value();
        var gradient = flat(of.gradient().call(copy(arguments)));
        var jvp = of.jvp();
        for (int i = 0; i < gradient.length; i++) {
            double step = 1e-5;
            double up = (double) value.call(moved(i, step, arguments));
            double down = (double) value.call(moved(i, -step, arguments));
            assertEquals((up - down) / (2 * step), gradient[i], 1e-6 * (1 + Math.abs(gradient[i])), name + " " + i);
            var withTangents = new ArrayList<>(Arrays.asList(copy(arguments)));
            var zero = Arrays.stream(arguments)
                    .filter(x -> x instanceof Double || x instanceof double[])
                    .map(x -> x instanceof double[] array ? (Object) new double[array.length] : (Object) 0.0)
                    .toArray();
            withTangents.addAll(Arrays.asList(moved(i, 1, zero)));
            assertEquals(
                    (double) jvp.call(withTangents.toArray()), gradient[i], 1e-12 * (1 + Math.abs(gradient[i])), name);
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theHessianIsThatOfDifferencesOfTheGradient(String name, Object[] arguments) {
        var of = derivatives(name, arguments);
        var gradient = of.gradient();
        var hessian = flat(of.hessian().call(copy(arguments)));
        int n = flat(arguments).length;
        assertEquals(n * n, hessian.length);
        for (int i = 0; i < n; i++) {
            var up = flat(gradient.call(moved(i, 1e-5, arguments)));
            var down = flat(gradient.call(moved(i, -1e-5, arguments)));
            for (int k = 0; k < n; k++) {
                assertEquals((up[k] - down[k]) / 2e-5, hessian[k * n + i], 1e-5, name + " " + i + " " + k);
            }
        }
    }

    @Test
    void callsThatNestTooDeepAreATypedError() {
        var gradient = derivatives("deep", 1.0, 1).gradient();
        // a thousand calls fit into any stack
        assertEquals(1.1, (double) gradient.call(1.0, 1000), 0.01);
        var message = assertThrows(EvaluationException.class, () -> gradient.call(1.0, 50_000_000))
                .getMessage();
        assertTrue(String.valueOf(message).contains("deeper than the stack"), message);
        assertEquals(1.1, (double) gradient.call(1.0, 1000), 0.01);
    }

    @Test
    void anExceptionInsideNamesItsLine() {
        var gradient = derivatives("outside", new double[0], 1).gradient();
        for (int i = 0; i < 2; i++) {
            var e = assertThrows(ArrayIndexOutOfBoundsException.class, () -> gradient.call(new double[] {1, 2}, 3));
            assertTrue(
                    Arrays.stream(e.getStackTrace())
                            .anyMatch(frame -> "RecursionTest.java".equals(frame.getFileName())),
                    () -> Arrays.toString(e.getStackTrace()));
        }
    }

    @Test
    void eachRowOfABatchHasADepthOfItsOwn() {
        var of = derivatives("byValue", 1.0);
        var x = new double[] {3.5, 0.25, 1e9, -7, 1};
        assertArrayEquals(Arrays.stream(x).map(RecursionTest::byValue).toArray(), (double[])
                of.batched().value().call((Object) x));
        var gradient = of.gradient();
        assertArrayEquals(
                Arrays.stream(x).map(each -> (double) gradient.call(each)).toArray(),
                (double[]) of.batched().gradient().call((Object) x));
        var hessian = (double[][]) of.batched().hessian().call((Object) x);
        assertEquals(((double[]) of.hessian().call(1e9))[0], hessian[2][0]);
        assertThrows(
                EvaluationException.class,
                () -> of.batched().gradient().call((Object) new double[] {1, Double.POSITIVE_INFINITY}));
    }

    @Test
    void aProgramOfTensorsRefusesRecursion() {
        var lifted = Lifter.lift(RecursionTest.class, "power", double.class, int.class);
        var message = assertThrows(
                        UnsupportedRecursionException.class, () -> Pipeline.compile(lifted.graph(), Set.of()))
                .getMessage();
        assertTrue(String.valueOf(message).contains("recursion (power)"), message);
    }

    @Test
    void whatCallsKeepHasALimit() {
        System.setProperty(ResidualBudget.PROPERTY, "20000");
        try {
            var of = derivatives("sines", 1.0, 1);
            double slope = (double) of.gradient().call(1.0, 100);
            assertEquals((double) of.jvp().call(1.0, 100, 1.0), slope, 1e-12);
            var message = assertThrows(
                            EvaluationException.class, () -> of.gradient().call(1.0, 2000))
                    .getMessage();
            assertTrue(String.valueOf(message).contains("more than 20000 bytes"), message);
            assertTrue((double) of.jvp().call(1.0, 2000, 1.0) > 0);
            // what is given back may be taken again
            double sum = (double) derivatives("often", 1.0, 1).gradient().call(1.0, 3000);
            assertEquals(3000 * Math.sin(2) * 1.0001 * 1.0001, sum, 1e-3);
            // loops inside of calls keep less before frames are too many
            System.setProperty(ResidualBudget.PROPERTY, "100000");
            var loops = derivatives("loops", 1.0, 1).gradient();
            double few = (double) loops.call(1.0, 2);
            System.clearProperty(ResidualBudget.PROPERTY);
            assertEquals(few, (double) loops.call(1.0, 2));
        } finally {
            System.clearProperty(ResidualBudget.PROPERTY);
        }
    }

    static double sines(double x, int n) {
        return n == 0 ? x : sines(Math.sin(x), n - 1) * 1.0001;
    }

    static double often(double x, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += sines(x, 1) * sines(x, 1);
        }
        return sum;
    }

    @Test
    void nothingIsAllocated() throws Throwable {
        var gradient =
                derivatives("determinantByBits", new double[0], 1).gradient().handle();
        double[] a = {2, 1, .5, .3, 3, .2, .7, .1, 4};
        var slopes = new double[9];
        for (int i = 0; i < 20_000; i++) {
            gradient.invokeExact(a, 3, slopes);
        }
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().threadId();
        long before = threads.getThreadAllocatedBytes(self);
        long none = threads.getThreadAllocatedBytes(self) - before; // asking allocates
        before = threads.getThreadAllocatedBytes(self);
        for (int i = 0; i < 1000; i++) {
            gradient.invokeExact(a, 3, slopes);
        }
        assertEquals(0, threads.getThreadAllocatedBytes(self) - before - none, "bytes in 1000 calls");
        assertEquals(3 * 4 - .2 * .1, slopes[0], 1e-12);
    }

    static double loops(double x, int n) {
        double y = x;
        for (int i = 0; i < 4000; i++) {
            y = Math.sin(y) + 1e-4 * x;
        }
        return n == 0 ? y : y * loops(x, n - 1);
    }

    /// A complex number.
    record Complex(double re, double im) {
        Complex times(Complex o) {
            return new Complex(re * o.re - im * o.im, re * o.im + im * o.re);
        }
    }

    /// Two of them, and how deep.
    record Pair(Complex first, Complex second, int depth) {}

    static Complex complexPower(Complex z, int n) {
        if (n == 0) {
            return new Complex(1, 0);
        }
        var half = complexPower(z, n / 2);
        var square = half.times(half);
        return n % 2 == 0 ? square : square.times(z);
    }

    static Pair fibonacciPair(Complex z, int n) {
        if (n == 0) {
            return new Pair(new Complex(z.re(), z.im()), new Complex(1, 0.5), 0);
        }
        var before = fibonacciPair(z, n - 1);
        return new Pair(before.second().times(z), before.first(), before.depth() + 1);
    }

    static double recordsReturned(double x, double y, int n) {
        var power = complexPower(new Complex(x, y), n);
        var pair = fibonacciPair(power, n);
        return power.re() * power.im() + pair.first().re() * pair.second().im() + pair.depth();
    }

    private static double mixed(double x, double y) {
        double a = Math.sin(x * y) * Math.exp(-x) + Math.cos(y / (1 + x * x)) * Math.log(2 + x * y);
        double b = Math.tanh(a * x) * Math.sqrt(1 + y * y) / (2 + Math.cos(a)) + Math.pow(1 + x * x, y / 3);
        double c = Math.atan(a * b) + Math.sinh(x / 4) * Math.cosh(y / 5) - Math.log1p(a * a) * Math.expm1(b / 9);
        double d = Math.sin(a + b) * Math.cos(b + c) * Math.exp(-c * c) / (1 + a * a * b * b + c * c);
        double e = Math.atan2(d, 1 + a * a) * Math.sqrt(1 + d * d + b * b) + Math.sin(d) * Math.tanh(c + d);
        return e + c;
    }

    /// Its second derivatives take more bytes than HotSpot compiles.
    static double wide(double x, double y, int n) {
        if (n == 0) {
            return x * y;
        }
        double a = mixed(x, y);
        double b = mixed(y, Math.sin(a));
        double c = mixed(Math.cos(b), a);
        return c + wide(Math.sin(c) + x / 2, Math.cos(b) + y / 2, n - 1) * a + b;
    }

    @Test
    void largeRecursiveMethodsAreCutIntoOnesThatAreCompiled() {
        var lifted = Lifter.lift(RecursionTest.class, "wide", double.class, double.class, int.class);
        var f = Pipeline.run(Pipeline.LIFTED, lifted.graph(), new Stages());
        var graph =
                Pipeline.run(Pipeline.OPTIMISE, Jacobians.hvp(f, List.of(0, 1)).graph(), new Stages());
        var bytes = JvmBackend.emitDirect(Lowering.direct(graph, Set.of()), "test/Wide");
        var sizes = ClassFile.of().parse(bytes).methods().stream()
                .map(method ->
                        method.findAttribute(Attributes.code()).orElseThrow().codeLength())
                .toList();
        assertTrue(sizes.size() > 8, () -> "it was not cut: " + sizes);
        assertTrue(Collections.max(sizes) < 8000, sizes::toString);
    }

    @Test
    void threadsShareACompiledRecursion() throws Exception {
        var gradient = derivatives("determinant", (Object) new double[0]).gradient();
        double[] a = {2, 1, .5, .3, 3, .2, .7, .1, 4};
        var expected = flat(gradient.call((Object) a));
        try (var pool = Executors.newFixedThreadPool(8)) {
            Callable<double[]> call = () -> flat(gradient.call((Object) a));
            for (var result : pool.invokeAll(Collections.nCopies(64, call))) {
                assertArrayEquals(expected, result.get());
            }
        }
    }
}
