package fluxion.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkCommandTest {
    /// Two systems, one of which does ten times as much.
    private static final class Counting implements Benchmark {
        private long sum;

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public String summary() {
            return "Adds numbers.";
        }

        @Override
        public List<BenchmarkOption> options() {
            return List.of(
                    new BenchmarkOption("size", "1000", "How many numbers."),
                    new BenchmarkOption("order", "up", "up or down."));
        }

        @Override
        public void run(BenchmarkRun run) {
            int size = run.count("size");
            run.choice("order", "up", "down");
            run.note("size " + size + ", sum so far " + sum);
            var timer = new AlternatingTimer(Duration.ofMillis(20), Duration.ofNanos(50_000), 11);
            var name = size == 1000 ? run.name() : run.name() + "/size=" + size;
            run.measure(
                    name,
                    timer,
                    List.of(new Subject("small", () -> add(size)), new Subject("large", () -> add(10 * size))));
        }

        private void add(int count) {
            for (int i = 0; i < count; i++) {
                sum += i;
            }
        }
    }

    private final StringWriter out = new StringWriter();

    private int run(String... args) {
        var line = BenchmarkCommand.of(new Counting());
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(out, true));
        return line.execute(args);
    }

    @Test
    void resultsArePrintedAsATableAndWrittenOneObjectALine(@TempDir Path folder) throws IOException {
        var json = folder.resolve("results.json");
        assertEquals(0, run("--threads", "2", "--json", json.toString()), out::toString);
        var lines = out.toString().lines().toList();
        assertEquals("size 1000, sum so far 0", lines.get(0));
        assertTrue(lines.get(1).matches("case +system +median +minimum +ratio +runs +threads"), out::toString);
        assertTrue(lines.get(2).startsWith("counting  small"), out::toString);
        assertTrue(lines.get(3).startsWith("counting  large"), out::toString);
        var number = "\\d+\\.\\d{3}";
        var objects = Files.readAllLines(json);
        assertEquals(2, objects.size());
        var chart = ImageIO.read(folder.resolve("results.png").toFile());
        assertTrue(chart.getWidth() >= 800, chart::toString);
        assertTrue(
                objects.getFirst()
                        .matches("\\{\"case\": \"counting\", \"system\": \"small\", \"median_ns\": " + number
                                + ", \"min_ns\": " + number + ", \"runs\": 11, \"threads\": 2}"),
                objects::getFirst);
    }

    @Test
    void optionsOfTheBenchmarkAreParsed() {
        assertEquals(0, run("--size", "500", "--order=down"), out::toString);
        assertTrue(out.toString().contains("counting/size=500"), out::toString);
    }

    @Test
    void allRunsEachAndFailsAtTheEndIfOneFails() {
        var fails = new Benchmark() {
            @Override
            public String name() {
                return "fails";
            }

            @Override
            public String summary() {
                return "Fails.";
            }

            @Override
            public void run(BenchmarkRun run) {
                throw new BenchmarkFailure("too slow");
            }
        };
        var notes = new ArrayList<String>();
        var run = new BenchmarkRun("all", false, 1, Map.of(), notes::add);
        var all = new AllBenchmarks(List.of(fails, new Counting()));
        var failure = assertThrows(BenchmarkFailure.class, () -> all.run(run));
        assertEquals("failed: fails", failure.getMessage());
        assertTrue(notes.contains("failed: too slow"), notes::toString);
        assertEquals(
                List.of("small", "large"),
                run.measurements().stream().map(Measurement::system).toList());
    }

    @Test
    void helpNamesTheOptionsOfTheBenchmark() {
        assertEquals(0, run("--help"));
        assertTrue(out.toString().contains("--size=VALUE") && out.toString().contains("1000"), out::toString);
    }

    @Test
    void badValuesAreBadUse() {
        assertEquals(2, run("--size", "none"));
        assertTrue(out.toString().contains("--size is 'none'; it must be a positive whole number"), out::toString);
        assertEquals(2, run("--order", "sideways"));
        assertTrue(out.toString().contains("--order is 'sideways'; it must be one of up, down"), out::toString);
        assertEquals(2, run("--threads", "0"));
        assertEquals(2, run("--unknown", "0"));
    }
}
