package fluxion.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerPoolTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void everyIndexIsWorkedOnOnce(int threads) {
        var pool = new WorkerPool(threads);
        for (int launch = 0; launch < 2_000; launch++) {
            int count = launch % 23;
            var seen = new AtomicIntegerArray(23);
            pool.run(
                    (from, to) -> {
                        for (int i = from; i < to; i++) {
                            seen.incrementAndGet(i);
                        }
                    },
                    count);
            for (int i = 0; i < seen.length(); i++) {
                assertEquals(i < count ? 1 : 0, seen.get(i));
            }
        }
    }

    @Test
    void tasksMayLaunchAndManyCallersMayShareThePool() {
        var pool = new WorkerPool(3);
        var done = new AtomicInteger();
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            try (var callers = Executors.newFixedThreadPool(4)) {
                List<Future<?>> calls = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    calls.add(callers.submit(() -> {
                        for (int launch = 0; launch < 500; launch++) {
                            pool.run(
                                    (from, to) -> pool.run((first, last) -> done.addAndGet(last - first), to - from),
                                    7);
                        }
                    }));
                }
                for (var call : calls) {
                    call.get();
                }
            }
        });
        assertEquals(4 * 500 * 7, done.get());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void theFirstFailureIsThrownAfterAllPartsEnded(int threads) {
        var pool = new WorkerPool(threads);
        var ended = new AtomicInteger();
        for (int launch = 0; launch < 100; launch++) {
            ended.set(0);
            var thrown = assertThrows(
                    IllegalStateException.class,
                    () -> pool.run(
                            (from, to) -> {
                                ended.addAndGet(to - from);
                                throw new IllegalStateException("part at " + from);
                            },
                            12));
            assertEquals("part at 0", thrown.getMessage());
            assertEquals(12, ended.get());
        }
    }

    @Test
    void aPoolHasAtLeastOneThread() {
        assertThrows(IllegalArgumentException.class, () -> new WorkerPool(0));
    }
}
