package fluxion.runtime.generated;

/// When a kernel goes over from scalar to vector code; both give the same bits.
///
/// Vector code is as fast as promised once HotSpot has compiled it, and slower than scalar code by orders before. So
/// the first call is scalar, and later calls give a few small parts to the vector code, from which HotSpot gets to know
/// it, until it is the faster of the two. Times decide this, and change nothing else; threads may race for it.
final class Tier {
    /// How many parts a call gives to the vector code: HotSpot counts calls as well as rounds of loops.
    static final int PARTS = 8;

    private static final int LONGEST_PART = 384;
    /// All parts together are an eighth of a range at most.
    private static final int SHARE = 8;
    /// How often in a row the vector code must be the faster one.
    private static final int STREAK = 3;

    private final boolean hasScalar;
    private int calls;
    private int streak;
    private double scalarRate;
    private boolean hot;

    /// @param hasVector whether there is vector code for this machine
    Tier(boolean hasScalar, boolean hasVector) {
        this.hasScalar = hasScalar;
        this.hot = hasVector && !hasScalar;
        this.calls = hasVector ? 0 : -1;
    }

    /// Whether all work goes to the vector code.
    boolean isHot() {
        return hot;
    }

    /// Begins a call; whether all of it is scalar.
    boolean isScalar() {
        if (calls < 0) {
            return true;
        }
        return calls++ == 0 && hasScalar;
    }

    /// The number of indices in each part of a range of `n`; 0 if the range is too short to have parts.
    static int part(int n) {
        return Math.min(LONGEST_PART, n / (SHARE * PARTS));
    }

    /// Whether this call, of a range too short to have parts, goes to the vector code as a whole.
    boolean isTrial() {
        return calls % SHARE == 0;
    }

    /// Notes that the scalar code took `time` ns for `n` indices.
    void scalar(long time, int n) {
        scalarRate = (double) time / n;
    }

    /// Notes that the vector code took `time` ns for `n` indices.
    void vector(long time, int n) {
        streak = time <= scalarRate * n ? streak + 1 : 0;
        hot = streak >= STREAK;
    }
}
