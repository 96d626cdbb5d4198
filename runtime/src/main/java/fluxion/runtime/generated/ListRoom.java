package fluxion.runtime.generated;

import fluxion.runtime.TooManyElementsException;

/// How lists grow.
final class ListRoom {
    private ListRoom() {}

    /// The length of the array that replaces one of `length` elements so that it holds `least`.
    ///
    /// @throws TooManyElementsException if no array does
    static int grown(int length, long least, int first) {
        if (least > TooManyElementsException.MOST) {
            throw new TooManyElementsException("a list that a loop leaves for its reverse", least);
        }
        return (int) Math.min(TooManyElementsException.MOST, Math.max(Math.max(first, least), 2L * length));
    }
}
