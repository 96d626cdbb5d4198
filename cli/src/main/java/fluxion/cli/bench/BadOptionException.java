package fluxion.cli.bench;

/// The value of a benchmark's option is not one that it takes; the exit code is 2.
public final class BadOptionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /// An exception with the sentence for the user.
    public BadOptionException(String message) {
        super(message);
    }
}
