package fluxion.tensor;

import fluxion.ir.FluxionException;

/// Something was asked of a tensor, or of a trace, that cannot be had while a function is traced.
public final class TraceException extends FluxionException {
    private static final long serialVersionUID = 1L;

    /// Creates an exception with `message`.
    public TraceException(String message) {
        super(message);
    }
}
