package fluxion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import fluxion.annotation.Checkpoint;
import fluxion.annotation.Constant;
import java.lang.management.ManagementFactory;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Derivatives of long loops in little memory, with the bits of those that keep everything.
final class CheckpointedDerivativesTest {
    private static final long MOST_BYTES = 64L << 20;
    private static final int STEPS = 1_000_000;

    private static double counted(double x, double y, int n) {
        double s = x;
        for (int i = 0; i < n; i++) {
            s = Math.sin(s * y) + 0.5 * Math.cos(s + i);
        }
        return s;
    }

    static double plainCounted(double x, double y, @Constant int n) {
        return counted(x, y, n);
    }

    @Checkpoint
    static double checkpointedCounted(double x, double y, @Constant int n) {
        return counted(x, y, n);
    }

    /// As many rounds as it takes for what is computed to reach `n`.
    private static double asLongAs(double x, double y, int n) {
        double s = x;
        double way = 0;
        while (way < n) {
            s = Math.sin(s * y) + 0.25;
            way += s > 2 ? 2 : 1;
        }
        return s * way;
    }

    static double plainWhile(double x, double y, @Constant int n) {
        return asLongAs(x, y, n);
    }

    @Checkpoint
    static double checkpointedWhile(double x, double y, @Constant int n) {
        return asLongAs(x, y, n);
    }

    /// Carries an array that each round changes an element of.
    private static double written(double x, double y, int n) {
        var a = new double[n];
        double s = x;
        for (int i = 0; i < n; i++) {
            a[i] = i < 2 ? s * y : Math.sin(a[i - 1] * y + a[i - 2] * s);
            s = 0.5 * s + a[i];
        }
        return s;
    }

    static double plainWritten(double x, double y, @Constant int n) {
        return written(x, y, n);
    }

    @Checkpoint
    static double checkpointedWritten(double x, double y, @Constant int n) {
        return written(x, y, n);
    }

    /// The long loop is in another.
    private static double nested(double x, double y, int n) {
        double s = x;
        for (int k = 0; k < 3; k++) {
            for (int i = 0; i < n / 3; i++) {
                double t = s;
                while (t > 1) {
                    t = Math.sqrt(t) - 0.1 * y;
                }
                s = Math.sin(t * y) + 1.5 * Math.cos(s + i);
            }
        }
        return s;
    }

    static double plainNested(double x, double y, @Constant int n) {
        return nested(x, y, n);
    }

    @Checkpoint
    static double checkpointedNested(double x, double y, @Constant int n) {
        return nested(x, y, n);
    }

    private record Pair(Derivatives plain, Derivatives checkpointed) {
        Pair(
                Reference.Of3<Double, Double, Integer, Double> plain,
                Reference.Of3<Double, Double, Integer, Double> checkpointed) {
            this(Derivatives.of(plain), Derivatives.of(checkpointed));
        }

        void check(int n) {
            assertArrayEquals(
                    (Object[]) plain.valueAndGradient().call(0.3, 1.2, n),
                    (Object[]) checkpointed.valueAndGradient().call(0.3, 1.2, n),
                    () -> plain + " for " + n);
        }
    }

    private static final Pair COUNTED =
            new Pair(CheckpointedDerivativesTest::plainCounted, CheckpointedDerivativesTest::checkpointedCounted);
    private static final Pair WHILE =
            new Pair(CheckpointedDerivativesTest::plainWhile, CheckpointedDerivativesTest::checkpointedWhile);
    private static final Pair WRITTEN =
            new Pair(CheckpointedDerivativesTest::plainWritten, CheckpointedDerivativesTest::checkpointedWritten);
    private static final Pair NESTED =
            new Pair(CheckpointedDerivativesTest::plainNested, CheckpointedDerivativesTest::checkpointedNested);

    private static void checkAll(Pair pair) {
        IntStream.concat(IntStream.rangeClosed(0, 100), IntStream.of(99_989, 99_991, 100_003))
                .forEach(pair::check);
        pair.check(STEPS);
    }

