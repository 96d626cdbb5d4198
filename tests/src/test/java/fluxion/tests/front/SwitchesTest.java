package fluxion.tests.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.Control;
import fluxion.Fluxion;
import fluxion.GradientTape;
import fluxion.ir.DType;
import fluxion.ir.EvaluationException;
import fluxion.tensor.Tensor;
import fluxion.tensor.Variable;
import fluxion.tests.ChildJvm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/// `-Dfluxion.check=nan`, `print` and what is written where.
final class SwitchesTest {
    private static ChildJvm child() {
        return ChildJvm.withFluxion(SwitchesTest.class).options("--add-modules", "jdk.incubator.vector");
    }

    // ---------------------------------------------------------------- checks

    /// Makes NaN and infinity in several ways.
    static final class Broken {
        private Broken() {}

        public static void main(String[] arguments) {
            var x = Tensor.of(new double[] {1, 0, -1});
            say(() -> eager(x).evaluate());
            say(() -> Fluxion.compile(Broken::compiled).apply(x));
            say(() -> Fluxion.compile(Fluxion.grad(Broken::root)).apply(x));
            say(() -> Fluxion.compile(Broken::loop).apply(Tensor.of(1.0)));
            say(() -> Fluxion.compile(Broken::mask).apply(x));
            say(() -> Fluxion.compile(Fluxion.grad(Broken::counted)).apply(Tensor.of(0.0)));
            say(() -> Fluxion.compile(Broken::batched).apply(x));
            say(() -> Fluxion.recomputeGrad(Broken::hidden).apply(x).evaluate());
            say(() -> {
                try (var tape = GradientTape.open()) {
                    var v = Variable.of(0.0);
                    Objects.requireNonNull(tape.gradient(v.sqrt(), v)).evaluate();
                }
            });
        }

        private static Tensor counted(Tensor x) {
            return Control.forLoop(3, x, (i, s) -> s.sqrt());
        }

        private static Tensor batched(Tensor x) {
            return Fluxion.vmap((Tensor t) -> t.log1p()).apply(x);
        }

        private static Tensor hidden(Tensor x) {
            return x.reciprocal().isFinite().where(x, x.mul(2));
        }

        private static Tensor eager(Tensor x) {
            return x.mul(2).log().add(1);
        }

        private static Tensor compiled(Tensor x) {
            return x.reciprocal().sum();
        }

        private static Tensor root(Tensor x) {
            return x.square().sqrt().sum();
        }

        private static Tensor loop(Tensor x) {
            return Control.whileLoop(x, s -> s.lt(1e300), s -> s.exp());
        }

        private static Tensor mask(Tensor x) {
            return x.gt(0)
                    .where(x, Tensor.full(DType.F64, Double.NEGATIVE_INFINITY, 3))
                    .max(0);
        }

