package fluxion.ir;

/// The root of all exceptions that Fluxion throws on purpose. A message names the operation, the values that were
/// wrong, what was expected, and what to do.
public class FluxionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Creates an exception with `message`.
    public FluxionException(String message) {
        super(message);
    }

    /// Creates an exception with `message` and the exception that led to it.
    public FluxionException(String message, Throwable cause) {
        super(message, cause);
    }
}
