package fluxion.runtime.companion;

import fluxion.ir.FluxionException;

/// A Java method has not the derivative that was asked for, or its bytecode cannot be had.
public final class NotDifferentiableException extends FluxionException {
    private static final long serialVersionUID = 1L;

    /// Creates an exception with `message`.
    public NotDifferentiableException(String message) {
        super(message);
    }

    /// Creates an exception with `message` and the exception that led to it.
    public NotDifferentiableException(String message, Throwable cause) {
        super(message, cause);
    }
}
