package fluxion.runtime.generated;

import fluxion.runtime.WorkerPool;
import fluxion.runtime.kernel.Epilogue;

/// One kernel of a program bound to a frame: what a worker runs.
public final class KernelTask implements WorkerPool.Task, Epilogue {
    private final GeneratedProgram program;
    private final Frame frame;
    private final int kernel;

    KernelTask(GeneratedProgram program, Frame frame, int kernel) {
        this.program = program;
        this.frame = frame;
        this.kernel = kernel;
    }

    /// Runs the part `from .. to-1` of the kernel's outermost axis.
    @Override
    public void run(int from, int to) {
        program.kernel(frame, kernel, from, to);
    }

    /// Applies the kernel as the epilogue of a contraction to a block of batch element `batch`.
    @Override
    public void apply(int batch, int rowFrom, int rowTo, int columnFrom, int columnTo) {
        program.epilogue(frame, kernel, batch, rowFrom, rowTo, columnFrom, columnTo);
    }
}
