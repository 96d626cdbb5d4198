package fluxion.cli.gradbench.eval;

/// A message asks for something that is not there, or its input has not the form that the eval says.
public final class BadInputException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /// An exception with the sentence for the other side.
    public BadInputException(String message) {
        super(message);
    }
}
