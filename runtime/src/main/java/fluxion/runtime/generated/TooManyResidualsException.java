package fluxion.runtime.generated;

/// The lists that loops leave for their reverse would take more memory than they may. Not an error: who gave the limit
/// computes the same in another way. It has no stack trace.
public final class TooManyResidualsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyResidualsException(long bytes) {
        super("residuals of more than " + bytes + " bytes", null, false, false);
    }
}
