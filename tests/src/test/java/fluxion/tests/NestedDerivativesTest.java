package fluxion.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.Derivatives;
import fluxion.annotation.DerivativeKind;
import fluxion.annotation.Differentiable;
import fluxion.ir.FluxionException;
import fluxion.processor.DifferentiableProcessor;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Array;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Methods that call derivatives of others through their generated companions, and derivatives of such methods.
final class NestedDerivativesTest {
    private static final String SOURCE = """
        package demo;

        import fluxion.annotation.Constant;
        import fluxion.annotation.Differentiable;

        public class Nested {
            @Differentiable
            public static double sum(double y, @Constant double x) {
                return x + y;
            }

            @Differentiable
            public static double confusedReverse(double x) {
                return x * NestedDerivatives.sum().gradient(1, x);
            }

            @Differentiable
            public static double confusedForward(double x) {
                return x * NestedDerivatives.sum().jvp(1, x, 1);
            }

            @Differentiable
            public static double product(double x, double y) {
                return x * y * y + Math.sin(x) * y;
            }

            @Differentiable
            public static double both(double x, double y) {
                var g = NestedDerivatives.product().valueAndGradient(x, y);
                return g.value() + g.dX() * g.dY();
            }

            @Differentiable
            public static double fifth(double x) {
                return x * x * x * x * x;
            }

            @Differentiable
            public static double first(double x) {
                return NestedDerivatives.fifth().gradient(x);
            }

            @Differentiable
            public static double second(double x) {
                return NestedDerivatives.first().jvp(x, 1);
            }

            @Differentiable
            public static double third(double x) {
                return NestedDerivatives.second().gradient(x);
            }

            @Differentiable
            public static double cubes(double[] x) {
                double sum = 0;
                for (int i = 0; i < x.length; i++) {
                    sum += i > 0 ? x[i] * x[i] * x[i] : 2 * x[i] * x[i] * x[i];
                }
                return sum;
            }

            @Differentiable
            public static double squaredGradient(double[] x) {
                double sum = 0;
                for (double d : NestedDerivatives.cubes().gradient(x)) {
                    sum += d * d;
                }
                return sum;
            }

            @Differentiable
            public static double squaredGradientInto(double[] x, @Constant int n) {
                var g = new double[n];
                NestedDerivatives.cubes().gradient(x, g);
                double sum = 0;
                for (double d : g) {
                    sum += d * d;
                }
                return sum;
            }

            @Differentiable
            public static double trace(double[] x) {
                double[][] h = NestedDerivatives.cubes().hessian(x);
                double sum = 0;
                for (int i = 0; i < x.length; i++) {
                    sum += h[i][i] * h[i][i];
                }
                return sum;
            }

            @Differentiable
            public static double game(double x, double y, @Constant double a) {
                return (x - a) * (x - a) * (1 + 0.1 * Math.sin(x)) + a * x * y - y * y;
            }

            /// Descends in x and ascends in y, by steps of derivatives in reverse mode.
            @Differentiable
            public static double saddleReverse(double a) {
                double x = 1;
                double y = 1;
                for (int i = 0; i < 30; i++) {
                    var g = NestedDerivatives.game().gradient(x, y, a);
                    x -= 0.1 * g.dX();
                    y += 0.1 * g.dY();
                }
                return x + 2 * y;
            }

            /// The same in forward mode.
            @Differentiable
            public static double saddleForward(double a) {
                double x = 1;
                double y = 1;
                for (int i = 0; i < 30; i++) {
                    double dX = NestedDerivatives.game().jvp(x, y, a, 1, 0);
                    double dY = NestedDerivatives.game().jvp(x, y, a, 0, 1);
                    x -= 0.1 * dX;
                    y += 0.1 * dY;
                }
                return x + 2 * y;
            }

            public record Vec3(double x, double y, double z) {}

            public record Body(Vec3 at, double[] masses, float scale) {}

            @Differentiable
            public static double energy(Body body, Vec3 v, double k) {
                double sum = 0;
                for (int i = 0; i < body.masses().length; i++) {
                    double m = body.masses()[i] * body.scale();
                    sum += m * m * Math.sin(body.at().x() * v.y()) + k * v.x() * v.z() * m + body.at().z() * k;
                }
                return sum;
            }

            @Differentiable
            public static Vec3 cross(Vec3 a, Vec3 b) {
                return new Vec3(a.y() * b.z() - a.z() * b.y(), a.z() * b.x() - a.x() * b.z(), a.x() * b.y() - a.y() * b.x());
            }

            public static double weighted(Vec3 v) {
                return v.x() + 2 * v.y() + 3 * v.z();
            }

            /// A derivative of a method of records, in both modes, inside of another.
            @Differentiable
            public static double forces(Body body, Vec3 v, double k) {
                var g = NestedDerivatives.energy().gradient(body, v, k);
                var turned = NestedDerivatives.cross().jvp(g.dV(), g.dBody().at(), v, body.at());
                return weighted(turned) + g.dK() * g.dBody().masses()[0];
            }

            @Differentiable
            public static double ofItself(double x) {
                return x + NestedDerivatives.ofItself().gradient(x);
            }
        }
        """;

