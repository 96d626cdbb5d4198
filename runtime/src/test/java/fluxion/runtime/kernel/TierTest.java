package fluxion.runtime.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// When vector code takes over, at times that are made up.
class TierTest {
    /// Work on `n` indices that takes as long as it is told to.
    private static final class Work {
        private final Tier tier = new Tier(true, true);
        private final int n;
        private double scalarNanos;
        private double vectorNanos;
        private int calls;
        private double scalarTime;
        private double vectorTime;

        Work(int n, double scalarNanos, double vectorNanos) {
            this.n = n;
            this.scalarNanos = scalarNanos;
            this.vectorNanos = vectorNanos;
        }

        /// Whether all of the call went to the vector code.
        boolean call() {
            calls++;
            if (tier.isHot()) {
                vectorTime += n * vectorNanos;
                return true;
            }
            int share = tier.share(n, 1);
            assertTrue(share >= 0 && share <= n, "a share of " + share);
            double vector = share * vectorNanos;
            double scalar = (n - share) * scalarNanos;
            vectorTime += vector;
            scalarTime += scalar;
            tier.measured((long) vector, share, (long) scalar, n - share);
            return share == n;
        }

        /// Calls until vector code has done everything for a while.
        void warmUp(int most) {
            int inARow = 0;
            while (inARow < 10) {
                assertTrue(calls < most, "not warm after " + calls + " calls");
                inARow = call() ? inARow + 1 : 0;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 32, 1000, 40_000})
    void vectorCodeTakesOverOnceItIsTheFasterOne(int n) {
        var work = new Work(n, 1e6 / n, 1e5 / n);
        assertFalse(work.call(), "the first call is scalar");
        work.warmUp(60);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 32, 1000, 40_000})
    void slowVectorCodeCostsAFewTimesWhatScalarCodeDoes(int n) {
        var work = new Work(n, 1e6 / n, 1e8 / n);
        for (int call = 0; call < 2_000; call++) {
            work.call();
        }
        assertTrue(work.vectorTime > 0, "it gets its chance");
        // after the sixth of a second in which it is given more
        assertTrue(work.vectorTime <= 3 * 1e6 * work.calls + 1.7e8 + 1e8, "but no more");
    }

    @Test
    void nothingGoesToTheVectorCodeEarly() {
        var work = new Work(100, 1_000, 100);
        for (int call = 0; call < 199; call++) {
            assertFalse(work.call());
        }
        assertEquals(0, work.vectorTime);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 32, 1000})
    void vectorCodeThatBecomesSlowLosesTheWorkUntilItIsFastAgain(int n) {
        var work = new Work(n, 1e6 / n, 1e5 / n);
        work.warmUp(60);
        work.vectorNanos *= 1000;
        int calls = work.calls;
        while (work.call()) {
            assertTrue(work.calls < calls + 200, "it is found out");
        }
        assertFalse(work.call());
        work.vectorNanos /= 1000;
        work.warmUp(work.calls + 1_000);
    }

    @Test
    void vectorCodeThatIsSlowOnceKeepsTheWork() {
        var work = new Work(32, 30_000, 3_000);
        work.warmUp(60);
        for (int disturbed = 0; disturbed < 5; disturbed++) {
            int calls = work.calls;
            while (work.tier.isHot()) {
                work.calls++;
            }
            int share = work.tier.share(32, 1);
            work.tier.measured(10_000_000, share, 30_000L * (32 - share), 32 - share);
            assertTrue(work.calls > calls);
            int missed = 0;
            for (int call = 0; call < 10; call++) {
                missed += work.call() ? 0 : 1;
            }
            assertTrue(missed <= 1, "only the call that looks at the scalar code is shared");
        }
    }

    @Test
    void scalarCodeThatIsNotCompiledYetIsNoMeasure() {
        var work = new Work(32, 500_000, 400_000);
        for (int call = 0; call < 6; call++) {
            work.call();
        }
        work.scalarNanos /= 100;
        for (int call = 0; call < 1_000; call++) {
            work.call();
        }
        assertTrue(work.scalarTime > 0.9 * 1_000 * 32 * 5_000, "scalar code does the work");
    }

    @Test
    void codeOfOneKindIsNotMeasured() {
        assertTrue(new Tier(true, false).isScalar());
        var vector = new Tier(false, true);
        for (int call = 0; call < 200; call++) {
            assertTrue(vector.isHot());
        }
    }

    @Test
    void sharesAreInRangeWhateverThreadsDo() throws InterruptedException {
        var tier = new Tier(true, true);
        var wrong = new AtomicInteger();
        long end = System.nanoTime() + 300_000_000;
        Runnable calls = () -> {
            while (System.nanoTime() < end) {
                int share = tier.share(100, 7);
                if (share < 0 || share > 100) {
                    wrong.set(share);
                }
                tier.measured(share * 9_000_000L, share, (100 - share) * 300_000L, 100 - share);
            }
        };
        var threads = Stream.generate(() -> new Thread(calls)).limit(4).toList();
        threads.forEach(Thread::start);
        for (var thread : threads) {
            thread.join();
        }
        assertEquals(0, wrong.get());
    }
}
