package fluxion.tests.tape;

import static fluxion.GradientTape.persistent;
import static fluxion.GradientTape.watchAccessedVariables;
import static fluxion.tests.tape.Expect.expect;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.GradientTape;
import fluxion.tensor.Tensor;
import fluxion.tensor.TensorLike;
import fluxion.tensor.Variable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// TAPE.md, "Recording": a test a row, with its number.
final class RecordingTest {
    @Test
    void row01_aVariableIsWatched() {
        var x = Variable.of(2f);
        try (var tape = GradientTape.open()) {
            var y = x.pow(5);
            expect(80, tape.gradient(y, x));
        }
    }

    @Test
    void row02_aConstantThatIsWatched() {
        var x = Tensor.of(2f);
        try (var tape = GradientTape.open()) {
            tape.watch(x);
            var y = x.pow(5);
            expect(80, tape.gradient(y, x));
        }
    }

    @Test
    void row03_aConstantThatIsNotWatched() {
        var x = Tensor.of(2f);
        try (var tape = GradientTape.open()) {
            var y = x.pow(5);
            assertNull(tape.gradient(y, x));
        }
    }

    @Test
    void row04_aVariableThatIsNotTrainable() {
        var x = Variable.of(Tensor.of(2f), false);
        try (var tape = GradientTape.open()) {
            var y = x.pow(5);
            assertNull(tape.gradient(y, x));
        }
    }

    @Test
    void row05_noVariableIsWatchedUnlessAsked() {
        var x = Variable.of(2f);
        try (var tape = GradientTape.open(watchAccessedVariables(false), persistent(true))) {
            var y = x.pow(3);
            assertNull(tape.gradient(y, x));
            tape.watch(x);
            expect(12, tape.gradient(x.pow(3), x));
        }
    }

    @Test
    void row06_squareOfAWatchedConstantPlusAConstant() {
        var x = Tensor.of(100f);
        var b = Tensor.of(10f);
        try (var tape = GradientTape.open()) {
            tape.watch(x);
            var y = x.square().add(b);
            expect(200, tape.gradient(y, x));
        }
    }

    @Test
    void row07_twoSources() {
        var x = Variable.of(20f);
        var b = Variable.of(10f);
        try (var tape = GradientTape.open()) {
            var y = x.square().add(b.square());
            var gradients = tape.gradient(y, List.of(x, b));
            expect(40, gradients.get(0));
            expect(20, gradients.get(1));
        }
        var cx = Tensor.of(20f);
        var cb = Tensor.of(10f);
        try (var tape = GradientTape.open()) {
            var y = cx.square().add(cb.square());
            var gradients = tape.gradient(y, List.of(cx, cb));
            assertNull(gradients.get(0));
            assertNull(gradients.get(1));
        }
    }

    @Test
    void row08_chainThroughAnIntermediate() {
        var x = Variable.of(3f);
        var y = Variable.of(5f);
        try (var tape = GradientTape.open()) {
            var m = x.square().add(y.square());
            var z = m.square();
            var gradients = tape.gradient(z, List.of(x, y));
            expect(408, gradients.get(0));
            expect(680, gradients.get(1));
        }
    }

    record Point(TensorLike x, TensorLike y) {}

    @Test
    void row09_sourcesInAStructure() {
        var x = Variable.of(3f);
        var y = Variable.of(5f);
        try (var tape = GradientTape.open(persistent(true))) {
            var z = x.square().add(y.square()).square();
            var named = tape.gradient(z, Map.of("x", x, "y", y));
            assertEquals(java.util.Set.of("x", "y"), named.keySet());
            expect(408, named.get("x"));
            expect(680, named.get("y"));
            var point = tape.gradientOf(z, new Point(x, y));
            expect(408, (Tensor) point.x());
            expect(680, (Tensor) point.y());
            Map<String, List<TensorLike>> nested = tape.gradientOf(z, Map.of("a", List.of(x, y), "b", List.of(y)));
            expect(408, (Tensor) nested.get("a").get(0));
            expect(680, (Tensor) nested.get("a").get(1));
            expect(680, (Tensor) nested.get("b").get(0));
            assertEquals(
                    List.of(2, 1),
                    List.of(nested.get("a").size(), nested.get("b").size()));
            var deep = tape.gradientOf(z, List.of(Map.of("p", new Point(x, y)), Map.of("p", new Point(y, x))));
            expect(408, (Tensor) deep.get(0).get("p").x());
            expect(408, (Tensor) deep.get(1).get("p").y());
        }
    }

