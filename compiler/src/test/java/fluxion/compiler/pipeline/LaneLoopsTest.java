package fluxion.compiler.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.compiler.autodiff.Checkpointing;
import fluxion.compiler.autodiff.Gradients;
import fluxion.compiler.autodiff.JacobianLoops;
import fluxion.compiler.jvm.DirectMethod;
import fluxion.compiler.jvm.JvmBackend;
import fluxion.compiler.lift.Lifter;
import fluxion.compiler.lower.Lowering;
import fluxion.ir.Graph;
import fluxion.ir.TensorType;
import fluxion.ir.interp.Interpreter;
import fluxion.ir.interp.TensorValue;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Loops of direct methods that run in lanes give the bits of the interpreter, whatever the width of vectors and
/// however many rounds are left.
class LaneLoopsTest {
    private static final int[] LENGTHS = {0, 1, 3, 8, 13, 37};
    private static final int[] WIDTHS = {0, 128, 256, 512};

    /// Methods of arrays of one length, which have loops with independent rounds, or nearly so.
    static final class Loops {
        private Loops() {}

        static void neighbours(double[] x, double[] y) {
            for (int i = 1; i < x.length; i++) {
                y[i] = x[i] * x[i - 1] + y[i];
            }
        }

        static void backwards(double[] x, double[] y) {
            for (int i = x.length - 1; i >= 0; i--) {
                y[i] = y[i] / 3 - x[i] * x[i];
            }
        }

        static void steps(double[] x, double[] y) {
            double[] k = new double[x.length];
            for (int step = 0; step < 9; step++) {
                k[0] = y[0];
                for (int i = 1; i < x.length; i++) {
                    k[i] = x[i] * y[i - 1];
                }
                for (int i = 0; i < x.length; i++) {
                    y[i] += 0.5 * k[i];
                }
            }
        }

        static double sum(double[] x, double[] y) {
            double sum = 1;
            for (int i = 0; i < x.length; i++) {
                double d = x[i] - y[i];
                sum += d * d * d - 2 * d;
            }
            return sum;
        }

        static double differences(double[] x, double[] y) {
            double low = 7;
            double product = 1;
            for (int i = 0; i < x.length; i++) {
                double d = x[i] * 2 - y[i] * y[i];
                low = low - d;
                product = product * (1 + 0.1 * d);
            }
            return low + product;
        }

        static double polynomial(double[] x, double[] y) {
            double sum = 0;
            for (int i = 0; i < 50; i++) {
                double t = -1 + i * 2.0 / 49;
                double residual = Math.signum(t);
                double power = 1;
                for (int j = 0; j < x.length; j++) {
                    residual -= x[j] * power;
                    power *= t;
                }
                sum += residual * residual;
            }
            return sum * y.length;
        }

        static void functions(double[] x, double[] y) {
            for (int i = 0; i < x.length; i++) {
                double a = x[i] * y[i] + 1;
                double b = a * a - x[i] * 3 + y[i] * a * 0.25;
                double c = b * b * a + x[i] / (2 + a * a);
                y[i] = Math.sin(c) + b * 0.5 - a * c;
            }
        }

        static void kinks(double[] x, double[] y) {
            for (int i = 0; i < x.length; i++) {
                double d = x[i] - y[i];
                double e = d > 0 ? d * d : -d;
                y[i] = Math.max(e, x[i]) + Math.abs(d) + Math.min(x[i], 2 * i);
            }
        }

        static void table(double[] x, double[] y) {
            double[] all = new double[5 * x.length];
            for (int i = 0; i < x.length; i++) {
                for (int j = 0; j < 5; j++) {
                    all[5 * i + j] = x[i] * j + y[i];
                }
            }
            for (int i = 0; i < x.length; i++) {
                double sum = 0;
                for (int j = 0; j < 5; j++) {
                    sum += all[5 * i + j] * all[5 * i + 4 - j];
                }
                y[i] = sum;
            }
        }

