package fluxion.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlternatingTimerTest {
    @Test
    void systemsTakeTurnsAndEachBeginsARound() {
        var order = new ArrayList<String>();
        // With a sample of no length every run is one call; without warm-up there are four calls each before.
        var timer = new AlternatingTimer(Duration.ZERO, Duration.ZERO, 3);
        var measured = timer.measure(
                "case", 2, List.of(new Subject("a", () -> order.add("a")), new Subject("b", () -> order.add("b"))));
        assertEquals(List.of("a", "b", "b", "a", "a", "b"), order.subList(order.size() - 6, order.size()));
        assertEquals(
                List.of("a", "b"), measured.stream().map(Measurement::system).toList());
        for (var m : measured) {
            assertEquals("case", m.caseName());
            assertEquals(3, m.runs());
            assertEquals(2, m.threads());
            assertTrue(m.minNs() <= m.medianNs(), m::toString);
        }
    }

    @Test
    void shortCallsAreRepeatedUntilTheyFillASample() {
        var calls = new int[1];
        var timer = new AlternatingTimer(Duration.ofMillis(5), Duration.ofMillis(1), 5);
        timer.measure("case", 1, List.of(new Subject("empty", () -> calls[0]++)));
        assertTrue(calls[0] > 1000, () -> "only " + calls[0] + " calls");
    }

    @Test
    void impossibleNumbersAreRejected() {
        assertThrows(IllegalArgumentException.class, () -> new AlternatingTimer(Duration.ZERO, Duration.ZERO, 0));
        assertThrows(
                IllegalArgumentException.class, () -> new AlternatingTimer(Duration.ofNanos(-1), Duration.ZERO, 1));
    }

    @Test
    void namesAreEscapedInJson() {
        var json = new Measurement("a\"b\\c\n", "s", 1.5, 1, 2, 3).toJson();
        assertEquals(
                "{\"case\": \"a\\\"b\\\\c\\u000a\", \"system\": \"s\", \"median_ns\": 1.500, \"min_ns\": 1.000, "
                        + "\"runs\": 2, \"threads\": 3}",
                json);
    }

    @Test
    void memoryIsNoTime() {
        var memory = new Measurement("memory", "s", Measurement.Unit.BYTES, 2e6, 2e6, 1, 1);
        assertTrue(memory.toJson().contains("\"median_bytes\": 2000000.000"), memory::toJson);
        assertThrows(IllegalStateException.class, memory::medianNs);
        assertTrue(ResultTable.lines(List.of(memory)).getLast().contains("2.0 MB"));
    }
}
