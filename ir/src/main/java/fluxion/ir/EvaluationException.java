package fluxion.ir;

/// An operation failed while it was evaluated. All evaluators throw these, with the same messages.
public class EvaluationException extends FluxionException {
    private static final long serialVersionUID = 1L;

    /// Creates an exception with `message`.
    public EvaluationException(String message) {
        super(message);
    }

    /// An integer was divided by zero.
    ///
    /// @param operator `/` or `%`
    public static EvaluationException divisionByZero(long dividend, String operator) {
        return new EvaluationException("integer division by zero: " + dividend + " " + operator + " 0");
    }

    /// `index` is no index of axis `axis`, which has `extent` elements.
    public static EvaluationException outside(long index, int axis, long extent) {
        return new EvaluationException("index " + index + " is outside of axis " + axis + ", which has " + extent
                + " elements (0 is the first)");
    }

    /// `address` is no element of a buffer of `size` elements.
    public static EvaluationException outsideBuffer(long address, long size) {
        return new EvaluationException("element " + address + " is outside of a buffer of " + size + " elements");
    }

    /// Element `index`, counted in row-major order, of the tensor that `where` names is NaN or infinite.
    public static EvaluationException notFinite(String where, long index, double value) {
        return new EvaluationException(where + ": element " + index + " is " + value);
    }

    /// Methods that call themselves nest deeper than the stack of the thread.
    public static EvaluationException tooDeep() {
        return new EvaluationException("calls of a recursive method nest deeper than the stack of this thread allows;"
                + " start the thread with a larger stack (new Thread(group, task, name, bytes), or -Xss), or write the"
                + " recursion as a loop");
    }

    /// What calls of a recursive method keep for their reverse would take more than `bytes`.
    public static EvaluationException tooManyFrames(long bytes) {
        return new EvaluationException("what the calls of a recursive method keep for its reverse would take more than "
                + bytes + " bytes; allow more with -Dfluxion.residuals=BYTES, use forward mode (jvp), or write the"
                + " recursion as a loop, which can be marked with @Checkpoint");
    }

    /// Two extents that had to be equal are not.
    public static EvaluationException notEqual(Dim left, long leftValue, Dim right, long rightValue, String message) {
        return new EvaluationException(message + ": " + left + " is " + leftValue + ", " + right + " is " + rightValue);
    }
}
