package fluxion.tensor;

import fluxion.ir.FluxionException;

/// Shapes, axes or sizes do not fit the operation.
public final class ShapeException extends FluxionException {
    private static final long serialVersionUID = 1L;

    /// Creates an exception with `message`.
    public ShapeException(String message) {
        super(message);
    }
}
