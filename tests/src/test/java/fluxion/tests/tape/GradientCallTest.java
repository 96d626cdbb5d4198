package fluxion.tests.tape;

import static fluxion.GradientTape.outputGradients;
import static fluxion.GradientTape.persistent;
import static fluxion.GradientTape.positions;
import static fluxion.GradientTape.unconnectedGradients;
import static fluxion.tests.tape.Expect.expect;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.DerivativeException;
import fluxion.GradientTape;
import fluxion.UnconnectedGradients;
import fluxion.ir.DType;
import fluxion.tensor.Tensor;
import fluxion.tensor.TensorLike;
import fluxion.tensor.TraceException;
import fluxion.tensor.Variable;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// TAPE.md, "Calling gradient": a test a row, with its number.
final class GradientCallTest {
    private final Variable x = Variable.of(3f);
    private final Variable y = Variable.of(5f);

    @Test
    void row20_aSecondCallOnANonPersistentTape() {
        try (var tape = GradientTape.open()) {
            var z = x.square();
            tape.gradient(z, x);
            var e = assertThrows(TraceException.class, () -> tape.gradient(z, x));
            assertEquals(
                    "a non-persistent tape gives one set of gradients; open it with persistent(true)", e.getMessage());
        }
    }

    @Test
    void row21_persistent() {
        try (var tape = GradientTape.open(persistent(true))) {
            var m = x.square().add(y.square());
            var z = m.square();
            expect(408, tape.gradient(z, x));
            expect(680, tape.gradient(z, y));
            expect(6, tape.gradient(m, x));
        }
    }

    @Test
    void row22_aListOfTargetsIsSummed() {
        try (var tape = GradientTape.open()) {
            var m = x.square().add(y.square());
            var z = m.square();
            expect(414, tape.gradient(List.of(m, z), x));
        }
    }

    @Test
    void row23_aVectorTargetIsSummed() {
        try (var tape = GradientTape.open()) {
            var z = x.square().mul(Tensor.of(new float[] {1, 4, 6}));
            expect(66, tape.gradient(z, x));
        }
    }

    @Test
    void row24_elementwiseOnAVector() {
        var values = IntStream.range(0, 990).mapToDouble(i -> 1 + i / 10.0).toArray();
        var v = Tensor.of(values);
        try (var tape = GradientTape.open()) {
            tape.watch(v);
            var z = v.square();
            expect(IntStream.range(0, 990).mapToDouble(i -> 2 * values[i]).toArray(), tape.gradient(z, v));
        }
    }

    @Test
    void row25_zerosForUnconnected() {
        var v = Variable.of(Tensor.of(new double[][] {{1, 2}}));
        try (var tape = GradientTape.open()) {
            v.mul(2);
            var z = x.square();
            var gradient = tape.gradient(z, v, unconnectedGradients(UnconnectedGradients.ZERO));
            assertNotNull(gradient);
            assertEquals("f64[1, 2]", gradient.type().toString());
            expect(new double[] {0, 0}, gradient);
        }
    }

    @Test
    void row26_outputGradients() {
        var v = Variable.of(new float[] {1, 2, 3});
        try (var tape = GradientTape.open()) {
            var z = v.square();
            expect(new double[] {20, 80, 180}, tape.gradient(z, v, outputGradients(Tensor.of(new float[] {10, 20, 30
            }))));
        }
        try (var tape = GradientTape.open(persistent(true))) {
            var m = x.square();
            var z = v.mul(y);
            var seeds = outputGradients(Tensor.of(2f), Tensor.of(new float[] {1, 0, -1}));
            var several = tape.gradient(List.of(m, z), List.of(x, y), seeds);
            expect(12, several.get(0));
            expect(-2, several.get(1));
            var wrong =
                    assertThrows(DerivativeException.class, () -> tape.gradient(z, y, outputGradients(Tensor.of(1f))));
            assertTrue(
                    wrong.getMessage().contains("[f32]") && wrong.getMessage().contains("[f32[3]]"), wrong::toString);
        }
    }

