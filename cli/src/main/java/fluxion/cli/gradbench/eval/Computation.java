package fluxion.cli.gradbench.eval;

import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/// A function at one input, to be called any number of times.
///
/// @param run computes once and overwrites [#results]
/// @param results all numbers that it computes
/// @param output what the answer of the protocol says after a run, in types that have a form in JSON
public record Computation(Runnable run, List<double[]> results, Supplier<Object> output) {
    /// The computation of a number.
    public static Computation ofNumber(DoubleSupplier number) {
        var result = new double[1];
        return new Computation(() -> result[0] = number.getAsDouble(), List.of(result), () -> result[0]);
    }

    /// A computation of one array, which is answered as it is.
    public static Computation ofArray(double[] result, Runnable run) {
        return new Computation(run, List.of(result), () -> result);
    }

    /// A computation of a matrix in one array, which is answered row by row.
    public static Computation ofMatrix(double[] result, int columns, Runnable run) {
        return new Computation(run, List.of(result), () -> rows(result, columns));
    }

    /// The rows of a matrix in one array.
    static double[][] rows(double[] matrix, int columns) {
        var rows = new double[columns == 0 ? 0 : matrix.length / columns][columns];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(matrix, i * columns, rows[i], 0, columns);
        }
        return rows;
    }
}
