package fluxion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.annotation.Constant;
import fluxion.annotation.Output;
import fluxion.compiler.companion.Lifting;
import fluxion.compiler.companion.MethodLinker;
import fluxion.compiler.companion.Target;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.FluxionException;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.ReduceFn;
import fluxion.ir.Shape;
import fluxion.ir.TensorType;
import fluxion.runtime.companion.DifferentiableMethod;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Derivatives of methods, whose graphs are built by hand here: types, modes, arrays of the caller, errors.
@SuppressWarnings("ArrayRecordComponent") // what a user would write
final class DerivativesTest {
    private static final TensorType F64 = TensorType.scalar(DType.F64);

    static double f(double x, double[] w) {
        double sum = 0;
        for (double each : w) {
            sum += each * each;
        }
        return x * sum;
    }

    static void g(double[] x, @Constant double a, @Output @Constant double[] y) {
        for (int i = 0; i < y.length; i++) {
            double sum = 0;
            for (double each : x) {
                sum += each * each;
            }
            y[i] = a * sum;
        }
    }

    static double h(double[][] m) {
        double sum = 0;
        for (var row : m) {
            for (double each : row) {
                sum += each * each;
            }
        }
        return sum;
    }

    static int count(double[] x) {
        return x.length;
    }

    double instance(double x) {
        return x;
    }

    static double text(String x) {
        return x.length();
    }

    private static TensorType array(String name) {
        return new TensorType(DType.F64, new Shape(List.of(Dim.symbol(name + ".length"))));
    }

    private static Lifting.Lifted lift(DifferentiableMethod method) {
        var g = new GraphBuilder();
        return switch (method.name()) {
            case "f" -> {
                var x = g.parameter(F64);
                var w = g.parameter(array("w"));
                yield new Lifting.Lifted(
                        new Graph("f", g.finish(List.of(g.mul(x, g.reduce(ReduceFn.SUM, g.mul(w, w), List.of(0)))))),
                        List.of(),
                        List.of("x", "w"),
                        List.of());
            }
            case "g" -> {
                var x = g.parameter(array("x"));
                var a = g.parameter(F64);
                var y = g.parameter(array("y"));
                var sum = g.mul(a, g.reduce(ReduceFn.SUM, g.mul(x, x), List.of(0)));
                yield new Lifting.Lifted(
                        new Graph("g", g.finish(List.of(g.broadcast(sum, y.shape())))),
                        List.of(2),
                        List.of("x", "a", "y"),
                        List.of());
            }
            case "h" -> {
                var m = g.parameter(
                        new TensorType(DType.F64, new Shape(List.of(Dim.symbol("m.length"), Dim.symbol("m.width")))));
                yield new Lifting.Lifted(
                        new Graph("h", g.finish(List.of(g.reduce(ReduceFn.SUM, g.mul(m, m), List.of(0, 1))))),
                        List.of(),
                        List.of("m"),
                        List.of());
            }
            default -> throw new AssertionError(method.name());
        };
    }

    private static final MethodLinker LINKER = new MethodLinker(DerivativesTest::lift);

    private static Derivatives of(String name, Class<?>... types) {
        return new Derivatives(LINKER, Target.of(DerivativesTest.class, name, types));
    }

    private static final Derivatives OF_F = of("f", double.class, double[].class);
    private static final Derivatives OF_G = of("g", double[].class, double.class, double[].class);
    private static final Derivatives OF_H = of("h", double[][].class);

    public record Both(double dX, double[] dW) {}

    public record All(double value, double dX, double[] dW) {}

    public interface GradientOfF {
        Both at(double x, double[] w);
    }

    public interface Into {
        double at(double x, double[] w, double[] dX, double[] dW);
    }

    public interface AllOfF {
        All at(double x, double[] w);
    }

    private static final double[] W = {1, 2, 3};