    @Test
    void row27_integersHaveNoGradient() {
        var n = Variable.of(Tensor.of(3));
        try (var tape = GradientTape.open(persistent(true))) {
            var z = x.square();
            var source = assertThrows(DerivativeException.class, () -> tape.gradient(z, n));
            assertEquals(
                    "gradient: a source of type i32 has no derivatives; only f32 and f64 have", source.getMessage());
            var target = assertThrows(DerivativeException.class, () -> tape.gradient(z.gt(1), x));
            assertEquals(
                    "gradient: a target of type bool has no derivatives; only f32 and f64 have", target.getMessage());
            var flags = Variable.of(Tensor.of(new boolean[] {true, false})).named("flags");
            var named = assertThrows(DerivativeException.class, () -> tape.gradient(z, flags));
            assertEquals(
                    "gradient: a source 'flags' of type bool[2] has no derivatives; only f32 and f64 have",
                    named.getMessage());
            var both = tape.gradient(z, List.of(x, n, flags));
            expect(6, both.get(0));
            assertNull(both.get(1));
            assertNull(both.get(2));
            assertThrows(DerivativeException.class, () -> tape.gradient(List.of(z, z.gt(1)), List.of(x)));
            assertThrows(DerivativeException.class, () -> tape.watch(Tensor.of(3)));
        }
    }

    @Test
    void row28_aClosedTape() {
        GradientTape tape;
        Tensor z;
        try (var open = GradientTape.open(persistent(true))) {
            tape = open;
            z = x.square();
        }
        var later = x.square();
        expect(6, tape.gradient(z, x));
        assertNull(tape.gradient(later, x));
    }

    @Test
    void row29_gradientInsideEndsTheRecordingOfANonPersistentTape() {
        try (var tape = GradientTape.open()) {
            var z = x.pow(3);
            var first = tape.gradient(z, x);
            expect(27, first);
            assertNotNull(first);
            assertEquals(
                    "no path: the target of type f32 depends on nothing that is watched: it is a plain Java number, a constant,"
                            + " or was computed while the tape did not record",
                    tape.explain(first, x));
            // nor is anything else from here on
            assertTrue(tape.explain(x.square(), x).startsWith("no path"), () -> tape.explain(x.square(), x));
            assertTrue(tape.explain(z, x).startsWith("path: "), () -> tape.explain(z, x));
        }
    }

    @Test
    void row30_equalOperationsAreNotTheSame() {
        try (var tape = GradientTape.open(persistent(true))) {
            var read = x.tensor();
            var a = read.mul(read);
            var b = read.mul(read);
            assertNull(tape.gradient(a, b));
            expect(1, tape.gradient(a, a));
            expect(6, tape.gradient(a, x));
        }
    }

    @Test
    void row31_explain() {
        try (var tape = GradientTape.open(persistent(true), positions(true))) {
            var z = x.square().add(y);
            var path = tape.explain(z, x);
            assertTrue(path.startsWith("path: mul at fluxion.tests.tape.GradientCallTest."), path);
            assertTrue(path.contains("-> add at "), path);
            assertTrue(path.contains("(GradientCallTest.java:"), path);

            var constant = Tensor.of(2f);
            assertTrue(tape.explain(constant.mul(x), constant).contains("never watched"));

            var cast = x.tensor().cast(DType.I32).cast(DType.F32);
            var broken = tape.explain(cast, x);
            assertTrue(
                    broken.startsWith("no path: it breaks at convert at fluxion.tests.tape.GradientCallTest."), broken);
            assertTrue(broken.endsWith("a conversion of f32 to i32 is a step function"), broken);

            var stopped = tape.explain(x.stopGradient().mul(2), x);
            assertTrue(stopped.contains("stop-gradient at "), stopped);
            assertTrue(stopped.endsWith("stopGradient makes its operand a constant"), stopped);

            var step = tape.explain(x.tensor().floor(), x);
            assertTrue(step.contains("it breaks at floor at "), step);
            assertTrue(step.contains("is a step function"), step);

            Tensor unrecorded;
            try (var pause = tape.stopRecording()) {
                assertNotNull(pause);
                unrecorded = x.square();
            }
            assertTrue(tape.explain(unrecorded, x).contains("while the tape did not record"));
            var number = Tensor.of((float) x.tensor().item());
            assertTrue(tape.explain(number, x).contains("a plain Java number"));
            TensorLike other = y;
            assertTrue(tape.explain(other.square(), x).contains("other sources only"));
        }
    }
}
