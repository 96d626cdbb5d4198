package fluxion.tests.tape;

import static fluxion.GradientTape.persistent;
import static fluxion.GradientTape.verify;
import static fluxion.tests.tape.Expect.expect;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.DerivativeException;
import fluxion.GradientTape;
import fluxion.tensor.Tensor;
import fluxion.tensor.TensorLike;
import fluxion.tensor.Variable;
import org.junit.jupiter.api.Test;

/// TAPE.md, "Higher orders": a test a row, with its number.
final class HigherOrderTest {
    @Test
    void row40_firstToFifthDerivative() {
        var x = Variable.of(2f);
        try (var t5 = GradientTape.open();
                var t4 = GradientTape.open();
                var t3 = GradientTape.open();
                var t2 = GradientTape.open();
                var t1 = GradientTape.open()) {
            var y = x.pow(5);
            var d1 = t1.gradient(y, x);
            assertNotNull(d1);
            var d2 = t2.gradient(d1, x);
            assertNotNull(d2);
            var d3 = t3.gradient(d2, x);
            assertNotNull(d3);
            var d4 = t4.gradient(d3, x);
            assertNotNull(d4);
            var d5 = t5.gradient(d4, x);
            expect(80, d1);
            expect(160, d2);
            expect(240, d3);
            expect(240, d4);
            expect(120, d5);
        }
    }

    @Test
    void row41_theFirstGradientInsideTheOuterTape() {
        var x = Variable.of(3f);
        try (var outer = GradientTape.open()) {
            Tensor first;
            try (var inner = GradientTape.open()) {
                first = inner.gradient(x.square(), x);
            }
            assertNotNull(first);
            expect(6, first);
            expect(2, outer.gradient(first, x));
        }
    }

    @Test
    void row42_theFirstGradientOutsideTheOuterTape() {
        var x = Variable.of(20f);
        GradientTape inner;
        GradientTape outer;
        Tensor y;
        try (var o = GradientTape.open();
                var i = GradientTape.open()) {
            outer = o;
            inner = i;
            y = x.square();
        }
        var first = inner.gradient(y, x);
        assertNotNull(first);
        expect(40, first);
        assertNull(outer.gradient(first, x));
    }

    @Test
    void row43_onAVector() {
        var x = Variable.of(new float[] {-3, -2, -1, 0, 1, 2, 3});
        try (var outer = GradientTape.open()) {
            Tensor first;
            try (var inner = GradientTape.open()) {
                first = inner.gradient(x.square(), x);
            }
            assertNotNull(first);
            expect(new double[] {-6, -4, -2, 0, 2, 4, 6}, first);
            expect(new double[] {2, 2, 2, 2, 2, 2, 2}, outer.gradient(first, x));
        }
    }

    @Test
    void row44_squareOfSquare() {
        var x = Variable.of(3f);
        try (var outer = GradientTape.open()) {
            Tensor first;
            try (var inner = GradientTape.open()) {
                first = inner.gradient(x.square().square(), x);
            }
            assertNotNull(first);
            expect(108, first);
            expect(108, outer.gradient(first, x));
        }
    }

    @Test
    void row45_gradientInsideAPersistentTapeIsRecorded() {
        var x = Variable.of(3f);
        try (var tape = GradientTape.open(persistent(true))) {
            var first = tape.gradient(x.pow(3), x);
            assertNotNull(first);
            expect(27, first);
            expect(18, tape.gradient(first, x));
        }
    }

    @Test
    void row46_jacobian() {
        var x = Variable.of(new float[] {1, 2, 3});
        try (var tape = GradientTape.open(persistent(true))) {
            var jacobian = tape.jacobian(x.square(), x);
            assertNotNull(jacobian);
            assertEquals("f32[3, 3]", jacobian.type().toString());
            expect(new double[] {2, 0, 0, 0, 4, 0, 0, 0, 6}, jacobian);
            var wide = tape.jacobian(x.expandDims(0).mul(Tensor.of(new float[][] {{1}, {2}})), x);
            assertNotNull(wide);
            assertEquals("f32[2, 3, 3]", wide.type().toString());
        }
    }

    @Test
    void row47_batchJacobian() {
        var x = Variable.of(Tensor.of(new float[][] {{1, 2}, {3, 4}, {5, 6}}));
        var w = Tensor.of(new float[][] {{1, 2, 3, 4}, {5, 6, 7, 8}});
        try (var tape = GradientTape.open(persistent(true))) {
            var y = x.square().matmul(w);
            var jacobian = tape.batchJacobian(y, x, verify(true));
            assertNotNull(jacobian);
            assertEquals("f32[3, 4, 2]", jacobian.type().toString());
            expect(
                    new double[] {
                        2, 20, 4, 24, 6, 28, 8, 32, //
                        6, 40, 12, 48, 18, 56, 24, 64, //
                        10, 60, 20, 72, 30, 84, 40, 96
                    },
                    jacobian);
            var mixed = x.cumSum(0);
            var mixes = assertThrows(DerivativeException.class, () -> tape.batchJacobian(mixed, x, verify(true)));
            assertTrue(mixes.getMessage().contains("depends on another row"), mixes::toString);
            var other = x.tensor().slice(0, 0, 2);
            var extents = assertThrows(DerivativeException.class, () -> tape.batchJacobian(other, x));
            assertTrue(
                    extents.getMessage().contains("f32[2, 2]")
                            && extents.getMessage().contains("f32[3, 2]"),
                    extents::toString);
        }
    }

    @Test
    void row48_hessianAsTheJacobianOfAGradient() {
        var x = Variable.of(new double[] {1.5, 0.5});
        try (var tape = GradientTape.open(persistent(true))) {
            var x0 = x.tensor().get(0);
            var x1 = x.tensor().get(1);
            TensorLike f = x0.square().mul(x1).add(x1.sin());
            var gradient = tape.gradient(f, x);
            assertNotNull(gradient);
            expect(new double[] {2 * 0.5, 3, 3, -Math.sin(0.5)}, tape.jacobian(gradient, x));
        }
    }
}