        static void products(double[] x, double[] y) {
            double[] moments = new double[4];
            for (int i = 0; i < x.length; i++) {
                double power = y[i];
                for (int j = 0; j < moments.length; j++) {
                    moments[j] += power * 0.5;
                    power *= x[i];
                }
            }
            for (int i = 0; i < y.length; i++) {
                y[i] = moments[0] * x[i] + moments[1] + moments[2] * y[i] * moments[3];
            }
        }

        static void turned(double[] x, double[] y) {
            double[] matrix = new double[9];
            for (int i = 0; i < 9; i++) {
                matrix[i] = Math.cos(x.length > 0 ? x[0] * i : i);
            }
            for (int i = 0; i + 2 < x.length; i += 3) {
                for (int row = 0; row < 3; row++) {
                    double sum = 0;
                    for (int k = 0; k < 3; k++) {
                        sum += matrix[3 * row + k] * x[i + k];
                    }
                    y[i + row] = sum - y[i + row];
                }
            }
        }

        static void beyond(double[] x, double[] y) {
            for (int i = 0; i < x.length; i++) {
                y[i] = x[i] * 2 + (y[i] < 100 ? x[0] : x[x.length]);
            }
        }
    }

    static Stream<Method> methods() {
        return Arrays.stream(Loops.class.getDeclaredMethods())
                .filter(m -> !m.isSynthetic())
                .sorted(Comparator.comparing(Method::getName));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void value(Method method) throws Throwable {
        check(lifted(method), method.getName());
    }

    @ParameterizedTest
    @MethodSource("methods")
    void gradient(Method method) throws Throwable {
        check(Gradients.vjp(lifted(method), List.of(0, 1)).graph(), method.getName());
    }

    @ParameterizedTest
    @MethodSource("methods")
    void jacobian(Method method) throws Throwable {
        check(JacobianLoops.forward(lifted(method), List.of(0, 1)), method.getName());
        check(JacobianLoops.reverse(lifted(method), List.of(0), Checkpointing.NONE), method.getName());
    }

    private static Graph lifted(Method method) {
        return Pipeline.run(Pipeline.LIFTED, Lifter.lift(method).graph(), new Stages());
    }

    private static void check(Graph graph, String name) throws Throwable {
        var program = Lowering.direct(Pipeline.run(Pipeline.OPTIMISE, graph, new Stages()), Set.of());
        for (int width : WIDTHS) {
            var direct = JvmBackend.direct(program, Long.MAX_VALUE, Set.of(width));
            for (int length : LENGTHS) {
                var arguments = arguments(graph, length);
                assertEquals(
                        outcome(() -> Interpreter.run(graph, arguments)),
                        outcome(() -> DirectCall.run(direct, graph, arguments)),
                        name + ", length " + length + ", width " + width);
            }
        }
    }

    private interface Call {
        Object run() throws Throwable;
    }

    /// The result, or that there is an exception.
    private static String outcome(Call call) {
        try {
            return call.run().toString();
        } catch (Throwable e) {
            return "an exception";
        }
    }

    private static List<TensorValue> arguments(Graph graph, int length) {
        var random = new Random(length);
        var arguments = new ArrayList<TensorValue>();
        for (var parameter : graph.parameters()) {
            var type = (TensorType) parameter.type();
            arguments.add(
                    type.rank() == 0
                            ? TensorValue.scalar(random.nextDouble())
                            : TensorValue.of(random.doubles(length, -2, 2).toArray(), length));
        }
        return arguments;
    }

    /// Which of the methods have vector code, so that what is compared above is what it says.
    @ParameterizedTest
    @MethodSource("methods")
    void hasLanes(Method method) {
        assertTrue(
                lanes(lifted(method)) > 0 || Set.of("turned", "table", "beyond").contains(method.getName()));
    }

    private static long lanes(Graph graph) {
        var program = Lowering.direct(Pipeline.run(Pipeline.OPTIMISE, graph, new Stages()), Set.of());
        DirectMethod direct = JvmBackend.direct(program, Long.MAX_VALUE, Set.of(256));
        var owner = MethodHandles.publicLookup().revealDirect(direct.handle()).getDeclaringClass();
        return IntStream.range(0, owner.getDeclaredMethods().length)
                .filter(i -> owner.getDeclaredMethods()[i].getName().contains("$lanes"))
                .count();
    }
}