        private static void say(Runnable work) {
            try {
                work.run();
                System.out.println("no exception");
            } catch (EvaluationException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void theFirstNaNOrInfinityIsNamedWithOperationAndLine() throws IOException, InterruptedException {
        var out = child().options("-Dfluxion.check=nan")
                .run(Broken.class.getName())
                .outOrFail()
                .lines()
                .toList();
        assertEquals(9, out.size(), out::toString);
        assertSays(out.get(0), "log of type f64[3] at ", "Broken.eager", "element 1 is -Infinity");
        assertSays(out.get(1), "div of type f64[3] at ", "Broken.compiled", "element 1 is Infinity");
        assertSays(out.get(2), "div of type f64[3] at ", "Broken.root", "element 1 is Infinity");
        assertSays(out.get(3), "exp of type f64 at ", "Broken.lambda$loop", "element 0 is Infinity");
        assertEquals("no exception", out.get(4));
        assertSays(out.get(5), "div of type f64 at ", "Broken.lambda$counted", "element 0 is Infinity");
        assertSays(out.get(6), "log1p of type f64[3] at ", "Broken.lambda$batched", "element 2 is -Infinity");
        assertSays(out.get(7), "div of type f64[3] at ", "Broken.hidden", "element 1 is Infinity");
        assertSays(out.get(8), "div of type f64 at ", "Broken.lambda$main", "element 0 is Infinity");
    }

    private static void assertSays(String message, String operation, String method, String element) {
        assertTrue(
                message.matches("\\Q" + operation + "\\E.*\\Q" + method + "\\E.*\\(SwitchesTest.java:\\d+\\): \\Q"
                        + element + "\\E"),
                message);
    }

    @Test
    void withoutTheSwitchNothingStops() throws IOException, InterruptedException {
        var out = child().run(Broken.class.getName()).outOrFail().lines().toList();
        assertEquals(Collections.nCopies(9, "no exception"), out);
    }

    // ---------------------------------------------------------------- print

    private static List<String> printed(Runnable work) {
        var lines = new ArrayList<String>();
        var logger = Logger.getLogger("fluxion.print");
        var handler = new Handler() {
            @Override
            public void publish(LogRecord message) {
                lines.add(message.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            work.run();
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        return lines;
    }

    @Test
    void printShowsValuesAtEachCall() {
        var f = Fluxion.compile((Tensor x) -> x.square().print("squares").sum());
        var shown = printed(() -> {
            assertEquals(5, f.apply(Tensor.of(new float[] {1, 2})).item());
            assertEquals(25, f.apply(Tensor.of(new float[] {3, 4})).item());
        });
        assertEquals(List.of("squares: f32[2] [1.0, 4.0]", "squares: f32[2] [9.0, 16.0]"), shown);
        assertEquals(
                List.of("eager: f32[] [2.0]"),
                printed(() -> Tensor.of(1f).add(1).print("eager").item()));
    }

    @Test
    void printShowsValuesInAGradient() {
        var g = Fluxion.compile(
                Fluxion.grad((Tensor x) -> x.square().print("squares").sum()));
        var shown = printed(() ->
                assertEquals(2, g.apply(Tensor.of(new float[] {1, 2})).get(0).item()));
        assertTrue(shown.contains("squares: f32[2] [1.0, 4.0]"), shown::toString);
        assertTrue(shown.contains("squares (cotangent): f32[2] [1.0, 1.0]"), shown::toString);
        assertEquals(2, shown.size(), shown::toString);
        var pushed =
                printed(() -> Fluxion.jvp((Tensor x) -> x.square().print("squares"), Tensor.of(3f), Tensor.of(0.5f))
                        .tangent()
                        .evaluate());
        assertTrue(pushed.contains("squares (tangent): f32[] [3.0]"), pushed::toString);
    }

    @Test
    void printShowsEachRoundInTheGradientOfALoop() {
        var g = Fluxion.compile(Fluxion.grad(
                (Tensor x) -> Control.forLoop(2, x, (_, s) -> s.mul(s).print("round"))));
        assertEquals(
                List.of(
                        "round: f64[] [9.0]",
                        "round: f64[] [81.0]",
                        "round (cotangent): f64[] [1.0]",
                        "round (cotangent): f64[] [18.0]"),
                printed(() -> assertEquals(4 * 27, g.apply(Tensor.of(3.0)).item())));
    }

    @Test
    void printInALoopShowsEachRound() {
        var f = Fluxion.compile(
                (Tensor x) -> Control.forLoop(3, x, (_, s) -> s.add(s).print("round")));
        assertEquals(
                List.of("round: f64[] [2.0]", "round: f64[] [4.0]", "round: f64[] [8.0]"),
                printed(() -> assertEquals(8, f.apply(Tensor.of(1.0)).item())));
    }

    // ---------------------------------------------------------------- silence

    /// A program that does what programs do, and says nothing.
    static final class Quiet {
        private Quiet() {}

        public static void main(String[] arguments) {
            var f = Fluxion.compile((Tensor x) -> x.matmul(x).exp().sum());
            for (int n = 2; n < 6; n++) {
                f.apply(Tensor.ones(DType.F32, n, n)).item();
            }
            Fluxion.grad((Tensor x) -> x.square().sum()).apply(Tensor.ones(3)).evaluate();
        }
    }

    @Test
    void aProgramWritesNothingByItself() throws IOException, InterruptedException {
        var result = child().run(Quiet.class.getName());
        assertEquals(0, result.exit(), result::err);
        assertEquals("", result.out());
        // what the JVM itself says of the Vector API
        assertEquals(
                "WARNING: Using incubator modules: jdk.incubator.vector",
                result.err().strip());
    }
}
