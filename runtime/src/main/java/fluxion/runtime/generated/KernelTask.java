package fluxion.runtime.generated;

import fluxion.runtime.WorkerPool;
import fluxion.runtime.kernel.Epilogue;

/// One kernel of a program bound to a frame: what a worker runs.
public final class KernelTask implements WorkerPool.Task, Epilogue {
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
        } else if (from < to) {
            if (tier.isScalar()) {
                program.scalarKernel(frame, kernel, from, to);
            } else {
                runBoth(from, to);
            }
        }
    }

    private void runBoth(int from, int to) {
        int n = to - from;
        int part = Tier.part(n);
        long start = System.nanoTime();
        if (part > 0) {
            int middle = from + part * (Tier.PARTS - 1);
            program.scalarKernel(frame, kernel, middle, to - part);
            tier.scalar(System.nanoTime() - start, to - part - middle);
            start = System.nanoTime();
            for (int at = from; at < middle; at += part) {
                program.vectorKernel(frame, kernel, at, at + part);
            }
            // the last part is at the end, so that HotSpot sees incomplete vectors too
            program.vectorKernel(frame, kernel, to - part, to);
            tier.vector(System.nanoTime() - start, part * Tier.PARTS);
        } else if (tier.isTrial()) {
            program.vectorKernel(frame, kernel, from, to);
            tier.vector(System.nanoTime() - start, n);
        } else {
            program.scalarKernel(frame, kernel, from, to);
            tier.scalar(System.nanoTime() - start, n);
        }
    }

    /// Applies the kernel as the epilogue of a contraction to a block of batch element `batch`.
    @Override
    public void apply(int batch, int rowFrom, int rowTo, int columnFrom, int columnTo) {
        if (tier.isHot()) {
            program.vectorEpilogue(frame, kernel, batch, rowFrom, rowTo, columnFrom, columnTo);
        } else if (rowFrom < rowTo) {
            if (tier.isScalar()) {
                program.scalarEpilogue(frame, kernel, batch, rowFrom, rowTo, columnFrom, columnTo);
            } else {
                applyBoth(batch, rowFrom, rowTo, columnFrom, columnTo);
            }
        }
    }

    private void applyBoth(int batch, int rowFrom, int rowTo, int columnFrom, int columnTo) {
        long start = System.nanoTime();
        int middle = Math.min(rowTo, rowFrom + 1);
        program.vectorEpilogue(frame, kernel, batch, rowFrom, middle, columnFrom, columnTo);
        long time = System.nanoTime() - start;
        if (middle < rowTo) {
            start = System.nanoTime();
            program.scalarEpilogue(frame, kernel, batch, middle, rowTo, columnFrom, columnTo);
            tier.scalar(System.nanoTime() - start, rowTo - middle);
        }
        tier.vector(time, 1);
    }
}
