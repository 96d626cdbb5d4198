package fluxion.runtime.generated;

/// One kernel of a program bound to a frame: what a worker runs.
public final class KernelTask {
    private final GeneratedProgram program;
    private final Frame frame;
    private final int kernel;

    KernelTask(GeneratedProgram program, Frame frame, int kernel) {
        this.program = program;
        this.frame = frame;
        this.kernel = kernel;
    }

    /// Runs the part `from .. to-1` of the kernel's outermost axis.
    public void run(int from, int to) {
        program.kernel(frame, kernel, from, to);
    }

    /// Applies the kernel as the epilogue of a contraction to a block of batch element `batch`.
    public void apply(int batch, int rowFrom, int rowTo, int columnFrom, int columnTo) {
        program.epilogue(frame, kernel, batch, rowFrom, rowTo, columnFrom, columnTo);
    }
}
