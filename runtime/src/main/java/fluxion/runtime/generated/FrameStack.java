package fluxion.runtime.generated;

import fluxion.ir.EvaluationException;
import java.util.Arrays;

/// What the calls of a generated recursive method keep for their reverse, one after the other in one array, so that a
/// call allocates nothing: frames, and the lists that these name. A frame is the index of its first word; that of the
/// empty frame, which has zeros only, is 0.
///
/// A thread has one. It begins empty with each call from outside, and where the frames of a round of a loop are not
/// needed after it, [#top] is set back.
public final class FrameStack {
    /// How many words the empty frame has: the most that a frame may have.
    public static final int MOST_WORDS = 64;

    private static final int FIRST_ROOM = 1024;
    private static final ThreadLocal<FrameStack> OF_THREAD = ThreadLocal.withInitial(FrameStack::new);

    /// Scalars as raw bits, frames, and lists: where a list begins, in the upper half, and its length.
    public long[] words = new long[FIRST_ROOM];

    /// The first word that is free.
    public int top = MOST_WORDS;

    /// The results of the procedure that returned last, as raw bits; the first is what it returns.
    public final long[] results = new long[MOST_WORDS];

    private long bytes;
    private boolean isLast;
    /// The words that may be used before looking further.
    private int room;

    private FrameStack() {}

    /// The stack of this thread, empty, with a new budget ([ResidualBudget#most]).
    ///
    /// @param isLast whether there is no other way to compute the same with less
    public static FrameStack begin(boolean isLast) {
        var stack = OF_THREAD.get();
        stack.bytes = ResidualBudget.most();
        stack.isLast = isLast;
        stack.top = MOST_WORDS;
        stack.room = (int) Math.min(stack.words.length, stack.mostWords());
        return stack;
    }

    private long mostWords() {
        return MOST_WORDS + bytes / Long.BYTES;
    }

    /// Takes `count` words, or none if that is negative.
    ///
    /// @return the index of the first
    /// @throws EvaluationException if that is more than the budget, or a [TooManyResidualsException] if this is not
    ///     the last way
    public int reserve(int count) {
        int first = top;
        if (count > room - first) {
            grow((long) first + count);
        }
        top = first + Math.max(0, count);
        return first;
    }

    private void grow(long least) {
        if (least > mostWords()) {
            throw isLast ? EvaluationException.tooManyFrames(bytes) : new TooManyResidualsException(bytes);
        }
        words = Arrays.copyOf(words, ListRoom.grown(words.length, least, FIRST_ROOM));
        room = (int) Math.min(words.length, mostWords());
    }
}
