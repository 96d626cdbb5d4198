package fluxion.tensor;

import fluxion.ir.FluxionException;

/// A value is no structure of tensors: a record, list, map or array of them, or one where another was expected.
public final class StructureException extends FluxionException {
    private static final long serialVersionUID = 1L;

    /// Creates an exception with `message`.
    public StructureException(String message) {
        super(message);
    }
}
