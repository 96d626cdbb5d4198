package fluxion.ir.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.ir.ElementaryFn;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The stated errors against decimal references, the special cases, and a fingerprint of all bits.
class ElementaryFunctionsTest {
    private static final MathContext MC = new MathContext(60);

    /// Where definitions go over from one formula to another, overflow or underflow.
    private static final double[] SEAMS = {
        0.5,
        0.55,
        1,
        1.5,
        2,
        2.5,
        3.5,
        4,
        6,
        Math.PI / 2,
        0.2876,
        0.4055,
        22,
        86,
        88.72,
        103.9,
        707,
        708.4,
        709.78,
        745.1
    };

    /// The error that each function's documentation allows, in units of [#scale].
    private static double bound(ElementaryFn fn, List<Double> x) {
        return switch (fn) {
            case EXP, EXPM1, LOG, LOG1P, SIN, COS, ASIN, ACOS -> 1;
            case ATAN -> 1.1;
            case TAN, POW, ERF -> 1.25;
            case TANH -> 1.5;
            case ATAN2, SINH, COSH -> 2;
            case SIGMOID -> 2.5;
            case LGAMMA -> x.getFirst() < 0 ? 4 : 6;
            case DIGAMMA -> 6;
            case POLYGAMMA -> 2 * x.getFirst() + 4;
            case FLOOR, CEIL, ROUND -> 0;
        };
    }

    /// The largest magnitude of the last argument that is tried; beyond it the functions are trivial, not
    /// defined or only slow to check.
    private static double limit(ElementaryFn fn, boolean wide) {
        return switch (fn) {
            case EXP, EXPM1, SINH, COSH, SIGMOID -> 760;
            case LOG, LOG1P, ATAN, ATAN2, FLOOR, CEIL, ROUND -> Double.MAX_VALUE;
            case SIN, COS, TAN -> wide ? 0x1p48 : 0x1p20;
            case ASIN, ACOS -> 1;
            case TANH -> 50;
            case ERF -> 9;
            case LGAMMA, DIGAMMA -> 1000;
            case POLYGAMMA -> 100;
            case POW -> 2000;
        };
    }

    private static BigDecimal reference(ElementaryFn fn, List<Double> operands) {
        BigDecimal x = new BigDecimal(operands.getFirst());
        BigDecimal y = new BigDecimal(operands.getLast());
        return switch (fn) {
            case EXP -> Reference.exp(x);
            case EXPM1 -> Reference.expm1(x);
            case LOG -> Reference.log(x);
            case LOG1P -> Reference.log1p(x);
            case SIN -> Reference.sin(x);
            case COS -> Reference.cos(x);
            case TAN -> Reference.tan(x);
            case ASIN -> Reference.asin(x);
            case ACOS -> Reference.acos(x);
            case ATAN -> Reference.atan(x);
            case ATAN2 -> Reference.atan2(x, y);
            case SINH -> Reference.sinh(x);
            case COSH -> Reference.cosh(x);
            case TANH -> Reference.tanh(x);
            case SIGMOID -> Reference.sigmoid(x);
            case ERF -> Reference.erf(x);
            case LGAMMA -> Reference.lgamma(x);
            case DIGAMMA -> Reference.digamma(x);
            case POLYGAMMA -> Reference.polygamma(x, y);
            case POW -> Reference.pow(x, y);
            case FLOOR -> x.setScale(0, RoundingMode.FLOOR);
            case CEIL -> x.setScale(0, RoundingMode.CEILING);
            case ROUND -> x.setScale(0, RoundingMode.HALF_EVEN);
        };
    }

