package fluxion.ir;

/// A graph or program is ill-formed: an operation got operands that its type rule forbids, text does not parse, or the
/// verifier found errors.
public class IrException extends FluxionException {
    private static final long serialVersionUID = 1L;

    /// Creates an exception with `message`.
    public IrException(String message) {
        super(message);
    }
}
