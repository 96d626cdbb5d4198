package fluxion.tests.front;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.Control;
import fluxion.Fluxion;
import fluxion.ir.DType;
import fluxion.ir.EvaluationException;
import fluxion.tensor.DTypeException;
import fluxion.tensor.DonatedTensorException;
import fluxion.tensor.ShapeException;
import fluxion.tensor.StructureException;
import fluxion.tensor.Tensor;
import fluxion.tensor.TraceException;
import fluxion.tensor.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// Compiled functions: when they compile, captured state, results in place, donation, threads.
final class CompiledTest {
    private static Tensor rows(int n) {
        return Tensor.arange(DType.F32, 3L * n).reshape(n, 3);
    }

    @Test
    void aSecondBatchSizeCompilesOnceMoreAndAThirdDoesNot() {
        var f = Fluxion.compile((Tensor x, Tensor y) -> x.mul(2).add(y).mean(0));
        for (int n : new int[] {4, 4, 6, 9, 1, 4, 17}) {
            var expected = rows(n).mul(2).add(rows(n)).mean(0).toFloatArray();
            assertArrayEquals(expected, f.apply(rows(n), rows(n)).toFloatArray(), "batch " + n);
        }
        assertEquals(2, f.compilations(), f.explain());
        assertTrue(f.explain().contains("tensor 0 is f32[6, 3] after f32[4, 3]"), f.explain());
    }

    @Test
    void aFunctionThatReadsAnExtentCompilesForEach() {
        var f = Fluxion.compile((Tensor x) -> x.sum().div((double) x.size(0)));
        for (int n : new int[] {4, 6, 9}) {
            assertEquals(rows(n).sum().item() / n, f.apply(rows(n)).item(), 1e-4);
        }
        assertEquals(3, f.compilations());
    }

    @Test
    void numbersAmongTheArgumentsEnterTheKeyAndTensorsDoNot() {
        var f = Fluxion.compile((Tensor x, Double rate) -> x.mul(rate));
        assertEquals(6, f.apply(Tensor.of(2f), 3.0).item());
        assertEquals(8, f.apply(Tensor.of(2f), 4.0).item());
        assertEquals(2, f.compilations());
        var g = Fluxion.compile((Tensor x, Tensor rate) -> x.mul(rate));
        assertEquals(6, g.apply(Tensor.of(2f), Tensor.of(3f)).item());
        assertEquals(8, g.apply(Tensor.of(2f), Tensor.of(4f)).item());
        assertEquals(1, g.compilations());
    }

    @Test
    void aCapturedTensorIsReadAtEachCall() {
        var w = Tensor.of(new float[] {1, 2});
        var f = Fluxion.compile(Fluxion.grad(
                (Tensor x) -> Control.cond(x.sum().gt(0), () -> x.mul(w).sum(), () -> x.sum())));
        var x = Tensor.of(new float[] {3, 4});
        assertArrayEquals(new float[] {1, 2}, f.apply(x).toFloatArray());
        // the one way in which the elements of a tensor change
        Fluxion.compile((Tensor s) -> s.mul(10)).update(w);
        assertArrayEquals(new float[] {10, 20}, f.apply(x).toFloatArray());
        assertEquals(1, f.compilations());
        var donating = Fluxion.compile((Tensor s) -> s.mul(10)).donating(0);
        donating.apply(w);
        assertThrows(DonatedTensorException.class, () -> f.apply(x));
    }

    @Test
    void whatCompilesAnewAndWhy() {
        var f = Fluxion.compile((List<Tensor> xs) -> xs.getFirst().mul(2));
        f.apply(List.of(Tensor.of(1f)));
        f.apply(List.of(Tensor.of(2f)));
        assertEquals(1, f.compilations());
        f.apply(List.of(Tensor.of(1.0)));
        f.apply(List.of(Tensor.of(new float[] {1})));
        f.apply(List.of(Tensor.of(1f), Tensor.of(2f)));
        assertEquals(4, f.compilations());
        var lines = f.explain().lines().toList();
        assertEquals(4, lines.size(), f::explain);
        assertTrue(lines.get(1).contains("f64") && lines.get(1).contains("f32"), f::explain);
        assertTrue(lines.get(2).contains("f32[1]"), f::explain);
        assertTrue(lines.get(3).contains("structure"), f::explain);
        // all four are kept
        f.apply(List.of(Tensor.of(5f)));
        f.apply(List.of(Tensor.of(5.0)));
        f.apply(List.of(Tensor.of(5f), Tensor.of(2f)));
        assertEquals(4, f.compilations(), f::explain);
    }