    private static URLClassLoader loader;
    private static Class<?> nested;

    @BeforeAll
    static void compile(@TempDir Path classes) throws IOException, ClassNotFoundException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var messages = new StringWriter();
        var path = Stream.of(Differentiable.class, FluxionException.class, NullMarked.class)
                .map(type -> Path.of(URI.create(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toString()))
                        .toString())
                .collect(Collectors.joining(java.io.File.pathSeparator));
        var source = new SimpleJavaFileObject(URI.create("mem:///demo/Nested.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return SOURCE;
            }
        };
        var options = List.of("-g", "-d", classes.toString(), "-cp", path);
        var task = compiler.getTask(messages, null, null, options, null, List.of(source));
        task.setProcessors(List.of(new DifferentiableProcessor()));
        assertTrue(task.call(), messages::toString);
        loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, NestedDerivativesTest.class.getClassLoader());
        nested = loader.loadClass("demo.Nested");
    }

    @AfterAll
    static void close() throws IOException {
        loader.close();
    }

    private static Derivatives of(String name) {
        return Derivatives.of(nested, name, double.class);
    }

    private static Derivatives ofArray(String name) {
        return Derivatives.of(nested, name, double[].class);
    }

    /// The derivative of `x * (d/dy (x + y))` is 1; who takes one variable of differentiation for the other gets 2.
    @ParameterizedTest
    @ValueSource(strings = {"confusedReverse", "confusedForward"})
    void perturbationsAreNotConfused(String name) {
        assertEquals(3.0, of(name).value().call(3.0));
        assertEquals(1.0, of(name).gradient().call(3.0));
        assertEquals(1.0, of(name).jvp().call(3.0, 1.0));
        assertArrayEquals(new double[] {0}, (double[]) of(name).hessian().call(3.0));
    }

    @Test
    void valueAndGradientsInARecord() {
        double x = 0.7;
        double y = 1.3;
        var of = Derivatives.of(nested, "both", double.class, double.class);
        double dX = y * y + Math.cos(x) * y;
        double dY = 2 * x * y + Math.sin(x);
        assertEquals(x * y * y + Math.sin(x) * y + dX * dY, (double) of.value().call(x, y), 1e-14);
        var gradient = (Object[]) of.gradient().call(x, y);
        assertEquals(dX - Math.sin(x) * y * dY + dX * (2 * y + Math.cos(x)), (double) gradient[0], 1e-13);
        assertEquals(dY + (2 * y + Math.cos(x)) * dY + dX * 2 * x, (double) gradient[1], 1e-13);
    }

    @Test
    void anyOrder() {
        double x = 1.25;
        assertEquals(5 * Math.pow(x, 4), (double) of("first").value().call(x), 1e-12);
        assertEquals(20 * Math.pow(x, 3), (double) of("second").value().call(x), 1e-12);
        assertEquals(60 * x * x, (double) of("third").value().call(x), 1e-12);
        assertEquals(120 * x, (double) of("third").gradient().call(x), 1e-12);
        assertEquals(120 * x, (double) of("third").jvp().call(x, 1.0), 1e-12);
        assertEquals(120, ((double[]) of("third").hessian().call(x))[0], 1e-11);
        assertArrayEquals(
                new double[] {120, 240},
                (double[]) of("third").batched().gradient().call(new double[] {1, 2}),
                1e-11);
    }

    @Test
    void arrays() {
        for (int n : new int[] {0, 1, 2, 5}) {
            var x = new double[n];
            var expected = new double[n];
            var traced = new double[n];
            for (int i = 0; i < n; i++) {
                double c = i == 0 ? 2 : 1;
                x[i] = Math.sin(i + 1);
                expected[i] = 36 * c * c * Math.pow(x[i], 3);
                traced[i] = 72 * c * c * x[i];
            }
            assertArrayEquals(
                    expected, (double[]) ofArray("squaredGradient").gradient().call((Object) x), 1e-12);
            var into = Derivatives.of(nested, "squaredGradientInto", double[].class, int.class);
            assertArrayEquals(expected, (double[]) into.gradient().call(x, n), 1e-12);
            assertThrows(FluxionException.class, () -> into.gradient().call(x, n + 1));
            assertArrayEquals(traced, (double[]) ofArray("trace").gradient().call((Object) x), 1e-12);
        }
    }

    @Test
    void loopsOfDerivativesInAllPairsOfModes() {
        double a = 0.4;
        double step = 1e-6;
        for (var name : List.of("saddleReverse", "saddleForward")) {
            var value = of(name).value();
            double difference = ((double) value.call(a + step) - (double) value.call(a - step)) / (2 * step);
            assertEquals(difference, (double) of(name).gradient().call(a), 1e-7);
            assertEquals(difference, (double) of(name).jvp().call(a, 1.0), 1e-7);
        }
        assertEquals(
                (double) of("saddleReverse").value().call(a),
                (double) of("saddleForward").value().call(a),
                1e-13);
        assertEquals(
                (double) of("saddleReverse").gradient().call(a),
                (double) of("saddleForward").jvp().call(a, 1.0),
                1e-12);
    }

    private static Object record(String name, Object... components) throws ReflectiveOperationException {
        return loader.loadClass("demo.Nested$" + name)
                .getDeclaredConstructors()[0]
                .newInstance(components);
    }

    /// Body, velocity and factor of eight numbers and three masses.
    private static Object[] arguments(double[] x) throws ReflectiveOperationException {
        return new Object[] {
            record("Body", record("Vec3", x[0], x[1], x[2]), new double[] {x[3], x[4], x[5]}, (float) x[6]),
            record("Vec3", x[7], x[8], x[9]),
            x[10]
        };
    }

    private static double[] numbers(Object value) throws ReflectiveOperationException {
        return switch (value) {
            case Double d -> new double[] {d};
            case Float f -> new double[] {f};
            case double[] array -> array;
            case Object[] several -> {
                var all = DoubleStream.empty();
                for (var each : several) {
                    all = DoubleStream.concat(all, Arrays.stream(numbers(each)));
                }
                yield all.toArray();
            }
            default -> {
                var parts = new ArrayList<Object>();
                for (var component : value.getClass().getRecordComponents()) {
                    parts.add(component.getAccessor().invoke(value));
                }
                yield numbers(parts.toArray());
            }
        };
    }

    /// The companion's typed methods against differences of the method, and against what `Derivatives` give.
    @ParameterizedTest
    @ValueSource(strings = {"energy", "forces"})
    void companionsOfRecords(String name) throws ReflectiveOperationException {
        var x = new double[] {0.3, -1.2, 0.7, 1.5, 0.25, -0.5, 0.5, 1.1, 0.6, -0.4, 0.9};
        var companions = loader.loadClass("demo.NestedDerivatives");
        var companion = companions.getMethod(name).invoke(null);
        var types = Arrays.stream(arguments(x))
                .map(argument -> argument instanceof Double ? double.class : argument.getClass())
                .toArray(Class<?>[]::new);
        var typed = companion.getClass().getMethod("gradient", types).invoke(companion, arguments(x));
        assertEquals(types[0], typed.getClass().getMethod("dBody").getReturnType());
        var gradient = numbers(typed);
        var of = Derivatives.of(nested, name, types);
        assertArrayEquals(numbers(of.gradient().call(arguments(x))), gradient);
        var java = nested.getMethod(name, types);
        for (int i = 0; i < x.length; i++) {
            double step = i == 6 ? 0x1p-12 : 1e-6; // a float
            var up = x.clone();
            var down = x.clone();
            up[i] += step;
            down[i] -= step;
            double difference =
                    ((double) java.invoke(null, arguments(up)) - (double) java.invoke(null, arguments(down)))
                            / (2 * step);
            assertEquals(difference, gradient[i], i == 6 ? 1e-5 : 1e-6, name + " " + i);
        }
    }

    /// Calls what `companion` computes as `kind` into new arrays.
    private static Object fresh(Object companion, DerivativeKind kind, Object... arguments)
            throws ReflectiveOperationException {
        var method = Arrays.stream(companion.getClass().getMethods())
                .filter(m -> m.getName().equals(kind.title()) && m.getParameterCount() == arguments.length)
                .findFirst()
                .orElseThrow();
        return method.invoke(companion, arguments);
    }

    private static Object[] rowsOf(List<Object[]> arguments) {
        return IntStream.range(0, arguments.getFirst().length)
                .mapToObj(i -> {
                    var first = arguments.getFirst()[i];
                    var type = first instanceof Double ? double.class : first.getClass();
                    var rows = Array.newInstance(type, arguments.size());
                    for (int r = 0; r < arguments.size(); r++) {
                        Array.set(rows, r, arguments.get(r)[i]);
                    }
                    return rows;
                })
                .toArray();
    }

    /// Row `r` of each of the arrays of rows that the record `all` holds, or of the array that it is.
    private static double[] row(Object all, int r) throws ReflectiveOperationException {
        if (all.getClass().isArray()) {
            return numbers(Array.get(all, r));
        }
        var parts = new ArrayList<Object>();
        for (var component : all.getClass().getRecordComponents()) {
            parts.add(Array.get(component.getAccessor().invoke(all), r));
        }
        return numbers(parts.toArray());
    }

    /// Batched companions take and give arrays of records; each row is what the companion of one gives.
    @ParameterizedTest
    @EnumSource(names = {"VALUE", "GRADIENT", "VALUE_AND_GRADIENT", "VJP", "JVP", "HVP"})
    void batchedCompanionsOfRecords(DerivativeKind kind) throws ReflectiveOperationException {
        var companions = loader.loadClass("demo.NestedDerivatives");
        for (var name : List.of("energy", "forces")) {
            var one = companions.getMethod(name).invoke(null);
            var batched = one.getClass().getMethod("batched").invoke(one);
            var rows = new ArrayList<Object[]>();
            for (int r = 0; r < 7; r++) {
                var x = new double[11];
                for (int i = 0; i < x.length; i++) {
                    x[i] = Math.sin(1 + i + 3 * r) + 1.5;
                }
                var more = switch (kind) {
                    case VJP -> new Object[] {0.5 + r};
                    case JVP, HVP -> arguments(x);
                    default -> new Object[] {};
                };
                rows.add(Stream.concat(Arrays.stream(arguments(x)), Arrays.stream(more))
                        .toArray());
            }
            var all = fresh(batched, kind, rowsOf(rows));
            for (int r = 0; r < rows.size(); r++) {
                assertArrayEquals(
                        numbers(fresh(one, kind, rows.get(r))), row(all, r), kind + " of " + name + ", row " + r);
            }
        }
    }

    @Test
    void aDerivativeOfItselfIsAnError() {
        var failure = assertThrows(
                FluxionException.class, () -> of("ofItself").value().call(1.0));
        assertTrue(
                String.valueOf(failure.getMessage()).contains("would be computed from itself"), failure.getMessage());
    }
}
