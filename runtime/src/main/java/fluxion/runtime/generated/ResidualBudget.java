package fluxion.runtime.generated;

import org.jspecify.annotations.Nullable;

/// How much memory the lists of the program that runs on a thread may still take. Without one there is no limit.
public final class ResidualBudget {
    private static final ThreadLocal<@Nullable ResidualBudget> CURRENT = new ThreadLocal<>();

    /// The system property with the bytes that a call may keep for its reverse.
    public static final String PROPERTY = "fluxion.residuals";

    private final long bytes;
    private long left;

    private ResidualBudget(long bytes) {
        this.bytes = bytes;
        this.left = bytes;
    }

    /// The bytes that a call may keep: those that the property says, else an eighth of the heap.
    public static long most() {
        long most = Runtime.getRuntime().maxMemory() / 8;
        // reading a number allocates one
        return System.getProperty(PROPERTY) == null ? most : Long.getLong(PROPERTY, most);
    }

    /// Runs `program` with no more than `bytes` for lists, beyond the memory that these have from earlier runs.
    ///
    /// @throws TooManyResidualsException if they need more
    public static void run(long bytes, Runnable program) {
        var outer = CURRENT.get();
        CURRENT.set(new ResidualBudget(bytes));
        try {
            program.run();
        } finally {
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
        }
    }

    /// Takes `bytes` for a list.
    static void take(long bytes) {
        var budget = CURRENT.get();
        if (budget != null) {
            budget.left -= bytes;
            if (budget.left < 0) {
                throw new TooManyResidualsException(budget.bytes);
            }
        }
    }
}
