package fluxion.tests.tape;

import static fluxion.tests.tape.Expect.expect;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.Control;
import fluxion.F1;
import fluxion.Fluxion;
import fluxion.GradientTape;
import fluxion.compiler.lower.MemoryPlan;
import fluxion.compiler.pipeline.Explanation;
import fluxion.ir.DType;
import fluxion.ir.TensorType;
import fluxion.tensor.Tensor;
import fluxion.tensor.Variable;
import java.util.List;
import java.util.function.UnaryOperator;
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

    private static F1<Tensor, Tensor> taped(F1<Tensor, Tensor> f) {
        return x -> {
            try (var tape = GradientTape.open()) {
                tape.watch(x);
                var gradient = tape.gradient(f.apply(x), x);
                assertNotNull(gradient);
                return gradient;
            }
        };
    }

    @Test
    void row62_control() {
        for (var gradient : List.of(taped(ControlFlowTest::branch), Fluxion.grad(ControlFlowTest::branch))) {
            var compiled = Fluxion.compile(gradient);
            expect(6, compiled.apply(Tensor.of(3f)));
            expect(-1, compiled.apply(Tensor.of(-3f)));
            assertEquals(1, compiled.compilations());
            expect(6, gradient.apply(Tensor.of(3f)));
        }
        for (var gradient : List.of(taped(ControlFlowTest::loop), Fluxion.grad(ControlFlowTest::loop))) {
            var compiled = Fluxion.compile(gradient);
            expect(12 * Math.pow(1.5, 11), compiled.apply(Tensor.of(1.5f)));
            expect(7 * Math.pow(2, 6), compiled.apply(Tensor.of(2f)));
            assertEquals(1, compiled.compilations());
            expect(7 * Math.pow(2, 6), gradient.apply(Tensor.of(2f)));
        }
        for (var gradient : List.of(taped(ControlFlowTest::counted), Fluxion.grad(ControlFlowTest::counted))) {
            var compiled = Fluxion.compile(gradient);
            // (((x*x + 0)x + 1)x + 2)x + 3 = x^5 + x^2 + 2x + 3
            expect(5 * 16 + 2 * 2 + 2, compiled.apply(Tensor.of(2f)));
            expect(5 * 81 + 2 * 3 + 2, compiled.apply(Tensor.of(3f)));
            assertEquals(1, compiled.compilations());
            expect(5 * 16 + 2 * 2 + 2, gradient.apply(Tensor.of(2f)));
        }
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
        long kept = intermediateBytes(t -> t);
        long recomputedBytes = intermediateBytes(Fluxion::recomputeGrad);
        assertTrue(
                recomputedBytes < kept / 2, () -> "recomputing takes " + recomputedBytes + " bytes, keeping " + kept);
    }

    /// The memory between arguments and results of the gradient of eight times a function of four products.
    private static long intermediateBytes(UnaryOperator<F1<Tensor, Tensor>> wrap) {
        var block = wrap.apply(t -> {
            for (int i = 0; i < 4; i++) {
                t = t.matmul(t).tanh();
            }
            return t;
        });
        var type = TensorType.of(DType.F32, 32, 32);
        var program = Explanation.of("f", List.of(type), List.of(0), arguments -> {
                    var t = arguments.getFirst();
                    for (int i = 0; i < 8; i++) {
                        t = block.apply(t);
                    }
                    return List.of(t.sum());
                })
                .lower();
        return MemoryPlan.of(program).slots().stream()
                .mapToLong(slot -> slot.size().constant() * slot.dtype().bytes())
                .sum();
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