    @Test
    void aLoopThatCounts() {
        checkAll(COUNTED);
        assertTrue(bytes(COUNTED.checkpointed) <= MOST_BYTES, () -> bytes(COUNTED.checkpointed) + " bytes");
        assertTrue(bytes(COUNTED.plain) > 8L * STEPS, "the measure sees what is kept");
    }

    @Test
    void aLoopThatDependsOnWhatItComputes() {
        checkAll(WHILE);
        assertTrue(bytes(WHILE.checkpointed) <= MOST_BYTES, () -> bytes(WHILE.checkpointed) + " bytes");
    }

    @Test
    void aLoopThatWritesAnArray() {
        checkAll(WRITTEN);
        // the array is carried into each block, so that there are few of them
        assertTrue(bytes(WRITTEN.checkpointed) <= 200L * STEPS, () -> bytes(WRITTEN.checkpointed) + " bytes");
    }

    @Test
    void aLoopInALoop() {
        checkAll(NESTED);
        assertTrue(bytes(NESTED.checkpointed) <= MOST_BYTES, () -> bytes(NESTED.checkpointed) + " bytes");
    }

    @Test
    void allKindsInReverse() {
        for (int n : new int[] {0, 1, 7, 30}) {
            for (var pair : new Pair[] {COUNTED, WHILE, WRITTEN, NESTED}) {
                assertArrayEquals((double[]) pair.plain.hessian().call(0.3, 1.2, n), (double[])
                        pair.checkpointed.hessian().call(0.3, 1.2, n));
                assertArrayEquals((Object[]) pair.plain.vjp().call(0.3, 1.2, n, 2.0), (Object[])
                        pair.checkpointed.vjp().call(0.3, 1.2, n, 2.0));
                assertArrayEquals((double[]) pair.plain.jacobian().call(0.3, 1.2, n), (double[])
                        pair.checkpointed.jacobian().call(0.3, 1.2, n));
                assertArrayEquals((Object[]) pair.plain.hvp().call(0.3, 1.2, n, 1.0, -1.0), (Object[])
                        pair.checkpointed.hvp().call(0.3, 1.2, n, 1.0, -1.0));
            }
        }
    }

    static double limited(double x, double y, @Constant int n) {
        return counted(x, y, n);
    }

    @Test
    void aLimitOfMemoryIsKept() {
        var limited =
                Derivatives.of(CheckpointedDerivativesTest.class, "limited", double.class, double.class, int.class);
        var before = System.setProperty("fluxion.residuals", "1000000");
        try {
            new Pair(COUNTED.plain, limited).check(10); // compiles it
            limited.gradient().call(0.3, 1.2, 10);
            limited.batched(0).gradient().call(new double[] {0.1, 0.2}, 1.2, 1);
        } finally {
            if (before == null) {
                System.clearProperty("fluxion.residuals");
            } else {
                System.setProperty("fluxion.residuals", before);
            }
        }
        for (int n : new int[] {100, 100_003, 20, STEPS}) {
            new Pair(COUNTED.plain, limited).check(n);
        }
        assertTrue(bytes(limited) <= 8_000_000, () -> bytes(limited) + " bytes");
        var rows = (Object[]) limited.batched(0).gradient().call(new double[] {0.3, 0.2}, 1.2, 10_007);
        var one = (Object[]) limited.gradient().call(0.3, 1.2, 10_007);
        assertEquals(one[0], ((double[]) rows[0])[0]);
        assertEquals(one[1], ((double[]) rows[1])[0]);
    }

    /// All that a call of the gradient allocates in a thread of its own, which has no working memory yet.
    private static long bytes(Derivatives derivatives) {
        var gradient = derivatives.gradient();
        gradient.call(0.3, 1.2, 10);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var task = new FutureTask<>(() -> {
            long self = Thread.currentThread().threadId();
            long before = threads.getThreadAllocatedBytes(self);
            gradient.call(0.3, 1.2, STEPS);
            return threads.getThreadAllocatedBytes(self) - before;
        });
        var thread = new Thread(task);
        thread.start();
        try {
            return task.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }
}
