package fluxion.runtime.generated;

import fluxion.runtime.WorkerPool;
import fluxion.runtime.companion.Companions;
import fluxion.runtime.companion.RowException;

/// The superclass of generated loops that call a method for each of many rows.
///
/// An instance holds the arguments of one call while that is under way.
public abstract class RowTask implements WorkerPool.Task {
    /// How many operations make it worth while to wake other threads, which takes some microseconds.
    private static final long WORTH_SHARING = 1 << 14;

    /// For generated subclasses.
    protected RowTask() {}

    /// Whether several threads should work on `rows` rows of about `operations` operations each.
    public static boolean isShared(int rows, long operations) {
        return rows > 1
                && rows >= WORTH_SHARING / operations
                && WorkerPool.shared().threads() > 1;
    }

    /// Runs all rows, on several threads, then lets go of the arguments.
    public final void share(int rows) {
        try {
            WorkerPool.shared().run(this, rows);
        } finally {
            clear();
        }
    }

    /// Lets go of the arguments.
    protected abstract void clear();

    /// Throws what `row` threw.
    ///
    /// @return nothing; for `throw failed(e, row)`
    public static RuntimeException failed(Throwable e, int row) {
        e.addSuppressed(new RowException(row));
        return Companions.<RuntimeException>rethrow(e);
    }
}