    @Test
    void valueAndGradients() {
        assertEquals(28.0, OF_F.value().call(2.0, W));
        var gradient = (Object[]) OF_F.gradient().call(2.0, W);
        assertEquals(14.0, gradient[0]);
        assertArrayEquals(new double[] {4, 8, 12}, (double[]) gradient[1]);
        var all = OF_F.valueAndGradient().as(AllOfF.class).at(2, W);
        assertEquals(28, all.value());
        assertEquals(14, all.dX());
        assertArrayEquals(new double[] {4, 8, 12}, all.dW());
        assertEquals(14, OF_F.gradient().as(GradientOfF.class).at(2, W).dX());
        assertArrayEquals(
                new double[] {4, 8, 12}, (double[]) OF_F.wrt(1).gradient().call(2.0, W));
    }

    @Test
    void arraysOfTheCaller() throws Throwable {
        var dX = new double[1];
        var dW = new double[3];
        double value = (double) OF_F.valueAndGradient().handle().invokeExact(2.0, W, dX, dW);
        assertEquals(28, value);
        assertEquals(14, dX[0]);
        assertArrayEquals(new double[] {4, 8, 12}, dW);
        assertEquals(28, OF_F.valueAndGradient().as(Into.class).at(2, W, dX, dW));
        assertThrows(
                FluxionException.class,
                () -> OF_F.valueAndGradient().as(Into.class).at(2, W, dX, new double[2]));
    }

    @Test
    void productsWithVectors() {
        assertEquals(14.0 * 10 + 2 * 8, OF_F.jvp().call(2.0, W, 10.0, new double[] {0, 2, 0}));
        var vjp = (Object[]) OF_F.vjp().call(2.0, W, 3.0);
        assertEquals(42.0, vjp[0]);
        assertArrayEquals(new double[] {12, 24, 36}, (double[]) vjp[1]);
        var hvp = (Object[]) OF_F.hvp().call(2.0, W, 1.0, new double[] {0, 1, 0});
        assertEquals(4.0, hvp[0]); // d2f/dx dw = 2 w
        assertArrayEquals(new double[] {2, 4 + 4, 6}, (double[]) hvp[1]); // and d2f/dw2 = 2 x
    }

    @Test
    void matrices() {
        assertArrayEquals(new double[] {0, 2, 4, 6, 2, 4, 0, 0, 4, 0, 4, 0, 6, 0, 0, 4}, (double[])
                OF_F.hessian().call(2.0, W));
        assertArrayEquals(
                new double[] {14, 4, 8, 12}, (double[]) OF_F.jacobian().call(2.0, W));
        // more outputs than inputs, and fewer: in forward and in reverse mode
        for (int n : new int[] {1, 2, 5}) {
            var row = new double[] {12, 24, 36};
            var expected = IntStream.range(0, n)
                    .mapToObj(_ -> row)
                    .flatMapToDouble(Arrays::stream)
                    .toArray();
            assertArrayEquals(expected, (double[]) OF_G.jacobian().call(W, 6.0, new double[n]));
        }
        assertArrayEquals(new double[][] {{2, 4}, {6, 8}}, (double[][]) OF_H.gradient()
                .call((Object) new double[][] {{1, 2}, {3, 4}}));
        assertArrayEquals(new double[] {2, 4, 6, 8}, (double[]) OF_H.jacobian().call((Object)
                new double[][] {{1, 2}, {3, 4}}));
    }

    @Test
    void writtenArraysAreOutputs() {
        assertArrayEquals(new double[] {84, 84}, (double[]) OF_G.value().call(W, 6.0, new double[2]));
        assertArrayEquals(new double[] {12 * 3, 24 * 3, 36 * 3}, (double[])
                OF_G.vjp().call(W, 6.0, new double[2], new double[] {1, 2}));
        assertArrayEquals(new double[] {24, 24}, (double[])
                OF_G.jvp().call(W, 6.0, new double[2], new double[] {0, 1, 0}));
    }

    @Test
    void rows() {
        var xs = new double[] {2, 3};
        var ws = new double[][] {{1, 2, 3}, {1, 0, 1}};
        assertArrayEquals(
                new double[] {28, 6}, (double[]) OF_F.batched().value().call(xs, ws));
        var gradient = (Object[]) OF_F.batched().gradient().call(xs, ws);
        assertArrayEquals(new double[] {14, 2}, (double[]) gradient[0]);
        assertArrayEquals(new double[][] {{4, 8, 12}, {6, 0, 6}}, (double[][]) gradient[1]);
        var shared = (Object[]) OF_F.batched(0).gradient().call(xs, W);
        assertArrayEquals(new double[] {14, 14}, (double[]) shared[0]);
        assertArrayEquals(new double[][] {{4, 8, 12}, {6, 12, 18}}, (double[][]) shared[1]);
        assertArrayEquals(new double[][] {{14, 4, 8, 12}, {2, 6, 0, 6}}, (double[][])
                OF_F.batched().jacobian().call(xs, ws));
    }

