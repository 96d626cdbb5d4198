package fluxion.nn.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// Schedules at steps whose rate is known.
final class ScheduleTest {
    @Test
    void ratesByHand() {
        assertEquals(0.5, Schedule.constant(0.5).rate(1_000_000));

        var exponential = Schedule.exponential(0.8, 0.25, 10);
        assertEquals(0.8, exponential.rate(0));
        assertEquals(0.4, exponential.rate(5), 1e-16);
        assertEquals(0.2, exponential.rate(10), 1e-16);

        var steps = Schedule.steps(0.8, 0.5, 10);
        assertEquals(0.8, steps.rate(9));
        assertEquals(0.4, steps.rate(10));
        assertEquals(0.2, steps.rate(29));

        var cosine = Schedule.cosine(1, 0.2, 100);
        assertEquals(1, cosine.rate(0));
        assertEquals(0.6, cosine.rate(50), 1e-15);
        assertEquals(0.2, cosine.rate(100), 1e-16);
        assertEquals(0.2, cosine.rate(1000), 1e-16);

        var warm = Schedule.warmUp(4, cosine);
        assertEquals(0.25, warm.rate(0));
        assertEquals(1, warm.rate(3));
        assertEquals(1, warm.rate(4));
        assertEquals(0.6, warm.rate(54), 1e-15);
    }

    @Test
    void oneCycleRisesToTheHighestAndFallsFarBelowTheFirst() {
        var cycle = Schedule.oneCycle(1, 100);
        assertEquals(0.04, cycle.rate(0), 1e-16);
        assertEquals(1, cycle.rate(29), 1e-15);
        assertEquals(4e-6, cycle.rate(99), 1e-16);
        assertEquals(4e-6, cycle.rate(500), 1e-16);
        for (int i = 1; i < 100; i++) {
            assertTrue(i <= 29 ? cycle.rate(i) > cycle.rate(i - 1) : cycle.rate(i) < cycle.rate(i - 1), "step " + i);
        }
        for (int steps = 1; steps < 5; steps++) {
            for (int i = 0; i < 5; i++) {
                assertTrue(Schedule.oneCycle(1, steps).rate(i) > 0);
            }
        }
    }

    @Test
    void noStepsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Schedule.cosine(1, 0, 0));
    }
}
