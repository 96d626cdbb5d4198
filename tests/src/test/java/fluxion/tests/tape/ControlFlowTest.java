package fluxion.tests.tape;

import static fluxion.tests.tape.Expect.expect;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import fluxion.Control;
import fluxion.F1;
import fluxion.Fluxion;
import fluxion.GradientTape;
import fluxion.tensor.Tensor;
import fluxion.tensor.Variable;
import java.util.List;
import org.junit.jupiter.api.Test;

/// TAPE.md, "Control flow and custom rules": a test a row, with its number.
final class ControlFlowTest {
    private static double byBranch(float at) {
        var x = Variable.of(at);
        try (var tape = GradientTape.open()) {
            Tensor y;
            if (x.tensor().item() > 0) {
                y = x.square();
            } else {
                y = x.neg();
            }
            var gradient = tape.gradient(y, x);
            assertNotNull(gradient);
            return gradient.item();
        }
    }

    @Test
    void row60_javaIf() {
        assertEquals(6, byBranch(3), 1e-6);
        assertEquals(-1, byBranch(-3), 1e-6);
    }

    @Test
    void row61_javaWhile() {
        var x = Variable.of(1.5f);
        try (var tape = GradientTape.open()) {
            var y = x.tensor();
            while (y.item() < 100) {
                y = y.mul(x);
            }
            // 1.5^12 = 129.7 is the first power above 100
            expect(12 * Math.pow(1.5, 11), tape.gradient(y, x));
        }
    }

    private static Tensor branch(Tensor x) {
        return Control.cond(x.gt(0), x::square, x::neg);
    }

    private static Tensor loop(Tensor x) {
        return Control.whileLoop(
                        List.of(x),
                        s -> s.getFirst().lt(100),
                        s -> List.of(s.getFirst().mul(x)))
                .getFirst();
    }

    private static Tensor counted(Tensor x) {
        return Control.forLoop(4, x, (i, y) -> y.mul(x).add(i.cast(x.dtype())));
    }

    @Test
    void row62_control() {
        F1<Tensor, Tensor> taped = x -> {
            try (var tape = GradientTape.open()) {
                tape.watch(x);
                var gradient = tape.gradient(branch(x), x);
                assertNotNull(gradient);
                return gradient;
            }
        };
        for (var gradient : List.of(taped, Fluxion.grad(ControlFlowTest::branch))) {
            var compiled = Fluxion.compile(gradient);
            expect(6, compiled.apply(Tensor.of(3f)));
            expect(-1, compiled.apply(Tensor.of(-3f)));
            assertEquals(1, compiled.compilations());
            expect(6, gradient.apply(Tensor.of(3f)));
        }
        var loop = Fluxion.compile(Fluxion.grad(ControlFlowTest::loop));
        expect(12 * Math.pow(1.5, 11), loop.apply(Tensor.of(1.5f)));
        expect(7 * Math.pow(2, 6), loop.apply(Tensor.of(2f)));
        assertEquals(1, loop.compilations());
        // ((((x*x + 0)x + 1)x + 2)x + 3)' = 5x^4 + 2x + 2 at 2, from x^5 + x^2 + 2x + 3
        expect(
                5 * 16 + 2 * 2 + 2,
                Fluxion.compile(Fluxion.grad(ControlFlowTest::counted)).apply(Tensor.of(2f)));
    }

    @Test
    void row63_customGradient() {
        var f = Fluxion.customGradient((Tensor x) -> x.square(), (x, y, ct) -> ct.mul(x.pow(3)));
        var x = Variable.of(3f);
        try (var outer = GradientTape.open()) {
            Tensor first;
            try (var inner = GradientTape.open()) {
                first = inner.gradient(f.apply(x.tensor()), x);
            }
            assertNotNull(first);
            expect(27, first);
            expect(27, outer.gradient(first, x));
        }
    }

    @Test
    void row64_recomputeGrad() {
        var x = Tensor.of(new float[] {0.1f, -0.7f, 1.3f});
        F1<Tensor, Tensor> f = t -> t.tanh().mul(t.exp()).square();
        var again = Fluxion.recomputeGrad(f);
        var plain = Fluxion.grad((Tensor t) -> f.apply(t).sum()).apply(x);
        var recomputed = Fluxion.grad((Tensor t) -> again.apply(t).sum()).apply(x);
        assertArrayEquals(plain.toFloatArray(), recomputed.toFloatArray());
        var variable = Variable.of(x);
        try (var tape = GradientTape.open()) {
            var gradient = tape.gradient(again.apply(variable.tensor()), variable);
            assertNotNull(gradient);
            assertArrayEquals(plain.toFloatArray(), gradient.toFloatArray());
        }
    }

    @Test
    void row65_stopGradient() {
        var x = Variable.of(3f);
        try (var tape = GradientTape.open(GradientTape.persistent(true))) {
            expect(3, tape.gradient(x.mul(x.stopGradient()), x));
            assertNull(tape.gradient(x.stopGradient().square(), x));
        }
    }
}
