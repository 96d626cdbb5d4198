package fluxion.benchmarks.gemm;

import java.util.ArrayList;
import java.util.List;

/// A product of a `rows` x `inner` with an `inner` x `columns` matrix.
///
/// @param transposedA whether A lies in memory column by column
/// @param transposedB whether B lies in memory column by column
record Shape(int rows, int columns, int inner, boolean transposedA, boolean transposedB) {
    private static final int DEFAULT = 1024;

    static List<Shape> named(String name) {
        var shapes = new ArrayList<Shape>();
        if (!name.equals("mlp")) {
            for (int n = 64; n <= 2048; n *= 2) {
                shapes.add(new Shape(n, n, n, false, false));
            }
        }
        if (!name.equals("square")) {
            shapes.add(new Shape(128, 128, 784, false, false));
            shapes.add(new Shape(784, 128, 128, true, false));
            shapes.add(new Shape(128, 10, 128, false, false));
            shapes.add(new Shape(128, 128, 10, false, true));
            shapes.add(new Shape(128, 10, 128, true, false));
        }
        return shapes;
    }

    boolean isDefault() {
        return rows == DEFAULT && columns == DEFAULT && inner == DEFAULT;
    }

    double flops() {
        return 2.0 * rows * columns * inner;
    }

    String label() {
        if (rows == columns && columns == inner) {
            return Integer.toString(rows);
        }
        return rows + "x" + inner + (transposedA ? "t" : "") + "-" + inner + "x" + columns + (transposedB ? "t" : "");
    }
}
