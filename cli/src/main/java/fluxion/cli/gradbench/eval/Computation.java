package fluxion.cli.gradbench.eval;

import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/// A function at one input, to be called any number of times.
///
/// @param run computes once
/// @param numbers all numbers of the last run
/// @param output what the answer of the protocol says of the last run, in types that have a form in JSON
public record Computation(Runnable run, Supplier<List<double[]>> numbers, Supplier<Object> output) {
    /// The computation of a number.
    public static Computation ofNumber(DoubleSupplier number) {
        var result = new double[1];
        return new Computation(() -> result[0] = number.getAsDouble(), () -> List.of(result), () -> result[0]);
    }

    /// A computation of one array, which is answered as it is.
    public static Computation ofArray(double[] result, Runnable run) {
        return new Computation(run, () -> List.of(result), () -> result);
    }

    /// All numbers of the last run.
    public List<double[]> results() {
        return numbers.get();
    }
}
