package fluxion.runtime.kernel;

/// When one piece of work goes over from scalar to vector code; both give the same bits.
///
/// Vector code is as fast as promised once HotSpot has compiled it, and slower than scalar code by orders before, and
/// once more after it had to be compiled anew. So the first calls are scalar, and later calls give the vector code as
/// much of their range as it does in a few times the time that scalar code takes for all of it: at worst the work takes
/// that much longer than in scalar code alone, however slow the vector code is, and the faster it gets the more of it
/// comes its way. For a sixth of a second in all it is given ten times that, so that HotSpot finds it soon. When all of
/// it does and it stays the faster one, no call is measured any more but one in a while; if those find that it has
/// become slow, all begins anew.
///
/// Times decide this, and change nothing else. Threads may race for it: a measurement that is lost is followed by
/// others.
public final class Tier {
    /// How much time the vector code is granted while it warms up, for each nanosecond of scalar code.
    private static final double GRANTED = 3;
    /// The same until it has had the time `FIRST`, in nanoseconds, which some ten thousand slow vectors take: as
    /// many as HotSpot waits for before it compiles a loop well.
    private static final double GRANTED_FIRST = 30;

    private static final double FIRST = 160e6;
    /// How often in a row the vector code must be the faster one.
    private static final int STREAK = 3;
    /// How long the scalar code runs before anything is given to the vector code, in nanoseconds: the first vectors
    /// of a process take half a second, which what is short-lived should not spend.
    private static final double EARLIEST = 20e6;
    /// What a call of the vector code counts at most, in nanoseconds: one that takes longer has loaded classes, or
    /// the process was stopped.
    private static final double LONGEST = 100e6;
    /// How often in a row the scalar code must have got no faster: HotSpot compiles that too.
    private static final int STEADY = 8;
    /// Of how many calls one is measured once the vector code does all.
    private static final int WATCH = 64;
    /// How much slower than scalar code a measured call of the vector code may be, in parts and in nanoseconds; two
    /// in a row that are slower end it.
    private static final double SLOW = 2;

    private static final long SLOW_NANOS = 2_000;
    /// Scalar code that got faster by less than a quarter is steady.
    private static final double FASTER = 0.75;
    /// What was the fastest may have been so by chance, or for other extents.
    private static final double FORGET = 1.02;

    private final boolean hasScalar;
    private final boolean hasVector;
    private boolean hot;
    private int unmeasured;
    /// Measured calls since the vector code does all, and the one that looks at the scalar code next.
    private int watched;

    private int refresh;
    private int streak;
    private int slow;
    private int steady;
    private double scalarSum;
    private double scalarRate;
    private double vectorRate;
    /// Nanoseconds that the vector code may take, and those that it has taken since the beginning.
    private double credit;

    private double taken;

    /// @param hasVector whether there is vector code for this machine
    public Tier(boolean hasScalar, boolean hasVector) {
        this.hasScalar = hasScalar;
        this.hasVector = hasVector;
        this.hot = hasVector && !hasScalar;
    }

    /// Begins a call; whether all of it goes to the vector code, and is not measured.
    public boolean isHot() {
        return hot && (unmeasured-- > 0 || !hasScalar);
    }

    /// Whether all work goes to the scalar code, for ever.
    public boolean isScalar() {
        return !hasVector;
    }

    /// How many of the `n` indices of a measured call go to the vector code: a multiple of `unit`, or all.
    public int share(int n, int unit) {
        if (hot) {
            unmeasured = WATCH;
            if (++watched < refresh) {
                return n;
            }
            refresh *= 4;
            return n - Math.max(n / 16 / unit * unit, Math.min(unit, n));
        }
        if (scalarSum < EARLIEST) {
            return 0;
        }
        double each = vectorRate * Math.min(unit, n);
        double granted = (taken < FIRST ? GRANTED_FIRST : GRANTED) * scalarRate * n;
        // read once: another thread may have spent it between two looks at the field
        double left = Math.min(credit, Math.max(each, granted)) + granted;
        credit = left;
        if (left <= each) {
            return 0;
        }
        double most = each == 0 ? 1 : left / each;
        int share = most * unit >= n ? n : unit * (int) most;
        return share == n && steady < STEADY ? n / 2 / unit * unit : share;
    }

    /// Notes what a measured call took.
    ///
    /// @param vectorTime nanoseconds of the vector code for `vectorCount` indices
    /// @param scalarTime nanoseconds of the scalar code for `scalarCount` indices
    public void measured(long vectorTime, int vectorCount, long scalarTime, int scalarCount) {
        if (scalarCount > 0) {
            scalarSum += scalarTime;
            double rate = (double) Math.max(1, scalarTime) / scalarCount;
            steady = rate < FASTER * scalarRate || scalarRate == 0 ? 0 : steady + 1;
            scalarRate = scalarRate == 0 ? rate : Math.min(rate, FORGET * scalarRate);
        }
        if (vectorCount == 0) {
            return;
        }
        double counted = Math.min((double) vectorTime, LONGEST);
        credit -= counted;
        taken += counted;
        vectorRate = counted / vectorCount;
        double asScalar = scalarRate * vectorCount;
        if (hot) {
            slow = vectorTime > SLOW * asScalar + SLOW_NANOS ? slow + 1 : 0;
            if (slow > 1) {
                restart();
            } else if (slow > 0) {
                unmeasured = 0;
            }
        } else {
            streak = vectorTime <= asScalar ? streak + 1 : 0;
            if (streak >= STREAK && steady >= STEADY) {
                hot = true;
                slow = 0;
                watched = 0;
                refresh = 1;
            }
        }
    }

    private void restart() {
        hot = false;
        streak = 0;
        steady = 0;
        scalarRate = 0;
        credit = 0;
        taken = 0;
    }
}
