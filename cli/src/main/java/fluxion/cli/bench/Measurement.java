package fluxion.cli.bench;

import java.util.Locale;

/// What was measured of one system on one case.
///
/// @param caseName the name of the benchmark, exactly, for its default size; else the name, `/`, and what differs
/// @param system `fluxion`, `tf-java`, `pytorch`, `hand-java` ...
/// @param unit what was measured
/// @param median the median over runs; of times that of a call
/// @param min the smallest run
/// @param runs how many runs were measured
/// @param threads how many threads the system may use
public record Measurement(String caseName, String system, Unit unit, double median, double min, int runs, int threads) {
    /// What numbers are.
    public enum Unit {
        /// Times.
        NANOSECONDS("ns"),
        /// Memory.
        BYTES("bytes");

        private final String key;

        Unit(String key) {
            this.key = key;
        }

        /// `value` with three or more digits and a unit for readers.
        String written(double value) {
            return switch (this) {
                case NANOSECONDS -> time(value);
                case BYTES -> String.format(Locale.ROOT, "%.1f MB", value / 1e6);
            };
        }

        private static String time(double ns) {
            if (ns < 1e3) {
                return String.format(Locale.ROOT, "%.3g ns", ns);
            } else if (ns < 1e6) {
                return String.format(Locale.ROOT, "%.2f us", ns / 1e3);
            } else if (ns < 1e9) {
                return String.format(Locale.ROOT, "%.2f ms", ns / 1e6);
            }
            return String.format(Locale.ROOT, "%.2f s", ns / 1e9);
        }
    }

    /// A measurement of times.
    public Measurement(String caseName, String system, double medianNs, double minNs, int runs, int threads) {
        this(caseName, system, Unit.NANOSECONDS, medianNs, minNs, runs, threads);
    }

    /// The median of times.
    public double medianNs() {
        if (unit != Unit.NANOSECONDS) {
            throw new IllegalStateException(this + " has no time");
        }
        return median;
    }

    /// The shortest time.
    public double minNs() {
        if (unit != Unit.NANOSECONDS) {
            throw new IllegalStateException(this + " has no time");
        }
        return min;
    }

    /// This measurement as a JSON object on one line.
    public String toJson() {
        return String.format(
                Locale.ROOT,
                "{\"case\": %s, \"system\": %s, \"median_%s\": %.3f, \"min_%s\": %.3f, \"runs\": %d, \"threads\": %d}",
                quoted(caseName),
                quoted(system),
                unit.key,
                median,
                unit.key,
                min,
                runs,
                threads);
    }

    private static String quoted(String text) {
        var json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
