package fluxion.compiler.jvm;

import fluxion.ir.FluxionException;

/// A program has something that a direct method cannot have.
public final class NotDirectException extends FluxionException {
    private static final long serialVersionUID = 1L;

    NotDirectException(String what) {
        super(what);
    }
}
