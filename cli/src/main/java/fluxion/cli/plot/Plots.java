package fluxion.cli.plot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SequencedMap;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// Pictures of curves and points, as PNG files.
public final class Plots {
    private Plots() {}

    /// A curve of `values` over their index.
    public static void curve(Path file, String title, String x, String y, List<Double> values) throws IOException {
        var chart = chart(title, x, y);
        double[] xs = new double[values.size()];
        double[] ys = new double[values.size()];
        for (int i = 0; i < xs.length; i++) {
            xs[i] = i + 1.0;
            ys[i] = values.get(i);
        }
        chart.addSeries(y, xs, ys).setMarker(SeriesMarkers.NONE);
        save(chart, file);
    }

    /// Points, and a curve through `fitX`, `fitY`.
    public static void fit(Path file, String title, double[] xs, double[] ys, double[] fitX, double[] fitY)
            throws IOException {
        var chart = chart(title, "x", "y");
        chart.addSeries("data", xs, ys).setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        chart.addSeries("fit", fitX, fitY).setMarker(SeriesMarkers.NONE);
        save(chart, file);
    }

    /// Bars beside each other for each of `categories`, one of each of `series`; a series may lack a category
    /// (NaN).
    public static void bars(
            Path file, String title, String y, List<String> categories, SequencedMap<String, List<Double>> series)
            throws IOException {
        var chart = new CategoryChartBuilder()
                .width(Math.max(800, 200 + 90 * categories.size()))
                .height(500)
                .title(title)
                .yAxisTitle(y)
                .build();
        chart.getStyler().setXAxisLabelRotation(45);
        series.forEach((name, values) -> chart.addSeries(
                name, categories, values.stream().map(v -> v.isNaN() ? null : v).toList()));
        Files.write(file, ChartEncoder.getBytes(chart, "png"));
    }

    private static XYChart chart(String title, String x, String y) {
        var chart = new XYChartBuilder()
                .width(800)
                .height(500)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        chart.getStyler().setMarkerSize(4);
        return chart;
    }

    private static void save(XYChart chart, Path file) throws IOException {
        Files.write(file, ChartEncoder.getBytes(chart, "png"));
    }
}
