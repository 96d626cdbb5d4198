package fluxion.tests.front;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import fluxion.Fluxion;
import fluxion.ir.DType;
import fluxion.tensor.RandomKey;
import fluxion.tensor.Tensor;
import fluxion.tensor.Variable;
import fluxion.tests.ChildJvm;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Random keys as state, what compiles again, unread assignments, threads, and memory of steps in place.
final class StateTest {
    // ---------------------------------------------------------------- random keys

    record Noisy(Tensor w, RandomKey key) {}

    @Test
    void twoStepsDrawDifferentMasksAndARestartRepeatsThem() {
        var step = Fluxion.compile((Noisy s, Tensor x) -> {
            var keys = s.key().split(2);
            return new Noisy(x.dropout(keys.get(0), 0.5).add(s.w().mul(0)), keys.get(1));
        });
        var x = Tensor.ones(DType.F32, 64);
        var start = new Noisy(Tensor.zeros(64), RandomKey.of(7));
        var first = step.apply(start, x);
        var second = step.apply(first, x);
        assertFalse(Arrays.equals(first.w().toFloatArray(), second.w().toFloatArray()));
        // what is saved is numbers
        var saved = new Noisy(
                Tensor.of(first.w().toFloatArray()),
                new RandomKey(Tensor.of(first.key().key().itemLong())));
        assertArrayEquals(second.w().toFloatArray(), step.apply(saved, x).w().toFloatArray());
        assertEquals(1, step.compilations(), step.explain());
    }

    @Test
    void aCapturedKeyGivesTheSameMaskAtEachCallAndSoDoesAnotherProcess() {
        var key = RandomKey.of(3);
        var f = Fluxion.compile((Tensor x) -> x.dropout(key, 0.5));
        var x = Tensor.ones(DType.F32, 16);
        assertArrayEquals(f.apply(x).toFloatArray(), f.apply(x).toFloatArray());
        assertArrayEquals(
                f.apply(x).toFloatArray(), x.dropout(RandomKey.of(3), 0.5).toFloatArray());
    }

    // ---------------------------------------------------------------- what compiles again

    @Test
    void aGradientStepCompilesForAFirstAndASecondBatchSizeOnly() {
        var step = Fluxion.compile((Tensor w, Tensor x, Tensor y) -> {
            var g = Fluxion.valueAndGrad((Tensor v, Tensor a, Tensor b) ->
                            a.matmul(v).sub(b).square().mean())
                    .apply(w, x, y);
            return w.sub(g.gradient().mul(0.1));
        });
        var w = Tensor.zeros(DType.F64, 3, 1);
        for (int n : new int[] {4, 7, 5, 1, 4, 100}) {
            var x = RandomKey.of(n).normal(DType.F64, n, 3);
            var y = x.sum(true, 1);
            w = step.apply(w, x, y);
        }
        assertEquals(2, step.compilations(), step.explain());
    }

    record Rated(Tensor w, Tensor rate) {}

    @Test
    void aLearningRateThatChangesEachStepDoesNotCompileAgain() {
        var step = Fluxion.compile((Tensor w, Tensor rate) ->
                w.sub(Fluxion.grad((Tensor v) -> v.square().sum()).apply(w).mul(rate)));
        var inState = Fluxion.compile(
                (Rated s) -> new Rated(s.w().sub(s.w().mul(s.rate())), s.rate().mul(0.5)));
        var w = Tensor.ones(DType.F64, 3);
        var state = new Rated(w, Tensor.of(0.5));
        for (int i = 1; i <= 20; i++) {
            w = step.apply(w, Tensor.of(1.0 / i));
            state = inState.apply(state);
        }
        assertEquals(1, step.compilations(), step.explain());
        assertEquals(1, inState.compilations(), inState.explain());
    }

    // ---------------------------------------------------------------- laziness

