package fluxion.benchmarks.compile;

import fluxion.cli.bench.BadOptionException;
import fluxion.cli.bench.Benchmark;
import fluxion.cli.bench.BenchmarkOption;
import fluxion.cli.bench.BenchmarkRun;
import fluxion.cli.bench.Measurement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// `compile`: how long it takes from a function to the result of its first call, gradient included, and how that grows.
///
/// Each size is measured in turn with twice itself, so that a slow phase of the machine meets both. Each run compiles
/// another function, and its result is checked. The case `compile` itself has 1,000 operations.
public final class CompileBenchmark implements Benchmark {
    private static final int DEFAULT_SIZE = 1_000;
    private static final int FEWEST_RUNS = 3;
    private static final int MOST_RUNS = 31;

    private long seed;

    /// For `ServiceLoader`.
    public CompileBenchmark() {}

    @Override
    public String name() {
        return "compile";
    }

    @Override
    public String summary() {
        return "Trace, gradient, compilation and first call of functions of many operations.";
    }

    @Override
    public List<BenchmarkOption> options() {
        return List.of(
                new BenchmarkOption(
                        "sizes", "1000,10000,100000", "Numbers of operations; each is measured with twice itself."),
                new BenchmarkOption("warm-up", "20", "Seconds of compiling functions of 1,000 operations before."),
                new BenchmarkOption("seconds", "30", "How long each size is measured, if 3 runs take no longer."));
    }

    @Override
    public void run(BenchmarkRun run) {
        var sizes = sizes(run.option("sizes"));
        long warm = System.nanoTime() + run.count("warm-up") * 1_000_000_000L;
        int warmUps = 0;
        while (System.nanoTime() < warm) {
            time(DEFAULT_SIZE);
            warmUps++;
        }
        run.note("warm-up: " + warmUps + " compilations");
        for (int size : sizes) {
            measure(run, size, run.count("seconds") * 1_000_000_000L);
        }
    }

    private static List<Integer> sizes(String option) {
        var sizes = new ArrayList<Integer>();
        for (var part : option.split(",", -1)) {
            try {
                int size = Integer.parseInt(part.strip());
                if (size > 0 && size <= Integer.MAX_VALUE / 4) {
                    sizes.add(size);
                    continue;
                }
            } catch (NumberFormatException e) {
                // falls through to the same message
            }
            throw new BadOptionException(
                    "--sizes is '" + option + "'; it must be positive whole numbers with commas between them");
        }
        return sizes;
    }

    private void measure(BenchmarkRun run, int size, long budget) {
        var once = new ArrayList<Double>();
        var twice = new ArrayList<Double>();
        long end = System.nanoTime() + budget;
        while (once.size() < FEWEST_RUNS || (once.size() < MOST_RUNS && System.nanoTime() < end)) {
            once.add(time(size));
            twice.add(time(2 * size));
        }
        report(run, size, once);
        report(run, 2 * size, twice);
        double operations = (double) new Compilation(2 * size, 0).operations() / new Compilation(size, 0).operations();
        double factor = Math.pow(median(twice) / median(once), Math.log(2) / Math.log(operations));
        run.note(String.format(
                Locale.ROOT,
                "%d operations: %.1f us each; doubling them costs %.2f times as much",
                size,
                median(once) / 1e3 / size,
                factor));
    }

    /// Compiles, calls and checks a function that was not seen before.
    ///
    /// @return nanoseconds until the result of the first call was there
    private double time(int size) {
        var compilation = new Compilation(size, seed++);
        long start = System.nanoTime();
        var found = compilation.run();
        double taken = System.nanoTime() - start;
        compilation.check(found);
        return taken;
    }

    private static void report(BenchmarkRun run, int size, List<Double> times) {
        run.report(new Measurement(
                size == DEFAULT_SIZE ? run.name() : run.name() + "/" + size,
                "fluxion",
                median(times),
                Collections.min(times),
                times.size(),
                run.threads()));
    }

    private static double median(List<Double> times) {
        var sorted = times.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
