package fluxion.nn.layer;

import fluxion.ir.Shape;
import fluxion.nn.structure.Leaves;
import fluxion.tensor.RandomKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a network is made of; [#toString()] is the table.
///
/// @param rows a row for each layer, in order
public record Summary(List<Row> rows) {
    /// Copies the list.
    public Summary {
        rows = List.copyOf(rows);
    }

    /// A layer.
    ///
    /// @param name its name in the network
    /// @param kind what it is
    /// @param output the shape of what it makes of an example
    /// @param parameters how many numbers it trains
    /// @param remembered how many numbers its state has
    public record Row(String name, String kind, Shape output, long parameters, long remembered) {}

    static Summary of(Sequential network, Shape input) {
        var shapes = network.shapes(input);
        var rows = new ArrayList<Row>();
        // initial values are lazy: only their shapes are asked for, so nothing is computed
        var key = RandomKey.of(0);
        for (var named : network.layers().entrySet()) {
            var layer = named.getValue();
            var output = shapes.get(rows.size());
            rows.add(new Row(
                    named.getKey(),
                    layer.kind(),
                    output,
                    Leaves.count(layer.params(key, input)),
                    Leaves.count(layer.state(input))));
            input = output;
        }
        return new Summary(rows);
    }

    /// How many numbers are trained.
    public long parameters() {
        return rows.stream().mapToLong(Row::parameters).sum();
    }

    /// How many numbers the states have.
    public long remembered() {
        return rows.stream().mapToLong(Row::remembered).sum();
    }

    /// A line for each layer: name and kind, shape of the result with the axis of the batch, parameters; then the
    /// sums.
    @Override
    public String toString() {
        var lines = new ArrayList<String[]>();
        lines.add(new String[] {"layer", "output", "parameters"});
        for (var row : rows) {
            var dims = row.output().toString();
            lines.add(new String[] {
                row.name() + " (" + row.kind() + ")",
                "[batch" + (row.output().rank() == 0 ? "" : ", ") + dims.substring(1),
                number(row.parameters())
            });
        }
        int first = width(lines, 0);
        int second = width(lines, 1);
        int third = width(lines, 2);
        var text = new StringBuilder();
        for (var line : lines) {
            text.append(line[0]).append(" ".repeat(first - line[0].length() + 2));
            text.append(line[1]).append(" ".repeat(second - line[1].length() + 2));
            text.append(" ".repeat(third - line[2].length())).append(line[2]).append('\n');
        }
        text.append("parameters: ").append(number(parameters()));
        if (remembered() > 0) {
            text.append("\nremembered: ").append(number(remembered()));
        }
        return text.toString();
    }

    private static int width(List<String[]> lines, int column) {
        return lines.stream().mapToInt(line -> line[column].length()).max().orElse(0);
    }

    private static String number(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }
}
