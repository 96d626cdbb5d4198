package fluxion.runtime.generated;

import fluxion.ir.FluxionException;
import fluxion.runtime.Executable;
import fluxion.runtime.Pool;
import fluxion.runtime.Storage;
import fluxion.runtime.WorkerPool;
import fluxion.runtime.kernel.Tier;

/// The superclass of generated programs. Frames are pooled: as many exist as calls have overlapped.
public abstract class GeneratedProgram implements Executable {
    /// How many scalar operations make it worth while to wake other threads, which takes some microseconds.
    private static final long WORTH_SHARING = 1 << 20;

    private final Tier[] tiers;
    private final Pool<Frame> frames = new Pool<>();

    /// For generated subclasses.
    ///
    /// @param hasScalar whether there is scalar code
    /// @param hasVector whether there is vector code for this machine; there is code of one kind at least
    protected GeneratedProgram(boolean hasScalar, boolean hasVector) {
        tiers = new Tier[kernelCount()];
        for (int i = 0; i < tiers.length; i++) {
            tiers[i] = new Tier(hasScalar, hasVector);
        }
    }

    Tier tier(int kernel) {
        return tiers[kernel];
    }

    @Override
    public final void run(Storage[] arguments, Storage[] results, long[] symbols) {
        if (arguments.length != argumentCount() || results.length != resultCount()) {
            throw new FluxionException("a program of " + argumentCount() + " arguments and " + resultCount()
                    + " results was called with " + arguments.length + " and " + results.length);
        }
        var frame = frames.take();
        if (frame == null) {
            frame = new Frame(this);
        }
        try {
            frame.bind(this, arguments, results, symbols);
            execute(frame);
        } finally {
            frame.unbind();
            frames.give(frame);
        }
    }

    /// The number of arguments.
    protected abstract int argumentCount();

    /// The number of results.
    protected abstract int resultCount();

    /// The number of buffers: of arguments, results, and the program's own.
    protected abstract int bufferCount();

    /// The number of scalars that cross methods.
    protected abstract int scalarCount();

    /// The number of lists.
    protected abstract int listCount();

    /// The number of kernels.
    protected abstract int kernelCount();

    /// Reserves the program's own buffers for the frame's symbols.
    protected abstract void prepare(Frame frame);

    /// The host level of the program.
    protected abstract void execute(Frame frame);

    /// Runs a part of a kernel in scalar code.
    protected abstract void scalarKernel(Frame frame, int kernel, int from, int to);

    /// Runs a part of a kernel in vector code.
    protected abstract void vectorKernel(Frame frame, int kernel, int from, int to);

    /// Runs the epilogue of a contraction on a block in scalar code.
    protected abstract void scalarEpilogue(
            Frame frame, int kernel, int batch, int rowFrom, int rowTo, int columnFrom, int columnTo);

    /// Runs the epilogue of a contraction on a block in vector code.
    protected abstract void vectorEpilogue(
            Frame frame, int kernel, int batch, int rowFrom, int rowTo, int columnFrom, int columnTo);

    /// Runs a whole kernel; called by generated code.
    ///
    /// @param extent the extent of the outermost axis
    /// @param work about how many scalar operations it does
    protected final void launch(Frame frame, int kernel, int extent, long work) {
        var task = frame.tasks[kernel];
        if (work < WORTH_SHARING) {
            task.run(0, extent);
        } else {
            WorkerPool.shared().run(task, extent);
        }
    }
}
