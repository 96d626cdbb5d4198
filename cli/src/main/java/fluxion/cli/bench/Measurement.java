package fluxion.cli.bench;

import java.util.Locale;

/// What was measured of one system on one case.
///
/// @param caseName the name of the benchmark, exactly, for its default size; else the name, `/`, and what differs
/// @param system `fluxion`, `tf-java`, `pytorch`, `hand-java` ...
/// @param medianNs the median over runs, nanoseconds a call
/// @param minNs the fastest run, nanoseconds a call
/// @param runs how many runs were measured
/// @param threads how many threads the system may use
public record Measurement(String caseName, String system, double medianNs, double minNs, int runs, int threads) {
    /// This measurement as a JSON object on one line.
    public String toJson() {
        return String.format(
                Locale.ROOT,
                "{\"case\": %s, \"system\": %s, \"median_ns\": %.3f, \"min_ns\": %.3f, \"runs\": %d, \"threads\": %d}",
                quoted(caseName),
                quoted(system),
                medianNs,
                minNs,
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
