package fluxion.compiler.jvm;

import fluxion.ir.Dim;
import fluxion.ir.FluxionException;

/// A program of tensors, as contractions make one, with an array the length of which is computed from data.
public final class UnsupportedExtentException extends FluxionException {
    private static final long serialVersionUID = 1L;

    UnsupportedExtentException(Dim symbol) {
        super("a length computed from data (" + symbol
                + ") in a program of tensors; such lengths are compiled to static"
                + " methods on numbers and arrays alone: compute the length from lengths of arrays, int parameters and"
                + " constants");
    }
}
