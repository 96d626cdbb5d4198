package fluxion.tests.front;

import static fluxion.GradientTape.persistent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.GradientTape;
import fluxion.ir.DType;
import fluxion.tensor.RandomKey;
import fluxion.tensor.Tensor;
import fluxion.tensor.TraceException;
import fluxion.tensor.Variable;
import java.lang.management.ManagementFactory;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// Tensors outside of compiled functions: when they are computed, what is compiled for it, what they keep, and threads.
final class LazyTest {
    /// A step with all that changes from one to the next: a number, a seed, data of the host.
    private static double step(int i) {
        var x = Tensor.of(new double[] {i, i + 0.5, -i});
        var noise = RandomKey.of(i).normal(DType.F64, 3);
        return x.mul(0.25 * i).add(noise).sub(i).square().sum().item();
    }

    @Test
    void numbersSeedsAndDataAreNoPartOfWhatIsCompiled() {
        for (int i = 0; i < 10; i++) {
            step(i);
        }
        var classes = ManagementFactory.getClassLoadingMXBean();
        long before = classes.getTotalLoadedClassCount();
        for (int i = 10; i < 1010; i++) {
            step(i);
        }
        long loaded = classes.getTotalLoadedClassCount() - before;
        // some, once: the JVM's own, and the program's when it goes over to vector code
        assertTrue(loaded < 500, () -> "1000 steps of one structure load " + loaded + " classes");
        assertTrue(step(3) != step(4));
    }

    @Test
    void aNumberTwiceIsNoProgramOfTwoNumbers() {
        // of a type that no other test uses, since whichever program comes first is kept
        var three = Tensor.full(DType.I64, 3);
        assertEquals(9, three.mul(three).item());
        assertEquals(10, Tensor.of(2L).mul(Tensor.of(5L)).item());
        assertEquals(4, Tensor.full(DType.I64, 6).sub(Tensor.full(DType.I64, 2)).item());
    }

    @Test
    void anAssignmentChangesNothingThatWasReadBefore() {
        var v = Variable.of(2.0);
        var read = v.tensor();
        var square = v.square();
        v.assign(5);
        var after = v.square();
        v.assignAdd(1);
        assertEquals(4, square.item());
        assertEquals(2, read.item());
        assertEquals(25, after.item());
        assertEquals(6, v.tensor().item());
        assertThrows(fluxion.tensor.ShapeException.class, () -> v.assign(Tensor.of(1f)));
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void aTensorThatIsComputedKeepsNothingOfWhatItWasComputedFrom() {
        var x = Tensor.ones(DType.F64, 1 << 17).evaluate();
        long before = used();
        for (int i = 0; i < 60; i++) {
            // each keeps a megabyte, if it keeps anything
            x = x.add(Tensor.full(DType.F64, i, 1 << 17).evaluate()).evaluate();
        }
        long grown = used() - before;
        assertTrue(grown < 20 << 20, () -> "the heap has grown by " + grown + " bytes");
        assertEquals(1 + 59 * 60 / 2, x.get(0).item());
    }

    @Test
    void aTapeBelongsToItsThread() throws Exception {
        var x = Variable.of(3.0);
        try (var tape = GradientTape.open(persistent(true));
                var other = Executors.newSingleThreadExecutor()) {
            var here = x.square();
            var there = other.submit(() -> x.square()).get();
            var gradient = tape.gradient(here, x);
            assertNotNull(gradient);
            assertEquals(6, gradient.item());
            // a value of another thread may be used, but what made it was not heard
            assertEquals(9, there.item());
            assertNull(tape.gradient(there, x));
            var asked = other.submit(() -> tape.gradient(here, x));
            var e = assertThrows(ExecutionException.class, asked::get);
            assertTrue(e.getCause() instanceof TraceException, e::toString);
            assertTrue(String.valueOf(e.getCause().getMessage()).contains("another thread"), e::toString);
        }
    }

    @Test
    void aTensorMayBeReadFromManyThreadsAtOnce() throws Exception {
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (int round = 0; round < 5; round++) {
                var pending =
                        Tensor.linspace(DType.F64, 0, 1, 1000 + round).exp().sum();
                var expected = Tensor.linspace(DType.F64, 0, 1, 1000 + round)
                        .exp()
                        .sum()
                        .item();
                var results = threads.invokeAll(java.util.Collections.nCopies(
                        16, () -> pending.add(1).sub(1).add(pending).item()));
                for (var result : results) {
                    assertEquals(expected + 1 - 1 + expected, result.get());
                }
            }
        }
    }
}
