package fluxion.cli.failure;

/// A command cannot do what it was asked for. The message is the one sentence that its user sees; the exit code is 1.
///
/// Bad use (exit code 2) is a [picocli.CommandLine.ParameterException] instead.
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// A failure with the sentence for the user.
    public CommandFailure(String message) {
        super(message);
    }

    /// A failure with the sentence for the user and what caused it.
    public CommandFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
