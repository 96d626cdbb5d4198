package fluxion.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import fluxion.runtime.WorkerPool;
import fluxion.runtime.kernel.Contract;
import fluxion.runtime.kernel.ConvolutionCall;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/// Contractions, convolutions and launches of the worker pool allocate nothing once they are warm.
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
                        () -> Contract.f32(pool, a, 0, 0, n, 1, b, 0, 0, n, 1, c, 0, 0, n, 1, n, n, n, null, null)));
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
                        () -> Contract.f64(pool, a, 0, 0, n, 1, b, 0, 0, n, 1, c, 0, 0, n, 1, n, n, n, null, null)));
    }

    /// A convolution of `[4, 12, 12, 16]` with a filter `[3, 3, 16, 32]`, and the derivatives of both.
    @Test
    void convolutionsAllocateNothingOnceWarm() {
        float[] x = new float[4 * 12 * 12 * 16];
        float[] w = new float[3 * 3 * 16 * 32];
        float[] y = new float[4 * 10 * 10 * 32];
        var pool = new WorkerPool(1);
        int[] forward = {
            0, 2, 1, 4, 16, 32, 0, 0, 2304, 1, 0, 0, 32, 1, 10, 3, 12, 0, 1, 1, 1, 192, 1536, 10, 3, 12, 0, 1, 1, 1, 16,
            512
        };
        int[] ofTensor = {
            0, 2, 1, 4, 32, 16, 0, 0, 3200, 1, 0, 0, 1, 32, 12, 3, 10, 2, 1, 1, 1, 320, 1536, 12, 3, 10, 2, 1, 1, 1, 32,
            512
        };
        int[] ofFilter = {
            1, 2, 1, 16, 4, 32, 0, 0, 1, 2304, 0, 0, 3200, 1, 3, 10, 12, 0, 1, 1, 1, 192, 320, 3, 10, 12, 0, 1, 1, 1,
            16, 32
        };
        assertEquals(0, allocatedOnceWarm(() -> convolution(forward).run(pool, x, 0, w, 0, y, 0, null)));
        assertEquals(0, allocatedOnceWarm(() -> convolution(ofTensor).run(pool, y, 0, w, 0, x, 0, null)));
        assertEquals(0, allocatedOnceWarm(() -> convolution(ofFilter).run(pool, x, 0, y, 0, w, 0, null)));
    }

    private static ConvolutionCall convolution(int[] numbers) {
        var call = ConvolutionCall.begin();
        for (int number : numbers) {
            call.with(number);
        }
        return call;
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
