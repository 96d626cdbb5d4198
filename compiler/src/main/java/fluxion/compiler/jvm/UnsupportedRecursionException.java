package fluxion.compiler.jvm;

import fluxion.ir.FluxionException;

/// A program of tensors, as batches and contractions make one, that invokes a recursive method.
public final class UnsupportedRecursionException extends FluxionException {
    private static final long serialVersionUID = 1L;

    UnsupportedRecursionException(String what) {
        super("recursion (" + what + ") in a program of tensors; recursive methods are compiled to static methods on"
                + " numbers and arrays alone: leave out what needs tensors (batches, products of matrices of derivatives),"
                + " or write the recursion as a loop");
    }
}
