package fluxion.tensor;

import fluxion.ir.FluxionException;

/// A tensor was used after it had been donated.
public final class DonatedTensorException extends FluxionException {
    private static final long serialVersionUID = 1L;

    /// Creates an exception with `message`.
    public DonatedTensorException(String message) {
        super(message);
    }
}
