package fluxion.runtime.generated;

import fluxion.runtime.WorkerPool;
import fluxion.runtime.kernel.Epilogue;
import fluxion.runtime.kernel.Tier;

/// One kernel of a program bound to a frame: what a worker runs.
public final class KernelTask implements WorkerPool.Task, Epilogue {
    /// A range is worth so many measurements that a smaller share of it tells little; with that many indices the
    /// vectors of a loop along it are whole and in part.
    private static final int SHARES = 256;

    private static final int MOST_INDICES = 67;

    private final GeneratedProgram program;
    private final Frame frame;
    private final int kernel;
    private final Tier tier;

    KernelTask(GeneratedProgram program, Frame frame, int kernel, Tier tier) {
        this.program = program;
        this.frame = frame;
        this.kernel = kernel;
        this.tier = tier;
    }

    /// Runs the part `from .. to-1` of the kernel's outermost axis.
    @Override
    public void run(int from, int to) {
        if (tier.isHot()) {
            program.vectorKernel(frame, kernel, from, to);
        } else if (tier.isScalar()) {
            program.scalarKernel(frame, kernel, from, to);
        } else if (from < to) {
            runMeasured(from, to);
        }
    }

    private void runMeasured(int from, int to) {
        int n = to - from;
        int share = tier.share(n, Math.clamp(n / SHARES, 1, MOST_INDICES));
        int middle = from + share;
        long start = System.nanoTime();
        if (share == n) {
            program.vectorKernel(frame, kernel, from, to);
        } else {
            // in parts of all lengths, since HotSpot counts calls, and compiles only what it has seen
            for (int at = from; at < middle; ) {
                int part = (middle - at + 1) / 2;
                program.vectorKernel(frame, kernel, at, at + part);
                at += part;
            }
        }
        long half = System.nanoTime();
        if (middle < to) {
            program.scalarKernel(frame, kernel, middle, to);
        }
        tier.measured(half - start, share, System.nanoTime() - half, n - share);
    }

    /// Applies the kernel as the epilogue of a contraction to a block of batch element `batch`.
    @Override
    public void apply(int batch, int rowFrom, int rowTo, int columnFrom, int columnTo) {
        if (tier.isHot()) {
            program.vectorEpilogue(frame, kernel, batch, rowFrom, rowTo, columnFrom, columnTo);
        } else if (tier.isScalar()) {
            program.scalarEpilogue(frame, kernel, batch, rowFrom, rowTo, columnFrom, columnTo);
        } else if (rowFrom < rowTo && columnFrom < columnTo) {
            applyMeasured(batch, rowFrom, rowTo, columnFrom, columnTo);
        }
    }

    private void applyMeasured(int batch, int rowFrom, int rowTo, int columnFrom, int columnTo) {
        int columns = columnTo - columnFrom;
        int n = (rowTo - rowFrom) * columns;
        int share = tier.share(n, columns);
        int middle = rowFrom + share / columns;
        long start = System.nanoTime();
        if (middle > rowFrom) {
            program.vectorEpilogue(frame, kernel, batch, rowFrom, middle, columnFrom, columnTo);
        }
        long half = System.nanoTime();
        if (middle < rowTo) {
            program.scalarEpilogue(frame, kernel, batch, middle, rowTo, columnFrom, columnTo);
        }
        tier.measured(half - start, share, System.nanoTime() - half, n - share);
    }
}