    /// The number whose ulp measures the error: the result, but where a function has zeros at arguments that
    /// are no numbers of ours.
    private static double scale(ElementaryFn fn, List<Double> operands, double result) {
        double x = operands.getFirst();
        BigDecimal mirrored = BigDecimal.ONE.subtract(new BigDecimal(x));
        return switch (fn) {
            case LGAMMA ->
                x > 0
                        ? result
                        : Math.max(Math.abs(result), Reference.lgamma(mirrored).doubleValue() + 1);
            case DIGAMMA ->
                x > 0
                        ? Math.max(Math.abs(result), 1)
                        : Math.max(
                                Math.abs(Math.PI / Math.sin(Math.PI * (x - Math.rint(x)))),
                                Reference.digamma(mirrored).doubleValue());
            case EXP,
                    EXPM1,
                    LOG,
                    LOG1P,
                    SIN,
                    COS,
                    TAN,
                    ASIN,
                    ACOS,
                    ATAN,
                    ATAN2,
                    SINH,
                    COSH,
                    TANH,
                    SIGMOID,
                    ERF,
                    POLYGAMMA,
                    POW,
                    FLOOR,
                    CEIL,
                    ROUND -> result;
        };
    }

    @ParameterizedTest
    @EnumSource(ElementaryFn.class)
    void staysBelowTheStatedError(ElementaryFn fn) {
        for (boolean wide : new boolean[] {true, false}) {
            SplittableRandom random = new SplittableRandom(20260731);
            int tried = 0;
            while (tried < 200) {
                List<Double> x = operands(fn, wide, random, tried);
                if (!inDomain(fn, x, wide)) {
                    continue;
                }
                tried++;
                checkError(fn, x, wide);
            }
        }
    }

    private static void checkError(ElementaryFn fn, List<Double> x, boolean wide) {
        double y = evaluate(fn, x, wide);
        BigDecimal exact = reference(fn, x);
        double rounded = wide ? exact.doubleValue() : exact.floatValue();
        String call = fn + (wide ? " f64 " : " f32 ")
                + x.stream().map(Double::toHexString).toList() + " = " + Double.toHexString(y) + ", exactly "
                + exact.round(new MathContext(25));
        if (Double.isInfinite(rounded) || Double.isInfinite(y)) {
            double largest = wide ? Double.MAX_VALUE : Float.MAX_VALUE;
            assertTrue(y == rounded || Math.abs(Double.isInfinite(y) ? rounded : y) == largest, call);
            return;
        }
        double scale = scale(fn, x, rounded);
        double ulp = wide ? Math.ulp(scale) : Math.ulp((float) scale);
        double error = new BigDecimal(y)
                .subtract(exact)
                .abs()
                .divide(new BigDecimal(ulp), MC)
                .doubleValue();
        assertTrue(error <= bound(fn, x), call + ": error " + error + " ulp");
    }

    /// Operands spread evenly, near the seams, over all magnitudes, and any bits, by turns.
    private static List<Double> operands(ElementaryFn fn, boolean wide, SplittableRandom random, int turn) {
        List<Double> x = new ArrayList<>();
        for (int i = 0; i < fn.arity(); i++) {
            double limit = Math.min(limit(fn, wide), 1e6);
            double value = switch ((turn + i * (turn / 5)) % 5) {
                case 0 -> uniform(random, -limit, limit);
                case 1 -> uniform(random, -4, 4);
                case 2 ->
                    SEAMS[random.nextInt(SEAMS.length)]
                            * (1 + Math.scalb(uniform(random, -1, 1), random.nextInt(-52, -4)))
                            * (random.nextBoolean() ? 1 : -1);
                case 3 -> Math.scalb(uniform(random, -2, 2), random.nextInt(-60, 20));
                default -> wide ? Double.longBitsToDouble(random.nextLong()) : Float.intBitsToFloat(random.nextInt());
            };
            if (fn == ElementaryFn.POLYGAMMA && i == 0) {
                value = random.nextInt(1, 20);
            }
            if (fn == ElementaryFn.POW && i == 1 && turn % 2 == 0) {
                // A result within the range of the format.
                value = uniform(random, -760, 720) / StrictMath.log(x.getFirst());
            }
            x.add(wide ? value : (double) (float) value);
        }
        return x;
    }

