package fluxion.runtime;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A fixed number of daemon threads that run the parts of one index range at a time.
///
/// The range `0 .. count-1` is cut into as many contiguous parts as there are threads, the same cut for the same
/// numbers, whoever happens to run a part. A caller works too, so a pool of one thread has no workers at all. A
/// launch that finds the pool busy, for example one from inside a task, runs all its parts on the calling thread:
/// launches never wait for each other, so they cannot block each other. A launch allocates nothing.
public final class WorkerPool {
    private static final int SPINS = 400;
    private static final long PART_MASK = 0xffff_ffffL;
    private static final int CLOSED = -1;

    /// Work on a range of indices; called from several threads at once, for ranges that do not overlap.
    @FunctionalInterface
    public interface Task {
        /// Works on the indices `from .. to-1`.
        void run(int from, int to);
    }

    /// The pool that compiled programs use: `fluxion.threads` threads, or as many as there are processors.
    private static final class Shared {
        static final WorkerPool POOL = new WorkerPool(Math.max(
                1, Integer.getInteger("fluxion.threads", Runtime.getRuntime().availableProcessors())));
    }

    private final int threads;
    private final Thread[] workers;
    private final AtomicBoolean busy = new AtomicBoolean();
    /// Number of the launch in the high half, next part to run in the low half. A part is claimed by a
    /// compare-and-set of both, so a worker that was late for one launch cannot take a part of the next with the
    /// old task in hand.
    private final AtomicLong ticket = new AtomicLong(PART_MASK);
    private final AtomicInteger unfinished = new AtomicInteger();
    private @Nullable Task task;
    private int count;
    private int parts;
    private volatile @Nullable Thread caller;
    private @Nullable Throwable failure;
    private int failedPart;

    /// A pool of `threads` threads, the caller of [#run] counted as one.
    ///
    /// @throws IllegalArgumentException if `threads` is less than 1
    public WorkerPool(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("a worker pool of " + threads + " threads; it must have at least 1");
        }
        this.threads = threads;
        workers = new Thread[threads - 1];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = Thread.ofPlatform()
                    .daemon()
                    .name("fluxion-worker-" + (i + 1))
                    .unstarted(this::work);
        }
        for (var worker : workers) {
            worker.start();
        }
    }

    /// The pool of this process. It is started by the first use, which is when the system property
    /// `fluxion.threads` is read.
    public static WorkerPool shared() {
        return Shared.POOL;
    }

    /// How many threads work on a launch, the caller included.
    public int threads() {
        return threads;
    }

    /// Runs `work` on the range `0 .. count-1` and returns when all of it is done.
    ///
    /// Everything written by the caller before is seen by the parts, and everything written by them is seen by the
    /// caller after. If parts throw, the other parts still run to their end, and the exception of the first of the
    /// failed parts is thrown here.
    public void run(Task work, int count) {
        int shares = Math.min(threads, count);
        if (shares <= 1 || !busy.compareAndSet(false, true)) {
            if (count > 0) {
                runAlone(work, count, shares);
            }
            return;
        }
        long launch = ((ticket.get() >>> 32) + 1) & PART_MASK;
        // Closed before the fields change: a worker that still looks at the last launch must not compare its parts with
        // the new number of them.
        ticket.set((launch << 32) | PART_MASK);
        task = work;
        this.count = count;
        parts = shares;
        failure = null;
        caller = Thread.currentThread();
        unfinished.set(shares);
        ticket.set(launch << 32);
        for (int i = 0; i < shares - 1; i++) {
            LockSupport.unpark(workers[i]);
        }
        takeParts(launch);
        awaitOthers();
        var thrown = failure;
        task = null;
        failure = null;
        caller = null;
        busy.set(false);
        if (thrown != null) {
            WorkerPool.<RuntimeException>rethrow(thrown);
        }
    }

    /// The same parts, one after the other, with the same promise about exceptions.
    private static void runAlone(Task work, int count, int shares) {
        Throwable thrown = null;
        for (int part = 0; part < shares; part++) {
            try {
                work.run(bound(count, shares, part), bound(count, shares, part + 1));
            } catch (Throwable e) {
                thrown = thrown == null ? e : thrown;
            }
        }
        if (thrown != null) {
            WorkerPool.<RuntimeException>rethrow(thrown);
        }
    }

    private static int bound(int count, int shares, int part) {
        return (int) ((long) count * part / shares);
    }

    private void takeParts(long launch) {
        while (true) {
            long now = ticket.get();
            int part = (int) now;
            if (now >>> 32 != launch || part == CLOSED || part >= parts) {
                return;
            }
            // Once claimed, the launch cannot end before this part does, so its fields are the right ones.
            if (ticket.compareAndSet(now, now + 1)) {
                runPart(part);
            }
        }
    }

    private void runPart(int part) {
        var work = task;
        try {
            if (work != null) {
                work.run(bound(count, parts, part), bound(count, parts, part + 1));
            }
        } catch (Throwable e) {
            fail(part, e);
        }
        // Read before the count: the caller may return, and start another launch, as soon as it sees 0.
        var waiting = caller;
        if (unfinished.decrementAndGet() == 0 && waiting != Thread.currentThread()) {
            LockSupport.unpark(waiting);
        }
    }

    private synchronized void fail(int part, Throwable e) {
        if (failure == null || part < failedPart) {
            failure = e;
            failedPart = part;
        }
    }

    private void awaitOthers() {
        int spins = 0;
        boolean interrupted = false;
        while (unfinished.get() != 0) {
            if (spins < SPINS) {
                spins++;
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        long seen = 0;
        int spins = 0;
        while (true) {
            long launch = ticket.get() >>> 32;
            if (launch != seen) {
                seen = launch;
                spins = 0;
                takeParts(launch);
            } else if (spins < SPINS) {
                // A program's next kernel often follows within microseconds; waking a parked thread takes longer.
                spins++;
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
                Thread.interrupted();
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void rethrow(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