    @Test
    void aMillionAssignmentsThatNobodyReadsKeepTheHeapBounded() {
        var v = Variable.of(0.0);
        for (int i = 0; i < 20_000; i++) {
            v.assignAdd(1);
        }
        long before = used();
        for (int i = 0; i < 980_000; i++) {
            v.assignAdd(1);
        }
        long grown = used() - before;
        assertTrue(grown < 8 << 20, () -> "the heap has grown by " + grown + " bytes");
        assertEquals(1_000_000, v.tensor().item());
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    // ---------------------------------------------------------------- threads

    private static Tensor loss(Tensor x) {
        return x.mul(x.exp()).tanh().sum();
    }

    /// Every kind of compiled object, as a function of one vector.
    private static LinkedHashMap<String, Function<Tensor, Tensor>> kinds() {
        var kinds = new LinkedHashMap<String, Function<Tensor, Tensor>>();
        kinds.put("eager", x -> x.mul(x.exp()).tanh());
        kinds.put("compile", Fluxion.compile((Tensor x) -> x.mul(x.exp()).tanh())::apply);
        kinds.put("grad", Fluxion.compile(Fluxion.grad(StateTest::loss))::apply);
        var pair = Fluxion.compile(Fluxion.valueAndGrad(StateTest::loss));
        kinds.put("valueAndGrad", x -> {
            var both = pair.apply(x);
            return both.gradient().add(both.value());
        });
        kinds.put(
                "vjp",
                Fluxion.compile((Tensor x) ->
                        Fluxion.vjp((Tensor y) -> y.sin().mul(y), x).apply(x))::apply);
        kinds.put(
                "jvp",
                Fluxion.compile((Tensor x) ->
                        Fluxion.jvp((Tensor y) -> y.sin().mul(y), x, x).tangent())::apply);
        kinds.put(
                "jacobian",
                Fluxion.compile((Tensor x) ->
                        Fluxion.jacobian((Tensor y) -> y.sin().mul(y)).apply(x))::apply);
        kinds.put(
                "hessian",
                Fluxion.compile((Tensor x) -> Fluxion.hessian(StateTest::loss).apply(x))::apply);
        kinds.put(
                "hvp",
                Fluxion.compile((Tensor x) -> Fluxion.hvp(StateTest::loss).apply(x, x))::apply);
        kinds.put(
                "vmap",
                Fluxion.compile(
                        (Tensor x) -> Fluxion.vmap((Tensor y) -> y.exp().mul(y)).apply(x))::apply);
        var step = Fluxion.compile((Tensor s, Tensor x) -> s.mul(0.5).add(x.exp()));
        kinds.put("update", x -> {
            var state = Tensor.zeros(DType.F64, 257).evaluate();
            for (int i = 0; i < 5; i++) {
                step.update(state, x);
            }
            return state;
        });
        kinds.put("into", x -> {
            var out = step.apply(x, x);
            step.into(out, out, x);
            return out;
        });
        var donating = Fluxion.compile((Tensor s) -> s.mul(2)).donating(0);
        kinds.put("donating", x -> donating.apply(x.add(1).evaluate()));
        return kinds;
    }

    @Test
    void everyKindOfCompiledObjectGivesTheSameBitsFromEightThreads() throws Exception {
        var x = Tensor.linspace(DType.F64, -1, 1, 257).evaluate();
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (var kind : kinds().entrySet()) {
                // another object for the expected bits, so that the threads are the first to compile theirs
                var expected = kinds().get(kind.getKey()).apply(x).toDoubleArray();
                var calls = new ArrayList<Callable<double[]>>();
                for (int i = 0; i < 24; i++) {
                    calls.add(() -> kind.getValue().apply(x).toDoubleArray());
                }
                for (var result : threads.invokeAll(calls)) {
                    assertArrayEquals(expected, result.get(), kind.getKey());
                }
            }
        }
    }

    // ---------------------------------------------------------------- memory of steps in place

    record Model(Tensor w, Tensor b, Tensor m) {}

    /// Runs steps in a JVM where nothing else runs, since allocations are counted over all threads.
    static final class Steps {
        private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        private Steps() {}

        private static Model momentum(Model s, Tensor x, Tensor y) {
            var g = Fluxion.valueAndGrad((List<Tensor> p) -> x.matmul(p.get(0))
                            .add(p.get(1))
                            .relu()
                            .sub(y)
                            .square()
                            .mean())
                    .apply(List.of(s.w(), s.b()))
                    .gradient();
            var m = s.m().mul(0.9).add(g.get(0));
            return new Model(s.w().sub(m.mul(0.01)), s.b().sub(g.get(1).mul(0.01)), m);
        }

        private static Model model() {
            return new Model(
                    RandomKey.of(3).normal(DType.F32, 12, 8).evaluate(),
                    Tensor.zeros(8).evaluate(),
                    Tensor.zeros(12, 8).evaluate());
        }

        private static long allocatedOnceWarm(Runnable steps) {
            long least = Long.MAX_VALUE;
            long end = System.nanoTime() + 40_000_000_000L;
            while (least != 0 && System.nanoTime() < end) {
                long before = THREADS.getTotalThreadAllocatedBytes();
                steps.run();
                least = Math.min(least, THREADS.getTotalThreadAllocatedBytes() - before);
            }
            return least;
        }

        public static void main(String[] arguments) {
            var step = Fluxion.compile(Steps::momentum);
            var x = RandomKey.of(1).normal(DType.F32, 16, 12).evaluate();
            var y = RandomKey.of(2).normal(DType.F32, 16, 8).evaluate();
            var state = model();
            var out = model();
            Runnable updates = () -> {
                for (int i = 0; i < 100; i++) {
                    step.update(state, x, y);
                }
            };
            Runnable intos = () -> {
                for (int i = 0; i < 100; i++) {
                    step.into(out, state, x, y);
                }
            };
            System.out.println("update allocates " + allocatedOnceWarm(updates));
            System.out.println("into allocates " + allocatedOnceWarm(intos));
            long before = used();
            for (int i = 0; i < 1_000; i++) {
                updates.run();
            }
            System.out.println("100,000 steps keep " + ((used() - before) >> 20) + " MiB");
            System.out.println("compiled " + step.compilations());
        }
    }

    @Test
    void updateAndIntoAllocateNothingOnceWarmAndMemoryIsFlat() throws Exception {
        var out = ChildJvm.withFluxion(StateTest.class)
                .options("--add-modules", "jdk.incubator.vector")
                .run(Steps.class.getName())
                .outOrFail();
        assertEquals(
                List.of("update allocates 0", "into allocates 0", "100,000 steps keep 0 MiB", "compiled 1"),
                out.lines().toList());
    }
}
