package fluxion.compiler.lift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.ir.FluxionException;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What cannot be lifted is refused with its place, what it is, and what to write instead.
class LiftExceptionTest {
    @SuppressWarnings({"unused", "NonFinalStaticField", "NarrowCalculation"})
    static final class Refused {
        static double state;

        private Refused() {}

        static double lambda(double x) {
            DoubleUnaryOperator f = y -> y * y;
            return f.applyAsDouble(x);
        }

        static double tries(double x) {
            try {
                return 1 / (int) x;
            } catch (ArithmeticException e) {
                return 0;
            }
        }

        static double readsState(double x) {
            return x + state;
        }

        static double writesState(double x) {
            state = x;
            return x;
        }

        static double undecided(double[] x, double[] y, boolean first) {
            double[] z = first ? x : y;
            z[0] = 1;
            return x[0];
        }

        static double swapsParameters(double[] x, double[] y) {
            double[] a = x;
            double[] b = y;
            for (int i = 0; i < 3; i++) {
                double[] t = a;
                a = b;
                b = t;
            }
            a[0] = 2;
            return y[0];
        }

        static double[] dataLength(double x) {
            return new double[(int) x];
        }

        static double dataLengthOfBranch(double[] x, int n) {
            double[] y = x;
            if (n > 3) {
                y = new double[(int) x[0]];
            }
            return y.length;
        }

        static double dataLengthOfRounds(double[] x) {
            double[] y = new double[1];
            for (int i = 0; i < x.length; i++) {
                if (i == y.length) {
                    y = Arrays.copyOf(y, 2 * i);
                }
                y[i] = x[i];
            }
            return y[0];
        }

        static double[] recursiveArray(int n) {
            return n < 1 ? new double[1] : new double[recursiveArray(n - 1).length + 1];
        }

        static double recursiveShared(double[] x, int n) {
            double[] y = same(x, n);
            y[0] = 1;
            return x[0];
        }

        static double[] same(double[] x, int n) {
            return n < 1 ? x : same(x, n - 1);
        }

        static double recursiveField(Box x, int n) {
            x.value = x.value + 1;
            return n < 1 ? x.value : recursiveField(x, n - 1);
        }

        static final class Box {
            double value;
        }

        static double boxes(double x) {
            return recursiveField(new Box(), 3) * x;
        }

        static double objects(String s, double x) {
            return x;
        }

        static double random(double x) {
            return x * Math.random();
        }

        static double ulp(double x) {
            return Math.ulp(x);
        }

        static double rows(int n) {
            double[][] m = new double[n][];
            m[0] = new double[3];
            return m[0][0];
        }

        static double many(double x) {
            synchronized (Refused.class) {
                state = Math.random();
            }
            return helper(x);
        }

        static double helper(double x) {
            return Stream.of(x).count();
        }

        static double throwing(double x) {
            throw new IllegalStateException();
        }

        double instance(double x) {
            return x;
        }
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of("lambda", "a lambda"),
                Arguments.of("tries", "try and catch; test for the condition instead"),
                Arguments.of("readsState", "static field state, which is not final; make it final"),
                Arguments.of("writesState", "an assignment to the static field state; return the value instead"),
                Arguments.of("undecided", "names one array or another"),
                Arguments.of("swapsParameters", "names one array or another"),
                Arguments.of("dataLength", "a result that is an array of a length computed from data; write into"),
                Arguments.of("dataLengthOfBranch", "made in a branch or loop and used after it; make it before"),
                Arguments.of("dataLengthOfRounds", "made in a branch or loop and used after it; make it before"),
                Arguments.of("recursiveArray", "returns arrays of lengths that those of its arguments do not decide"),
                Arguments.of("recursiveShared", "into one that a method which calls itself may have returned"),
                Arguments.of("boxes", "an assignment to field value of"),
                Arguments.of("objects", "parameter s of type java.lang.String"),
                Arguments.of("random", "Math.random; pass random numbers as arguments"),
                Arguments.of("ulp", "Math.ulp; it works on the bits"),
                Arguments.of("rows", "a new array of objects; use new double[n][m]"),
                Arguments.of("throwing", "a method that always throws"),
                Arguments.of("instance", "an instance method; make it static"));
    }

    private static LiftException refusal(String name) {
        var method = Arrays.stream(Refused.class.getDeclaredMethods())
                .filter(m -> m.getName().equals(name))
                .findFirst()
                .orElseThrow();
        return assertThrows(LiftException.class, () -> Lifter.lift(method));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void theReasonIsSaid(String name, String expected) {
        var message = String.valueOf(refusal(name).getMessage());
        assertTrue(message.contains(expected), message);
        assertTrue(message.contains(Refused.class.getName() + "." + name), message);
    }

    @Test
    void theLineIsNamed() {
        var place = refusal("random").problems().getFirst().place();
        assertTrue(place.matches(".*Refused\\.random\\(LiftExceptionTest\\.java:\\d+\\)"), place);
    }

    @Test
    void allProblemsAreListedHelpersIncluded() {
        var message = String.valueOf(refusal("many").getMessage());
        for (var part :
                new String[] {"a synchronized block", "Math.random", "static field state", "Stream.of", "helper"}) {
            assertTrue(message.contains(part), part + " in " + message);
        }
    }

    @Test
    void aMissingMethodIsNamedWithWhatThereIs() {
        var e = assertThrows(FluxionException.class, () -> Lifter.lift(BranchMethods.class, "ifElse", float.class));
        assertTrue(
                String.valueOf(e.getMessage()).contains("has no method ifElse(float); its methods are "),
                e::getMessage);
    }

    @Test
    void aClassWithoutAClassFileIsSaidToBeSo() throws Exception {
        var bytes =
                BranchMethods.class.getResourceAsStream("BranchMethods.class").readAllBytes();
        var loader = new ClassLoader(null) {
            Class<?> define() {
                return defineClass(BranchMethods.class.getName(), bytes, 0, bytes.length);
            }
        };
        var method = loader.define().getDeclaredMethod("ifElse", double.class);
        var e = assertThrows(FluxionException.class, () -> Lifter.lift(method));
        assertTrue(
                String.valueOf(e.getMessage()).contains("there is no class file of " + BranchMethods.class.getName()));
    }

    @Test
    void parametersHaveTheirNames() {
        var lifted = Lifter.lift(ArrayMethods.class, "axpy", double.class, double[].class, double[].class);
        assertEquals(
                "[a, x, y]",
                lifted.parameters().stream()
                        .map(LiftedMethod.Parameter::name)
                        .toList()
                        .toString());
        assertEquals("[2]", lifted.written().toString());
    }
}
