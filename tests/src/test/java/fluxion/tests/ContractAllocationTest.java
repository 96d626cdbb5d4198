package fluxion.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import fluxion.runtime.WorkerPool;
import fluxion.runtime.kernel.Contract;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/// Contractions and launches of the worker pool allocate nothing once they are warm.
class ContractAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void contractionsOfFloatsAllocateNothingOnceWarm() {
        int n = 60;
        float[] a = new float[n * n];
        float[] b = new float[n * n];
        float[] c = new float[n * n];
        var pool = new WorkerPool(1);
        assertEquals(
                0,
                allocatedOnceWarm(
                        () -> Contract.f32(pool, a, 0, 0, n, 1, b, 0, 0, n, 1, c, 0, 0, n, 1, n, n, n, null)));
    }

    @Test
    void contractionsOfDoublesAllocateNothingOnceWarm() {
        int n = 60;
        double[] a = new double[n * n];
        double[] b = new double[n * n];
        double[] c = new double[n * n];
        var pool = new WorkerPool(1);
        assertEquals(
                0,
                allocatedOnceWarm(
                        () -> Contract.f64(pool, a, 0, 0, n, 1, b, 0, 0, n, 1, c, 0, 0, n, 1, n, n, n, null)));
    }

    @Test
    void launchesAllocateNothing() {
        var pool = new WorkerPool(2);
        WorkerPool.Task task = (from, to) -> {};
        assertEquals(0, allocatedOnceWarm(() -> pool.run(task, 2)));
    }

    /// Until the compiler has compiled it, each vector operation allocates its result; so this waits for a quiet
    /// spell.
    private static long allocatedOnceWarm(Runnable call) {
        long allocated = Long.MAX_VALUE;
        long end = System.nanoTime() + 60_000_000_000L;
        while (allocated != 0 && System.nanoTime() < end) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 20; i++) {
                call.run();
            }
            allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        }
        return allocated;
    }
}
