package fluxion.cli.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Measures systems side by side: warms each up, then runs them in turn, so that a slow phase of the machine meets all
/// of them alike.
///
/// A run is as many calls of one system as fill [#sample], at least one; the number is fixed after the warm-up. Each
/// round runs every system once, beginning with another one each time.
///
/// @param warmUp how long each system is called before anything is measured, in slices that alternate too
/// @param sample how long a run should take at least
/// @param rounds how many runs of each system are measured
public record AlternatingTimer(Duration warmUp, Duration sample, int rounds) {
    private static final int WARM_UP_SLICES = 4;

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
        var calls = new long[subjects.size()];
        for (int slice = 0; slice < WARM_UP_SLICES; slice++) {
            for (int i = 0; i < calls.length; i++) {
                calls[i] = callsPerSample(subjects.get(i).call());
            }
        }
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

    /// Calls for a slice of the warm-up, and tells how many calls fill a sample at the speed of its last part.
    private long callsPerSample(Runnable call) {
        long end = System.nanoTime() + warmUp.toNanos() / WARM_UP_SLICES;
        long calls = 1;
        while (true) {
            long taken = Math.max(1, time(call, calls));
            double wanted = (double) calls * sample.toNanos() / taken;
            calls = Math.clamp((long) Math.ceil(wanted), 1, 2 * calls);
            if (System.nanoTime() >= end && calls >= wanted) {
                return calls;
            }
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
