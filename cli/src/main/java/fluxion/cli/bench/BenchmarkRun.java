package fluxion.cli.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// What the command line asked of a benchmark, and where its results go.
public final class BenchmarkRun {
    private final String name;
    private final boolean peers;
    private final int threads;
    private final Map<String, String> options;
    private final Consumer<String> notes;
    private final List<Measurement> measurements = new ArrayList<>();

    /// A run of the benchmark `name`.
    ///
    /// @param options a value for each of [Benchmark#options]
    /// @param notes takes lines for the reader, beside the table
    public BenchmarkRun(String name, boolean peers, int threads, Map<String, String> options, Consumer<String> notes) {
        this.name = name;
        this.peers = peers;
        this.threads = threads;
        this.options = Map.copyOf(options);
        this.notes = notes;
    }

    /// The name of the benchmark, which is the case of default size.
    public String name() {
        return name;
    }

    /// Whether other systems are measured too.
    public boolean peers() {
        return peers;
    }

    /// How many threads each system may use.
    public int threads() {
        return threads;
    }

    /// The value of an option, as given or by default.
    ///
    /// @throws IllegalArgumentException if the benchmark declares no such option
    public String option(String option) {
        var value = options.get(option);
        if (value == null) {
            throw new IllegalArgumentException("benchmark " + name + " declares no option '" + option + "'");
        }
        return value;
    }

    /// The value of an option that is a positive number.
    ///
    /// @throws BadOptionException if it is not
    public int count(String option) {
        var value = option(option);
        try {
            int count = Integer.parseInt(value);
            if (count > 0) {
                return count;
            }
        } catch (NumberFormatException e) {
            // falls through to the same message
        }
        throw new BadOptionException("--" + option + " is '" + value + "'; it must be a positive whole number");
    }

    /// The value of an option that is one of `allowed`.
    ///
    /// @throws BadOptionException if it is not
    public String choice(String option, String... allowed) {
        var value = option(option);
        if (!List.of(allowed).contains(value)) {
            throw new BadOptionException(
                    "--" + option + " is '" + value + "'; it must be one of " + String.join(", ", allowed));
        }
        return value;
    }

    /// The benchmark's name, and after it those of `options` that have other values than by default.
    public String caseName(List<BenchmarkOption> options) {
        var differing = options.stream()
                .filter(option -> !option(option.name()).equals(option.defaultValue()))
                .map(option -> option.name() + "=" + option(option.name()))
                .toList();
        return differing.isEmpty() ? name : name + "/" + String.join(",", differing);
    }

    /// Measures `subjects` on the case `caseName` with [AlternatingTimer#DEFAULT] and reports them.
    ///
    /// @return a measurement for each subject, in their order
    public List<Measurement> measure(String caseName, List<Subject> subjects) {
        return measure(caseName, AlternatingTimer.DEFAULT, subjects);
    }

    /// Measures `subjects` on the case `caseName` and reports them.
    ///
    /// @return a measurement for each subject, in their order
    public List<Measurement> measure(String caseName, AlternatingTimer timer, List<Subject> subjects) {
        var measured = timer.measure(caseName, threads, subjects);
        measured.forEach(this::report);
        return measured;
    }

    /// Adds a measurement that was taken in another way.
    public void report(Measurement measurement) {
        measurements.add(measurement);
    }

    /// Prints a line beside the table: what was checked, a derived figure such as GFLOP/s.
    public void note(String line) {
        notes.accept(line);
    }

    /// What was reported so far, in order.
    public List<Measurement> measurements() {
        return Collections.unmodifiableList(measurements);
    }
}