    @Test
    void capturedVariablesAreReadAndAssignedInOrder() {
        var v = Variable.of(3f);
        var f = Fluxion.compile((Tensor x) -> {
            var before = v.mul(x);
            v.assignAdd(1);
            return List.of(before, v.mul(x));
        });
        var first = f.apply(Tensor.of(2f));
        assertEquals(6, first.get(0).item());
        assertEquals(8, first.get(1).item());
        v.assign(10);
        assertEquals(20, f.apply(Tensor.of(2f)).get(0).item());
        assertEquals(11, v.tensor().item());
        assertEquals(1, f.compilations());
    }

    record State(Tensor w, Tensor m) {}

    @Test
    void updateReplacesTheStateInPlace() {
        var step = Fluxion.compile((State s, Tensor x) -> {
            var m = s.m().mul(0.5).add(x);
            return new State(s.w().sub(m.mul(0.1)), m);
        });
        var state = new State(Tensor.of(new float[] {1, 2}), Tensor.of(new float[] {0, 0}));
        var w = state.w();
        var x = Tensor.of(new float[] {1, -1});
        var reference = new State(Tensor.of(new float[] {1, 2}), Tensor.of(new float[] {0, 0}));
        Tensor pending = null;
        for (int i = 0; i < 5; i++) {
            if (i == 2) {
                pending = state.w().mul(1);
            }
            if (i == 3) {
                // what was computed from the state two steps ago is what the state was then
                assertArrayEquals(
                        pendingExpected(),
                        java.util.Objects.requireNonNull(pending).toFloatArray());
            }
            step.update(state, x);
            reference = step.apply(reference, x);
        }
        assertSame(w, state.w());
        assertArrayEquals(reference.w().toFloatArray(), state.w().toFloatArray());
        assertArrayEquals(reference.m().toFloatArray(), state.m().toFloatArray());
    }

    private static float[] pendingExpected() {
        float m = 0;
        float w = 1;
        float w2 = 2;
        for (int i = 0; i < 2; i++) {
            m = m * 0.5f + 1;
            w -= m * 0.1f;
            w2 += m * 0.1f;
        }
        return new float[] {w, w2};
    }

    @Test
    void pendingReadersSurviveManyUpdates() {
        var step = Fluxion.compile((Tensor s) -> s.add(1));
        var state = Tensor.of(new float[] {0});
        var seen = new ArrayList<Tensor>();
        for (int i = 0; i < 6; i++) {
            seen.add(state.mul(10));
            step.update(state);
        }
        for (int i = 0; i < 6; i++) {
            assertEquals(10 * i, seen.get(i).item());
        }
    }

    @Test
    void aVariableKeepsWhatItWasAssigned() {
        var step = Fluxion.compile((Tensor s) -> s.add(1));
        var state = Tensor.of(new float[] {0});
        step.update(state);
        var kept = Variable.of(new float[] {5});
        kept.assign(state);
        step.update(state);
        step.update(state);
        assertEquals(1, kept.tensor().item());
        assertEquals(3, state.item());
    }

    @Test
    void oneTensorForTwoResultsIsRefused() {
        var step = Fluxion.compile((State s) -> new State(s.m(), s.w()));
        var zero = Tensor.of(new float[] {0});
        assertThrows(StructureException.class, () -> step.update(new State(zero, zero)));
        var swapped = new State(Tensor.of(new float[] {1}), Tensor.of(new float[] {2}));
        step.update(swapped);
        step.update(swapped);
        step.update(swapped);
        assertEquals(2, swapped.w().item());
        assertEquals(1, swapped.m().item());
    }

    @Test
    void oneTensorAsTheStateAndAsAnotherArgument() {
        var step = Fluxion.compile((State s, Tensor x) ->
                new State(s.w().add(x.flip()), s.m().mul(x).add(s.w().flip())));
        var reference = new State(Tensor.of(new float[] {1, 2}), Tensor.of(new float[] {3, 4}));
        var state = new State(Tensor.of(new float[] {1, 2}), Tensor.of(new float[] {3, 4}));
        for (int i = 0; i < 4; i++) {
            // each result reads elements of the other and of another place
            reference = step.apply(reference, reference.w());
            step.update(state, state.w());
            assertArrayEquals(reference.w().toFloatArray(), state.w().toFloatArray(), "w after step " + i);
            assertArrayEquals(reference.m().toFloatArray(), state.m().toFloatArray(), "m after step " + i);
        }
        for (int i = 0; i < 3; i++) {
            reference = step.apply(reference, reference.m());
            step.into(state, state, state.m());
            assertArrayEquals(reference.w().toFloatArray(), state.w().toFloatArray(), "w after into " + i);
            assertArrayEquals(reference.m().toFloatArray(), state.m().toFloatArray(), "m after into " + i);
        }
    }

