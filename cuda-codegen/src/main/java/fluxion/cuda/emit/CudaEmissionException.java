package fluxion.cuda.emit;

import fluxion.ir.FluxionException;

/// A program has an operation that the CUDA backend does not run.
public final class CudaEmissionException extends FluxionException {
    private static final long serialVersionUID = 1L;

    /// Creates an exception with `message`.
    public CudaEmissionException(String message) {
        super(message);
    }
}