    private static boolean inDomain(ElementaryFn fn, List<Double> operands, boolean wide) {
        double first = operands.getFirst();
        double last = operands.getLast();
        if (!Double.isFinite(first)
                || !Double.isFinite(last)
                || first == 0
                || last == 0
                || Math.abs(last) > limit(fn, wide)) {
            return false;
        }
        return switch (fn) {
            case LOG -> first > 0;
            case LOG1P -> first > -1;
            case ACOS -> first < 1;
            case LGAMMA, DIGAMMA -> first > 0 || (first != Math.rint(first) && first > -1000);
            case POLYGAMMA -> last > 0 && normal(StrictMath.pow(last, -first - 1), wide);
            case POW -> first > 0 && Math.abs(last * StrictMath.log(first)) < 800;
            case ATAN2 -> normal(first / last, wide);
            case EXP, EXPM1, SIN, COS, TAN, ASIN, ATAN, SINH, COSH, TANH, SIGMOID, ERF, FLOOR, CEIL, ROUND -> true;
        };
    }

    private static boolean normal(double x, boolean wide) {
        return wide
                ? Math.abs(x) >= Double.MIN_NORMAL && Math.abs(x) <= Double.MAX_VALUE
                : Math.abs(x) >= Float.MIN_NORMAL && Math.abs(x) <= Float.MAX_VALUE;
    }

    private static double evaluate(ElementaryFn fn, List<Double> x, boolean wide) {
        return wide
                ? Elementary.apply(fn, DoubleAlgebra.INSTANCE, x)
                : Elementary.apply(
                        fn,
                        FloatAlgebra.INSTANCE,
                        x.stream().map(Double::floatValue).toList());
    }

    /// No result leaves the range of the function, not even by rounding.
    @ParameterizedTest
    @EnumSource(ElementaryFn.class)
    void staysInRange(ElementaryFn fn) {
        for (boolean wide : new boolean[] {true, false}) {
            double pi = wide ? Math.PI : (float) Math.PI;
            double low = switch (fn) {
                case SIN, COS, TANH, ERF, EXPM1 -> -1;
                case ASIN, ATAN -> -pi / 2;
                case ATAN2 -> -pi;
                case ACOS, EXP, SIGMOID -> 0;
                case COSH -> 1;
                case LOG, LOG1P, TAN, SINH, LGAMMA, DIGAMMA, POLYGAMMA, POW, FLOOR, CEIL, ROUND ->
                    Double.NEGATIVE_INFINITY;
            };
            double high = switch (fn) {
                case SIN, COS, TANH, ERF, SIGMOID -> 1;
                case ASIN, ATAN -> pi / 2;
                case ATAN2, ACOS -> pi;
                case LOG, LOG1P -> 745;
                case EXP, EXPM1, TAN, SINH, COSH, LGAMMA, DIGAMMA, POLYGAMMA, POW, FLOOR, CEIL, ROUND ->
                    Double.POSITIVE_INFINITY;
            };
            SplittableRandom random = new SplittableRandom(99);
            for (int i = 0; i < 20_000; i++) {
                List<Double> x = operands(fn, wide, random, i);
                double y = evaluate(fn, x, wide);
                assertTrue(Double.isNaN(y) || (y >= low && y <= high), fn + " " + x + " = " + y);
            }
        }
    }