    @Test
    void compiledOnce() {
        assertSame(
                OF_F.gradient().handle(),
                of("f", double.class, double[].class).gradient().handle());
        assertTrue(OF_F.gradient().handle() != OF_F.wrt(1).gradient().handle());
    }

    private static String failure(Runnable call) {
        return Objects.requireNonNull(
                assertThrows(FluxionException.class, call::run).getMessage());
    }

    @Test
    void errorsSayWhatToDo() {
        assertEquals(
                "DerivativesTest.f(double) does not exist; fluxion.DerivativesTest declares f(double, double[]): name the"
                        + " parameter types of one of these",
                failure(() -> of("f", double.class)));
        assertEquals(
                "DerivativesTest.instance(double) is an instance method; make it static, with what it uses of the object"
                        + " as parameters",
                failure(() -> of("instance", double.class)));
        assertEquals(
                "parameter 0 of DerivativesTest.text(String) has type String; differentiable methods take boolean, int,"
                        + " long, float, double, arrays of these, double[][], float[][], records and final classes of these",
                failure(() -> of("text", String.class)));
        assertEquals(
                "the gradient of DerivativesTest.g(double[], double, double[]) needs a float or double as its result,"
                        + " found void; use vjp, jvp or jacobian",
                failure(() -> OF_G.gradient().handle()));
        assertEquals(
                "DerivativesTest.count(double[]) returns int, which has no derivative",
                failure(() -> of("count", double[].class).jvp().handle()));
        assertEquals(
                "DerivativesTest.f(double, double[]) has no parameter 2 to differentiate for; they are numbered from 0 to"
                        + " 1",
                failure(() -> OF_F.wrt(2)));
        assertEquals(
                "argument 3 of 'f.jvp' has extents [2], expected [3]",
                failure(() -> OF_F.jvp().call(2.0, W, 10.0, new double[2])));
        assertEquals(
                "row 1 of an array of 2 rows has 1 elements, row 0 has 2; all rows must have the same length",
                failure(() -> OF_H.gradient().call((Object) new double[][] {{1, 2}, {3}})));
        assertEquals(
                "the gradient of DerivativesTest.f(double, double[]) has type (double,double[],double[])double or"
                        + " (double,double[])Record with a record of [double, class [D]; the method of java.lang.Runnable has"
                        + " type ()void",
                failure(() -> OF_F.gradient().as(Runnable.class)));
    }

    @Test
    void methodReferencesSayWhatTheyReferTo() {
        Reference.Of2<Double, double[], Double> reference = DerivativesTest::f;
        var found = ReferencedMethod.of(reference);
        assertEquals(DerivativesTest.class, found.owner());
        assertEquals("f", found.name());
        assertEquals(List.of(double.class, double[].class), found.type().parameterList());
        Reference.Void3<double[], Double, double[]> writer = DerivativesTest::g;
        assertEquals("g", ReferencedMethod.of(writer).name());
        double captured = W[1];
        Reference.Of1<Double, Double> lambda = x -> x * captured;
        assertEquals(
                "the function captures 1 values of the code around it, which a lifted method cannot see; write a static"
                        + " method that takes them as parameters, and give a reference to it",
                failure(() -> ReferencedMethod.of(lambda)));
        Reference.Of2<DerivativesTest, Double, Double> instance = DerivativesTest::instance;
        assertEquals(
                "fluxion.DerivativesTest.instance is an instance method or a constructor; give a reference to a static"
                        + " method",
                failure(() -> ReferencedMethod.of(instance)));
        Reference.Of1<Double, Double> object = new Reference.Of1<>() {
            @Override
            public Double apply(Double x) {
                return x;
            }
        };
        assertTrue(failure(() -> ReferencedMethod.of(object)).contains("does not say which method it refers to"));
    }
}
