package fluxion.cli.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Measurements as a table for people.
final class ResultTable {
    private static final List<String> HEADER =
            List.of("case", "system", "median", "minimum", "ratio", "runs", "threads");

    private ResultTable() {}

    /// The lines of the table. The ratio is that of the medians, against the first system of the same case.
    static List<String> lines(List<Measurement> measurements) {
        Map<String, Double> first = new HashMap<>();
        var rows = new ArrayList<List<String>>();
        rows.add(HEADER);
        for (var m : measurements) {
            first.putIfAbsent(m.caseName(), m.median());
            rows.add(List.of(
                    m.caseName(),
                    m.system(),
                    m.unit().written(m.median()),
                    m.unit().written(m.min()),
                    String.format(Locale.ROOT, "%.2f", m.median() / first.get(m.caseName())),
                    Integer.toString(m.runs()),
                    Integer.toString(m.threads())));
        }
        var lines = new ArrayList<String>();
        for (var row : rows) {
            var line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                int width = width(rows, column);
                line.append(String.format(column < 2 ? "%-" + width + "s  " : "%" + width + "s  ", row.get(column)));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(1);
    }
}
