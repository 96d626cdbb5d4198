package fluxion.cli.bench;

import fluxion.cli.plot.Plots;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;

/// Measurements as bars: for each case a bar a system, the median over that of the first system.
final class ResultChart {
    private ResultChart() {}

    /// Where the chart of the results in `json` goes: the same name with the ending `.png`.
    static Path beside(Path json) {
        var name = String.valueOf(json.getFileName());
        int dot = name.lastIndexOf('.');
        return json.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ".png");
    }

    /// Writes the chart; of no measurements there is none.
    static void write(Path file, String title, List<Measurement> measurements) throws IOException {
        var first = new LinkedHashMap<String, Double>();
        measurements.forEach(m -> first.putIfAbsent(m.caseName(), m.median()));
        if (first.isEmpty()) {
            return;
        }
        var cases = List.copyOf(first.keySet());
        var series = new LinkedHashMap<String, List<Double>>();
        for (var m : measurements) {
            series.computeIfAbsent(m.system(), _ -> {
                        var none = new ArrayList<Double>();
                        cases.forEach(_ -> none.add(Double.NaN));
                        return none;
                    })
                    .set(cases.indexOf(m.caseName()), m.median() / Objects.requireNonNull(first.get(m.caseName())));
        }
        Plots.bars(file, title, "median over that of the first system", cases, series);
    }
}