    /// Zeros with their signs, infinities, NaN, the ends of domains and the values that must be exact.
    @ParameterizedTest
    @EnumSource(ElementaryFn.class)
    void specialCases(ElementaryFn fn) {
        double inf = Double.POSITIVE_INFINITY;
        double nan = Double.NaN;
        double halfPi = Math.PI / 2;
        switch (fn) {
            case EXP -> cases(fn, 0, 1, -0.0, 1, inf, inf, -inf, 0, -800, 0, 800, inf);
            case EXPM1 -> cases(fn, 0, 0, -0.0, -0.0, inf, inf, -inf, -1, -800, -1, 800, inf);
            case LOG -> cases(fn, 0, -inf, -0.0, -inf, 1, 0, inf, inf, -1, nan, -inf, nan);
            case LOG1P -> cases(fn, 0, 0, -0.0, -0.0, -1, -inf, inf, inf, -1.5, nan, -inf, nan);
            case SIN, TAN -> cases(fn, 0, 0, -0.0, -0.0, inf, nan, -inf, nan, 0x1p100, 0, -0x1p100, -0.0);
            case COS -> cases(fn, 0, 1, -0.0, 1, inf, nan, -inf, nan, 0x1p100, 1);
            case ASIN -> cases(fn, 0, 0, -0.0, -0.0, 1, halfPi, -1, -halfPi, 1.5, nan, -1.5, nan, inf, nan);
            case ACOS -> cases(fn, 1, 0, -1, Math.PI, 0, halfPi, 1.5, nan, -1.5, nan, -inf, nan);
            case ATAN -> cases(fn, 0, 0, -0.0, -0.0, inf, halfPi, -inf, -halfPi, 1, halfPi / 2);
            case SINH -> cases(fn, 0, 0, -0.0, -0.0, inf, inf, -inf, -inf, 800, inf, -800, -inf);
            case COSH -> cases(fn, 0, 1, -0.0, 1, inf, inf, -inf, inf, -800, inf);
            case TANH, ERF -> cases(fn, 0, 0, -0.0, -0.0, inf, 1, -inf, -1, 40, 1);
            case SIGMOID -> cases(fn, 0, 0.5, -0.0, 0.5, inf, 1, -inf, 0, -800, 0);
            case LGAMMA -> cases(fn, 1, 0, 2, 0, 0, inf, -0.0, inf, -1, inf, -1e20, inf, inf, inf, -inf, inf);
            case DIGAMMA -> cases(fn, 0, -inf, -0.0, inf, -1, nan, -1e20, nan, inf, inf, -inf, nan);
            case FLOOR -> cases(fn, 0, 0, -0.0, -0.0, 0.5, 0, -0.5, -1, 2.5, 2, inf, inf, -inf, -inf, 0x1p70, 0x1p70);
            case CEIL -> cases(fn, 0, 0, -0.0, -0.0, 0.5, 1, -0.5, -0.0, 2.5, 3, inf, inf, -inf, -inf);
            case ROUND -> cases(fn, 0, 0, -0.0, -0.0, 0.5, 0, -0.5, -0.0, 1.5, 2, 2.5, 2, inf, inf, -inf, -inf);
            case POLYGAMMA -> {
                assertBits(fn, inf, 1, 0);
                assertBits(fn, -inf, 2, -0.0);
                assertBits(fn, nan, 1, -1);
                assertBits(fn, nan, 0, 1);
                assertBits(fn, nan, 1.5, 1);
                assertBits(fn, nan, 32, 1);
                assertBits(fn, 0, 1, inf);
                assertBits(fn, -0.0, 2, inf);
            }
            case POW, ATAN2 -> pairs(fn);
        }
        if (fn.arity() == 1) {
            cases(fn, nan, nan);
            for (boolean wide : new boolean[] {true, false}) {
                // NaNs of all payloads, in particular those that bit operations on the exponent could change.
                for (long bits : new long[] {1, 0x123456789abcdL, 0x8000000000001L, -1}) {
                    double payload = Double.longBitsToDouble(bits | 0x7ff0000000000000L);
                    float narrow = Float.intBitsToFloat((int) bits | 0x7f800001);
                    assertTrue(
                            wide
                                    ? Double.isNaN(Elementary.apply(fn, DoubleAlgebra.INSTANCE, List.of(payload)))
                                    : Float.isNaN(Elementary.apply(fn, FloatAlgebra.INSTANCE, List.of(narrow))),
                            fn + " of a NaN");
                }
            }
        }
    }

    /// Pairs of argument and expected result.
    private static void cases(ElementaryFn fn, double... pairs) {
        for (int i = 0; i < pairs.length; i += 2) {
            assertBits(fn, pairs[i + 1], pairs[i]);
        }
    }

