package fluxion.runtime;

import fluxion.ir.FluxionException;

/// A tensor would have more elements than a Java array can hold.
public final class TooManyElementsException extends FluxionException {
    private static final long serialVersionUID = 1L;

    /// The most elements that a tensor can have: those of the longest Java array.
    public static final int MOST = Integer.MAX_VALUE - 8;

    private final long elements;

    /// `what` has `elements` elements.
    public TooManyElementsException(String what, long elements) {
        super(what + " has " + elements + " elements, more than the " + MOST
                + " that a Java array holds; split it along an axis");
        this.elements = elements;
    }

    /// How many elements it would have.
    public long elements() {
        return elements;
    }
}
