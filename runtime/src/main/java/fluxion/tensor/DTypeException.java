package fluxion.tensor;

import fluxion.ir.FluxionException;

/// A dtype does not fit the operation.
public final class DTypeException extends FluxionException {
    private static final long serialVersionUID = 1L;

    /// Creates an exception with `message`.
    public DTypeException(String message) {
        super(message);
    }
}
