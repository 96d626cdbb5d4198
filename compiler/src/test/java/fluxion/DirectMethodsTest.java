package fluxion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.annotation.DerivativeKind;
import fluxion.compiler.autodiff.Gradients;
import fluxion.compiler.jvm.JvmBackend;
import fluxion.compiler.lower.Lowering;
import fluxion.compiler.pipeline.Pipeline;
import fluxion.compiler.pipeline.Stages;
import fluxion.ir.DType;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.TensorType;
import fluxion.ir.UnaryFn;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Compiled methods of numbers and arrays: threads, exceptions, sizes.
final class DirectMethodsTest {
    private static final int THREADS = 8;
    /// What HotSpot's compilers take.
    private static final int MOST_BYTES = 8000;

    static double chain(double[] x, int n) {
        double[] kept = x.clone();
        double sum = 0;
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < kept.length; k++) {
                kept[k] = Math.sin(kept[k]) * x[k] + i;
                if (kept[k] > 0.5) {
                    sum += kept[k] * kept[k];
                }
            }
        }
        return sum;
    }

    static double outside(double[] x, int n) {
        double sum = x[0] * x[0];
        sum *= x[n]; // outside
        return sum;
    }

    static double divided(double[] x, int n) {
        double sum = x[0] * x[0];
        int whole = 6 / n; // divided
        sum += x[0] * whole;
        return sum;
    }

    static double thrown(double[] x, int n) {
        double sum = x[0] * x[0];
        if (n == 0) {
            throw new IllegalStateException("n is " + n); // thrown
        }
        return sum * n;
    }

    static double loops(double[] x, int n) {
        double sum = 0;
        for (int i = 0; i <= n; i++) {
            sum += Math.exp(x[i]) * sum; // loops
        }
        return sum;
    }

    private static Derivatives of(String name) {
        return Derivatives.of(DirectMethodsTest.class, name, double[].class, int.class);
    }

    private static Object[] arguments(DerivativeKind kind, int n) {
        double[] x = {0.4, -0.3, 1.2};
        double[] direction = {1, 0.5, -2};
        return switch (kind) {
            case VALUE, GRADIENT, VALUE_AND_GRADIENT, JACOBIAN, HESSIAN -> new Object[] {x, n};
            case VJP -> new Object[] {x, n, 0.75};
            case JVP, HVP -> new Object[] {x, n, direction};
        };
    }

    @ParameterizedTest
    @EnumSource
    void threadsGetTheSameBits(DerivativeKind kind) throws Exception {
        var derivative = of("chain").of(kind);
        var expected = Arrays.deepToString(new Object[] {derivative.call(arguments(kind, 4))});
        var calls = new ArrayList<Callable<String>>();
        for (int i = 0; i < 16 * THREADS; i++) {
            // other sizes in between take other room in what a thread keeps
            int other = i % 7;
            calls.add(() -> {
                derivative.call(arguments(kind, other));
                return Arrays.deepToString(new Object[] {derivative.call(arguments(kind, 4))});
            });
        }
        try (var pool = Executors.newFixedThreadPool(THREADS)) {
            for (var found : pool.invokeAll(calls)) {
                assertEquals(expected, found.get());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "outside, 5, java.lang.ArrayIndexOutOfBoundsException",
        "divided, 0, java.lang.ArithmeticException",
        "thrown, 0, java.lang.IllegalStateException",
        "loops, 7, java.lang.ArrayIndexOutOfBoundsException"
    })
    void exceptionsAreThoseOfTheMethodOnItsLine(String name, int n, String type) {
        double[] x = {1, 2, 3};
        int line = lineOf(assertThrows(RuntimeException.class, () -> call(name, x, n)));
        for (var derivative : List.of(of(name).value(), of(name).gradient(), of(name).jvp())) {
            var arguments = derivative.handle().type().parameterCount() == 3
                            && derivative.handle().type().returnType() == double.class
                    ? new Object[] {x, n, x}
                    : new Object[] {x, n};
            // twice: what the first call held is given back
            for (int i = 0; i < 2; i++) {
                var e = assertThrows(RuntimeException.class, () -> derivative.call(arguments));
                assertEquals(type, e.getClass().getName(), () -> derivative + ": " + e);
                assertEquals(line, lineOf(e), () -> derivative + ": " + Arrays.toString(e.getStackTrace()));
            }
        }
    }

    private static double call(String name, double[] x, int n) {
        return switch (name) {
            case "outside" -> outside(x, n);
            case "divided" -> divided(x, n);
            case "thrown" -> thrown(x, n);
            default -> loops(x, n);
        };
    }

    /// The line of this file that is innermost in the trace of `e`.
    private static int lineOf(RuntimeException e) {
        return Arrays.stream(e.getStackTrace())
                .filter(frame -> "DirectMethodsTest.java".equals(frame.getFileName()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line of the method in " + Arrays.toString(e.getStackTrace())))
                .getLineNumber();
    }

    @Test
    void largeMethodsAreCutIntoOnesThatAreCompiled() {
        var g = new GraphBuilder();
        var x = g.parameter(TensorType.scalar(DType.F64));
        var y = x;
        for (int i = 0; i < 1500; i++) {
            y = g.add(g.mul(x, y), g.unary(UnaryFn.SQRT, g.add(g.mul(y, y), g.constant(DType.F64, (double) i))));
        }
        var f = new Graph("large", g.finish(List.of(y)));
        var gradient = Pipeline.run(
                Pipeline.OPTIMISE, Gradients.valueAndGradient(f, List.of(0)).graph(), new Stages());
        var sizes = sizes(JvmBackend.emitDirect(Lowering.direct(gradient, Set.of()), "test/Large"));
        assertTrue(sizes.size() > 3, () -> "it was not cut: " + sizes);
        assertTrue(Collections.max(sizes) < MOST_BYTES, sizes::toString);
    }

    private static List<Integer> sizes(byte[] bytes) {
        return ClassFile.of().parse(bytes).methods().stream()
                .map(method ->
                        method.findAttribute(Attributes.code()).orElseThrow().codeLength())
                .toList();
    }
}
