package fluxion.cli.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Measures systems side by side: warms each up, then runs them in turn, so that a slow phase of the machine meets all
/// of them alike.
///
/// The warm-up of a system ends when it has got no faster for as long as a warm-up takes at least, or after
/// [#MOST_SLICES]: HotSpot compiles large methods for seconds, and what it takes a system to be warm is not measured. A
/// run is as many calls of one system as fill [#sample], at least one; the number is fixed after the warm-up. Each
/// round runs every system once, beginning with another one each time.
///
/// @param warmUp how long each system is called at least before anything is measured, in slices that alternate too
/// @param sample how long a run should take at least
/// @param rounds how many runs of each system are measured
public record AlternatingTimer(Duration warmUp, Duration sample, int rounds) {
    private static final int WARM_UP_SLICES = 4;
    private static final int MOST_SLICES = 10 * WARM_UP_SLICES;
    /// What counts as faster.
    private static final double FASTER = 0.97;

    /// Two seconds of warm-up each, then 101 runs of at least half a millisecond.
    public static final AlternatingTimer DEFAULT =
            new AlternatingTimer(Duration.ofSeconds(2), Duration.ofNanos(500_000), 101);

    /// Checks the numbers.
    public AlternatingTimer {
        if (rounds < 1 || warmUp.isNegative() || sample.isNegative()) {
            throw new IllegalArgumentException(
                    "warm-up " + warmUp + ", sample " + sample + ", " + rounds + " rounds; they must be positive");
        }
    }

    /// Measures `subjects`.
    ///
    /// @return a measurement for each subject, in their order
    public List<Measurement> measure(String caseName, int threads, List<Subject> subjects) {
        var warming =
                subjects.stream().map(subject -> new Warming(subject.call())).toList();
        for (int slice = 0; slice < MOST_SLICES; slice++) {
            warming.stream().filter(each -> !each.isWarm()).forEach(Warming::slice);
        }
        long[] calls = warming.stream().mapToLong(each -> each.calls).toArray();
        var times = new double[subjects.size()][rounds];
        for (int round = 0; round < rounds; round++) {
            for (int turn = 0; turn < calls.length; turn++) {
                int i = (round + turn) % calls.length;
                times[i][round] = (double) time(subjects.get(i).call(), calls[i]) / calls[i];
            }
        }
        var measurements = new ArrayList<Measurement>();
        for (int i = 0; i < calls.length; i++) {
            Arrays.sort(times[i]);
            double median = (times[i][(rounds - 1) / 2] + times[i][rounds / 2]) / 2;
            measurements.add(new Measurement(caseName, subjects.get(i).system(), median, times[i][0], rounds, threads));
        }
        return measurements;
    }

    /// The warm-up of one system.
    private final class Warming {
        private final Runnable call;
        /// How many calls fill a sample at the speed of the last ones.
        private long calls = 1;

        private double fastest = Double.POSITIVE_INFINITY;
        private int slices;
        private int sinceFaster;

        Warming(Runnable call) {
            this.call = call;
        }

        boolean isWarm() {
            return slices >= WARM_UP_SLICES && (sinceFaster >= WARM_UP_SLICES || warmUp.isZero());
        }

        void slice() {
            long end = System.nanoTime() + warmUp.toNanos() / WARM_UP_SLICES;
            double before = fastest;
            for (boolean more = true; more; ) {
                long taken = Math.max(1, time(call, calls));
                fastest = Math.min(fastest, (double) taken / calls);
                double wanted = (double) calls * sample.toNanos() / taken;
                more = System.nanoTime() < end || calls < wanted;
                calls = Math.clamp((long) Math.ceil(wanted), 1, 2 * calls);
            }
            slices++;
            sinceFaster = fastest < FASTER * before ? 0 : sinceFaster + 1;
        }
    }

    private static long time(Runnable call, long calls) {
        long start = System.nanoTime();
        for (long i = 0; i < calls; i++) {
            call.run();
        }
        return System.nanoTime() - start;
    }
}
