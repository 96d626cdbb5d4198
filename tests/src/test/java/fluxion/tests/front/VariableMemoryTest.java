package fluxion.tests.front;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.GradientTape;
import fluxion.ir.DType;
import fluxion.tensor.Tensor;
import fluxion.tensor.Variable;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// A variable's next value takes the memory of the one before; nobody can tell but by the time and memory it takes.
final class VariableMemoryTest {
    private static final int N = 4_000;
    private static final int STEPS = 150; // more than there are runs in a chain

    /// A step of descent on the mean of `(w - x)^2`, with a running mean of gradients.
    private static final class Descent {
        final Variable w;
        final Variable mean;
        final float[] expected;
        final float[] expectedMean;

        Descent(int n) {
            w = Variable.of(Tensor.linspace(DType.F32, -1, 1, n).evaluate());
            mean = Variable.of(Tensor.zerosLike(w).evaluate(), false);
            expected = w.read().toFloatArray();
            expectedMean = new float[n];
        }

        /// @return the value assigned to `mean`, the difference, and the gradient
        List<Tensor> step(float x) {
            try (var tape = GradientTape.open()) {
                var difference = w.sub(Tensor.of(x).broadcastTo(w.type().shape()));
                var loss = difference.square().sum().mul(0.5);
                var gradient = Objects.requireNonNull(tape.gradient(loss, w));
                var next = mean.mul(0.5).add(gradient);
                mean.assign(next);
                w.assignSub(mean.mul(0.125));
                return List.of(next, difference, gradient);
            }
        }

        void expect(float x) {
            for (int i = 0; i < N; i++) {
                expectedMean[i] = expectedMean[i] * 0.5f + (expected[i] - x);
                expected[i] -= expectedMean[i] * 0.125f;
            }
        }

        void check() {
            assertArrayEquals(expected, w.read().toFloatArray());
            assertArrayEquals(expectedMean, mean.read().toFloatArray());
        }
    }

    @Test
    void aStepAllocatesLessThanItsVariables() {
        int n = 1 << 18;
        var descent = new Descent(n);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE; // vector code makes objects until it is compiled
        for (int i = 0; i < STEPS; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            descent.step(i);
            descent.w.evaluate();
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        long bytes = least;
        assertTrue(bytes < 4L * n, () -> "each step allocates " + bytes + " bytes or more");
        assertTrue(Float.isFinite(descent.w.read().toFloatArray()[0]));
    }

    @Test
    void valuesThatWereReplacedCanBeReadAtAnyTime() {
        for (int distance : new int[] {1, 2, 70}) {
            var descent = new Descent(N);
            var reads = new ArrayList<Tensor>();
            var values = new ArrayList<float[]>();
            var means = new ArrayList<float[]>();
            var results = new ArrayList<List<Tensor>>();
            for (int i = 0; i < STEPS; i++) {
                reads.add(descent.w.read());
                values.add(descent.expected.clone());
                results.add(descent.step(i));
                descent.expect(i);
                means.add(descent.expectedMean.clone());
                descent.mean.evaluate();
                descent.w.evaluate();
                if (i >= distance && i % 10 == 0) {
                    int then = i - distance;
                    assertArrayEquals(values.get(then), reads.get(then).toFloatArray());
                    assertArrayEquals(means.get(then), results.get(then).get(0).toFloatArray());
                    var difference = values.get(then).clone();
                    for (int k = 0; k < N; k++) {
                        difference[k] -= then;
                    }
                    assertArrayEquals(difference, results.get(then).get(1).toFloatArray());
                    assertArrayEquals(difference, results.get(then).get(2).toFloatArray());
                    descent.check();
                }
            }
            descent.check();
        }
    }

    @Test
    void aVariableWithTheValueOfAnotherKeepsIt() {
        var descent = new Descent(N);
        var copy = Variable.of(Tensor.zerosLike(descent.w).evaluate(), false);
        float[] expected = {};
        for (int i = 0; i < STEPS; i++) {
            descent.step(i);
            descent.expect(i);
            descent.w.evaluate();
            if (i % 20 == 0) {
                copy.assign(descent.w);
                expected = descent.expected.clone();
            } else {
                assertEquals(expected[7], copy.read().get(7).item());
            }
        }
        assertArrayEquals(expected, copy.read().toFloatArray());
        descent.check();
    }

    @Test
    void otherThreadsSeeWholeValues() throws Exception {
        var v = Variable.of(Tensor.zeros(N).evaluate());
        var done = new AtomicBoolean();
        try (var threads = Executors.newFixedThreadPool(4)) {
            var readers = new ArrayList<java.util.concurrent.Future<Integer>>();
            for (int t = 0; t < 4; t++) {
                boolean computes = t % 2 == 0;
                readers.add(threads.submit(() -> {
                    int reads = 0;
                    do {
                        var read = v.read();
                        var elements = (computes ? read.mul(2).mul(0.5) : read).toFloatArray();
                        for (float element : elements) {
                            assertEquals(elements[0], element);
                        }
                        reads++;
                    } while (!done.get());
                    return reads;
                }));
            }
            for (int i = 0; i < 2_000; i++) {
                v.assign(v.add(1).mul(0.999));
                v.evaluate();
            }
            done.set(true);
            for (var reader : readers) {
                assertTrue(reader.get() > 0);
            }
        }
    }
}
