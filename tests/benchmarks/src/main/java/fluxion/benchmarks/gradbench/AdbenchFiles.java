package fluxion.benchmarks.gradbench;

import fluxion.cli.gradbench.eval.BaEval;
import fluxion.cli.gradbench.eval.HtEval;
import fluxion.cli.gradbench.eval.LstmEval;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/// Reads the inputs of ADBench in the forms that its own tools write.
///
/// @param root the folder with `gmm`, `ba`, `hand`, `lstm`
public record AdbenchFiles(Path root) {
    private static final int HOMOGENEOUS = 4;
    private static final int MATRIX = 16;

    /// Whether the folder is there.
    public boolean exist() {
        return Files.isDirectory(root.resolve("hand"));
    }

    /// A mixture model as ADBench stores it: the diagonal and the rest of each factor in one row.
    ///
    /// @param alpha `[k]`
    /// @param mu [k, d]
    /// @param factors [k, d (d + 1) / 2]: logarithms of the diagonal, then the rest column by column
    /// @param x [n, d]
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Mixture(double[] alpha, double[] mu, double[] factors, double[] x, int d, double gamma, int m) {
        /// The logarithms of the diagonals, [k, d].
        public double[] diagonals() {
            return columns(0, d);
        }

        /// What is below the diagonals, [k, d (d - 1) / 2].
        public double[] rest() {
            return columns(d, d * (d + 1) / 2);
        }

        private double[] columns(int from, int to) {
            int row = d * (d + 1) / 2;
            var part = new double[alpha.length * (to - from)];
            for (int i = 0; i < alpha.length; i++) {
                System.arraycopy(factors, i * row + from, part, i * (to - from), to - from);
            }
            return part;
        }
    }

    /// The mixture model `gmm_dD_kK`.
    public Mixture mixture(int dimensions, int components) {
        var numbers = numbers("gmm/gmm_d" + dimensions + "_K" + components + ".txt");
        int d = integer(numbers);
        int k = integer(numbers);
        int n = integer(numbers);
        return new Mixture(
                doubles(numbers, k),
                doubles(numbers, k * d),
                doubles(numbers, k * d * (d + 1) / 2),
                doubles(numbers, n * d),
                d,
                number(numbers),
                integer(numbers));
    }

    /// The first problem of bundle adjustment.
    public BaEval.Input bundle() {
        var numbers = numbers("ba/ba1_n49_m7776_p31843.txt");
        int n = integer(numbers);
        int m = integer(numbers);
        int p = integer(numbers);
        var camera = doubles(numbers, 11);
        var point = doubles(numbers, 3);
        double weight = number(numbers);
        return BaEval.Input.repeated(camera, point, weight, doubles(numbers, 2), n, m, p);
    }

    /// The text of 1,024 characters, for two layers.
    public LstmEval.Input text() {
        var numbers = numbers("lstm/lstm_l2_c1024.txt");
        int layers = integer(numbers);
        int characters = integer(numbers);
        int bits = integer(numbers);
        return new LstmEval.Input(
                doubles(numbers, 8 * layers * bits),
                doubles(numbers, 3 * bits),
                doubles(numbers, 2 * layers * bits),
                doubles(numbers, characters * bits),
                bits);
    }

    /// The small hand `number`, 1 or 4.
    public HtEval.Input hand(boolean simple, int number) {
        int points = 100 * number;
        var name = (simple ? "simple" : "complicated") + "_small/hand" + number + "_t26_c" + points + ".txt";
        var numbers = numbers("hand/" + name);
        int n = integer(numbers);
        int parameters = integer(numbers);
        var correspondences = new int[n];
        var measured = new double[3 * n];
        for (int i = 0; i < n; i++) {
            correspondences[i] = integer(numbers);
            for (int j = 0; j < 3; j++) {
                measured[3 * i + j] = number(numbers);
            }
        }
        var us = doubles(numbers, simple ? 0 : 2 * n);
        return new HtEval.Input(doubles(numbers, parameters), us, model(), correspondences, measured);
    }

    private HtEval.Model model() {
        var bones = fields("hand/model/bones.txt");
        var parents = new int[bones.size()];
        var relatives = new double[MATRIX * parents.length];
        var inverses = new double[MATRIX * parents.length];
        for (int i = 0; i < parents.length; i++) {
            parents[i] = Integer.parseInt(bones.get(i)[1]);
            for (int j = 0; j < MATRIX; j++) {
                relatives[MATRIX * i + j] = Double.parseDouble(bones.get(i)[2 + j]);
                inverses[MATRIX * i + j] = Double.parseDouble(bones.get(i)[2 + MATRIX + j]);
            }
        }
        var vertices = fields("hand/model/vertices.txt");
        var positions = new double[HOMOGENEOUS * vertices.size()];
        var weights = new double[vertices.size() * parents.length];
        for (int i = 0; i < vertices.size(); i++) {
            var vertex = vertices.get(i);
            for (int j = 0; j < 3; j++) {
                positions[HOMOGENEOUS * i + j] = Double.parseDouble(vertex[j]);
            }
            positions[HOMOGENEOUS * i + 3] = 1;
            int count = Integer.parseInt(vertex[8]);
            for (int j = 0; j < count; j++) {
                weights[i * parents.length + Integer.parseInt(vertex[9 + 2 * j])] =
                        Double.parseDouble(vertex[10 + 2 * j]);
            }
        }
        var triangles = fields("hand/model/triangles.txt");
        var corners = new int[3 * triangles.size()];
        for (int i = 0; i < corners.length; i++) {
            corners[i] = Integer.parseInt(triangles.get(i / 3)[i % 3]);
        }
        return new HtEval.Model(parents, relatives, inverses, positions, weights, corners);
    }

    private List<String[]> fields(String name) {
        try {
            var lines = new ArrayList<String[]>();
            for (var line : Files.readAllLines(root.resolve(name))) {
                lines.add(line.strip().split(":", -1));
            }
            return lines;
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    private StringTokenizer numbers(String name) {
        try {
            return new StringTokenizer(Files.readString(root.resolve(name)));
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    private UncheckedIOException unreadable(String name, IOException e) {
        return new UncheckedIOException("cannot read " + root.resolve(name) + ": " + e.getMessage(), e);
    }

    private static int integer(StringTokenizer numbers) {
        return Integer.parseInt(numbers.nextToken());
    }

    private static double number(StringTokenizer numbers) {
        return Double.parseDouble(numbers.nextToken());
    }

    private static double[] doubles(StringTokenizer numbers, int count) {
        var values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = number(numbers);
        }
        return values;
    }
}