    @Test
    void theStateMayBeCapturedByTheStepToo() {
        var w = Tensor.of(new float[] {1, 2});
        var step = Fluxion.compile((Tensor s) -> s.mul(2).add(w.flip()));
        step.update(w);
        assertArrayEquals(new float[] {2 + 2, 4 + 1}, w.toFloatArray());
        step.update(w);
        assertArrayEquals(new float[] {8 + 5, 10 + 4}, w.toFloatArray());
        assertEquals(1, step.compilations());
    }

    @Test
    void aStepThatThrowsKeepsTheStateOfBefore() {
        record Counted(Tensor w, Tensor n) {}
        var step = Fluxion.compile(
                (Counted s, Tensor d) -> new Counted(s.w().mul(2).add(1), s.n().div(d)));
        var state = new Counted(Tensor.of(new double[] {1, 2, 3}), Tensor.of(new int[] {100, 80}));
        step.update(state, Tensor.of(2));
        step.update(state, Tensor.of(1));
        for (int i = 0; i < 3; i++) {
            var e = assertThrows(EvaluationException.class, () -> step.update(state, Tensor.of(0)));
            assertEquals("integer division by zero: 50 / 0", e.getMessage());
            assertThrows(EvaluationException.class, () -> step.into(state, state, Tensor.of(0)));
            assertArrayEquals(new double[] {7, 11, 15}, state.w().toDoubleArray());
            assertArrayEquals(new int[] {50, 40}, state.n().toIntArray());
        }
        step.update(state, Tensor.of(5));
        assertArrayEquals(new double[] {15, 23, 31}, state.w().toDoubleArray());
        assertArrayEquals(new int[] {10, 8}, state.n().toIntArray());
    }

    @Test
    void intoWritesToAFormerResult() {
        var f = Fluxion.compile((Tensor x) -> x.square());
        var out = f.apply(Tensor.of(new float[] {1, 2}));
        f.into(out, Tensor.of(new float[] {3, 4}));
        assertArrayEquals(new float[] {9, 16}, out.toFloatArray());
        f.into(out, Tensor.of(new float[] {5, 6}));
        assertArrayEquals(new float[] {25, 36}, out.toFloatArray());
        assertThrows(StructureException.class, () -> f.into(Tensor.of(1f), Tensor.of(new float[] {3, 4})));
    }

    @Test
    void aDonatedTensorIsGone() {
        var f = Fluxion.compile((Tensor x, Tensor y) -> x.add(y)).donating(0);
        var x = Tensor.of(new float[] {1});
        var y = Tensor.of(new float[] {2});
        var reader = x.mul(3);
        assertEquals(3, f.apply(x, y).item());
        assertThrows(DonatedTensorException.class, x::item);
        assertThrows(DonatedTensorException.class, () -> x.add(y));
        assertThrows(DonatedTensorException.class, () -> f.apply(x, y));
        assertEquals(3, reader.item());
        assertEquals(2, y.item());
    }

    @Test
    void fromEightThreads() throws Exception {
        var f = Fluxion.compile((Tensor x) -> x.exp().sum(0));
        var expected = f.apply(rows(5)).toFloatArray();
        try (var threads = Executors.newFixedThreadPool(8)) {
            var calls = new ArrayList<Callable<float[]>>();
            for (int i = 0; i < 32; i++) {
                calls.add(() -> f.apply(rows(5)).toFloatArray());
            }
            for (var result : threads.invokeAll(calls)) {
                assertArrayEquals(expected, result.get());
            }
        }
    }

    @Test
    void errorsAtTheCall() {
        var data = assertThrows(
                TraceException.class,
                () -> Fluxion.compile((Tensor x) -> x.item() > 0 ? x : x.neg()).apply(Tensor.of(1f)));
        assertTrue(data.getMessage().contains("Control.cond"), data.getMessage());
        var leak = new Tensor[1];
        Fluxion.compile((Tensor x) -> {
                    leak[0] = x.mul(2);
                    return x;
                })
                .apply(Tensor.of(1f));
        assertThrows(TraceException.class, () -> leak[0].add(1));
        var shapes = assertThrows(ShapeException.class, () -> rows(2).add(rows(3)));
        assertEquals(
                "add: f32[2, 3] and f32[3, 3] do not broadcast: aligned at the last axis, extents must be equal or 1",
                shapes.getMessage());
        var dtypes = assertThrows(DTypeException.class, () -> rows(2).add(Tensor.of(1.0)));
        assertEquals(
                "add: operands have types f32[2, 3] and f64; dtypes are not promoted, so cast one: x.cast(DType.F32)",
                dtypes.getMessage());
        assertThrows(ShapeException.class, () -> rows(2).matmul(rows(2)));
        assertThrows(ShapeException.class, () -> rows(2).sum(2));
        assertThrows(ShapeException.class, () -> rows(2).reshape(4, -1));
        assertThrows(DTypeException.class, () -> Tensor.of(1).exp());
    }
}
