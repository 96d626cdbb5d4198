package fluxion;

import fluxion.ir.FluxionException;

/// A derivative was asked for that does not exist: of something that is no float scalar, or for something that is
/// no float.
public final class DerivativeException extends FluxionException {
    private static final long serialVersionUID = 1L;

    /// Creates an exception with `message`.
    public DerivativeException(String message) {
        super(message);
    }

    /// Creates an exception with `message` and the exception that led to it.
    public DerivativeException(String message, Throwable cause) {
        super(message, cause);
    }
}
