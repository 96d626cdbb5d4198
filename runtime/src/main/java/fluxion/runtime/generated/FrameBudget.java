package fluxion.runtime.generated;

import fluxion.ir.EvaluationException;

/// How many bytes the frames of one call of a generated recursive method may still take. A frame takes its bytes where
/// it is made, and gives them back where the reverse takes it apart.
public final class FrameBudget {
    private final long bytes;
    private final boolean isLast;
    private long left;

    private FrameBudget(long bytes, boolean isLast) {
        this.bytes = bytes;
        this.isLast = isLast;
        this.left = bytes;
    }

    /// The budget of a call ([ResidualBudget#most]).
    ///
    /// @param isLast whether there is no other way to compute the same with less
    public static FrameBudget of(boolean isLast) {
        return new FrameBudget(ResidualBudget.most(), isLast);
    }

    /// Takes what `frame` does.
    ///
    /// @return the frame
    /// @throws EvaluationException if that is too much, or a [TooManyResidualsException] if it is not the last way
    public static CallFrame take(CallFrame frame, FrameBudget budget) {
        budget.left -= frame.bytes();
        if (budget.left < 0) {
            throw budget.isLast
                    ? EvaluationException.tooManyFrames(budget.bytes)
                    : new TooManyResidualsException(budget.bytes);
        }
        return frame;
    }

    /// Gives back what `frame` took. A frame that is taken apart several times gives so often, so that the limit is
    /// one for what is made without being used.
    ///
    /// @return the frame
    public static CallFrame give(CallFrame frame, FrameBudget budget) {
        budget.left = Math.min(budget.bytes, budget.left + frame.bytes());
        return frame;
    }
}