    private static void assertBits(ElementaryFn fn, double expected, double... x) {
        List<Double> operands = Arrays.stream(x).boxed().toList();
        assertEquals(expected, evaluate(fn, operands, true), fn + " f64 " + operands);
        assertEquals((float) expected, (float) evaluate(fn, operands, false), fn + " f32 " + operands);
    }

    /// All pairs of special values as in `StrictMath`, whose own error is below 1 ulp (2 for `atan2`).
    private static void pairs(ElementaryFn fn) {
        double[] values = {
            0,
            0.5,
            1,
            2,
            3,
            1.5,
            0x1p52,
            0x1p53,
            0x1p53 - 1,
            1e300,
            1e-300,
            Double.MIN_VALUE,
            Double.MAX_VALUE,
            Float.MIN_VALUE,
            Double.POSITIVE_INFINITY,
            Double.NaN,
            0x1p23,
            0x1p24 - 1,
            0.99999994,
            1.0000001
        };
        for (double a : values) {
            for (double b : values) {
                for (int signs = 0; signs < 4; signs++) {
                    double x = (signs & 1) == 0 ? a : -a;
                    double y = (signs & 2) == 0 ? b : -b;
                    double expected = fn == ElementaryFn.POW ? StrictMath.pow(x, y) : StrictMath.atan2(x, y);
                    double actual = evaluate(fn, List.of(x, y), true);
                    assertClose(expected, actual, 4 * Math.ulp(expected), fn + " f64 " + x + " " + y);
                    assertEquals(signum(expected), signum(actual), fn + " f64 " + x + " " + y);
                    float fx = (float) x;
                    float fy = (float) y;
                    double exact = fn == ElementaryFn.POW ? StrictMath.pow(fx, fy) : StrictMath.atan2(fx, fy);
                    float narrow = (float) evaluate(fn, List.of((double) fx, (double) fy), false);
                    assertClose((float) exact, narrow, 2 * Math.ulp((float) exact), fn + " f32 " + fx + " " + fy);
                }
            }
        }
    }

    private static void assertClose(double expected, double actual, double difference, String call) {
        boolean same = Double.compare(expected, actual) == 0;
        assertTrue(same || Math.abs(expected - actual) <= difference, call + " = " + actual + ", expected " + expected);
    }

    /// -1 or 1, by the sign bit, and NaN for NaN.
    private static double signum(double x) {
        return Double.isNaN(x) ? x : Math.copySign(1, x);
    }

    private static double uniform(SplittableRandom random, double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    /// The number of operations and a hash of the results for a fixed sample, against the table beside this
    /// test: a change of a single bit of any result is seen here, and is a change of what programs compute.
    @Test
    void bitsAndOperationsAreThoseOfTheTable() throws IOException {
        StringBuilder table = new StringBuilder();
        for (ElementaryFn fn : ElementaryFn.values()) {
            for (boolean wide : new boolean[] {true, false}) {
                table.append(String.format(
                        "%-9s %s %3d operations, bits %016x%n",
                        fn, wide ? "f64" : "f32", CountingAlgebra.count(fn, wide ? 64 : 32), fingerprint(fn, wide)));
            }
        }
        String expected;
        try (InputStream in = ElementaryFunctionsTest.class.getResourceAsStream("elementary-functions.txt")) {
            expected = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertEquals(
                expected.lines().toList(),
                table.toString().lines().toList(),
                "If the change is meant, the new table is\n" + table);
    }

    private static long fingerprint(ElementaryFn fn, boolean wide) {
        SplittableRandom random = new SplittableRandom(5);
        long hash = 0;
        for (int i = 0; i < 4000; i++) {
            List<Double> x = operands(fn, wide, random, i);
            double y = evaluate(fn, x, wide);
            hash = hash * 0x9E3779B97F4A7C15L + Double.doubleToLongBits(y);
            hash ^= hash >>> 29;
        }
        return hash;
    }
}