    @Test
    void row10_theGradientHasTheShapeOfTheSource() {
        var x = Variable.of(Tensor.of(new float[][] {{1}, {2}, {3}}));
        try (var tape = GradientTape.open()) {
            var y = Tensor.of(new float[][] {{1, 2, 3}}).matmul(x);
            var gradient = tape.gradient(y, x);
            assertNotNull(gradient);
            assertEquals("f32[3, 1]", gradient.type().toString());
        }
    }

    @Test
    void row11_aPlainNumberBreaksThePath() {
        var x = Variable.of(3f);
        try (var tape = GradientTape.open()) {
            double number = x.tensor().item() * 2;
            var z = Tensor.of((float) number).square();
            assertNull(tape.gradient(z, x));
        }
    }

    @Test
    void row12_reboundToAPlainTensor() {
        var variable = Variable.of(2f);
        try (var tape = GradientTape.open()) {
            TensorLike x = variable;
            var z = Tensor.of(0f);
            for (int i = 0; i < 2; i++) {
                z = z.add(x.square());
                x = x.add(1);
            }
            assertNull(tape.gradient(z, x));
        }
    }

    @Test
    void row13_eachReadCountsAtItsValue() {
        var x = Variable.of(3f);
        try (var tape = GradientTape.open()) {
            var z = Tensor.of(0f);
            for (int i = 0; i < 2; i++) {
                z = z.add(x.square());
                x.assignAdd(1);
            }
            expect(25, z);
            expect(14, tape.gradient(z, x));
        }
    }

    @Test
    void row14_whatIsComputedInAPauseHasNoPath() {
        var x = Variable.of(3f);
        try (var tape = GradientTape.open(persistent(true))) {
            Tensor inside;
            Tensor y = x.square();
            Tensor first;
            try (var pause = tape.stopRecording()) {
                assertNotNull(pause);
                inside = x.square();
                first = tape.gradient(y, x);
            }
            var after = x.pow(3);
            assertNull(tape.gradient(inside, x));
            expect(6, first);
            assertNotNull(first);
            assertNull(tape.gradient(first, x));
            expect(27, tape.gradient(after, x));
        }
        // a tape that was asked for its gradients in a pause, or is closed, does not go on when the pause ends
        try (var tape = GradientTape.open()) {
            var y = x.square();
            try (var pause = tape.stopRecording()) {
                assertNotNull(pause);
                expect(6, tape.gradient(y, x));
            }
            assertTrue(tape.explain(x.square(), x).startsWith("no path"));
        }
        var closed = GradientTape.open(persistent(true));
        try (var pause = closed.stopRecording()) {
            assertNotNull(pause);
            closed.close();
        }
        assertNull(closed.gradient(x.square(), x));
    }

    @Test
    void row15_resetForgets() {
        var x = Variable.of(3f);
        try (var tape = GradientTape.open(persistent(true))) {
            var y = x.square();
            tape.reset();
            assertNull(tape.gradient(y, x));
            assertEquals(List.of(), tape.watchedVariables());
            expect(6, tape.gradient(x.square(), x));
        }
        // a tape that has given its gradients starts anew
        try (var tape = GradientTape.open()) {
            expect(6, tape.gradient(x.square(), x));
            tape.reset();
            expect(27, tape.gradient(x.pow(3), x));
        }
    }

    @Test
    void row16_watchedVariablesInTheOrderOfTheFirstRead() {
        var x = Variable.of(3f);
        var y = Variable.of(5f);
        var untrained = Variable.of(Tensor.of(1f), false);
        try (var tape = GradientTape.open()) {
            y.mul(x).mul(untrained).mul(y);
            assertEquals(List.of(y, x), tape.watchedVariables());
        }
    }

    @Test
    void row17_twoTapesAtOnce() {
        var x = Variable.of(3f);
        var y = Variable.of(2f);
        try (var tape2 = GradientTape.open()) {
            Tensor dz;
            try (var tape1 = GradientTape.open()) {
                var z = x.pow(3).add(y.square());
                dz = tape1.gradient(z, x);
            }
            assertNotNull(dz);
            expect(27, dz);
            expect(18, tape2.gradient(dz, x));
        }
    }
}
