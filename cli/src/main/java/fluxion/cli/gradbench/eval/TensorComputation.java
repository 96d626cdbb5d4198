package fluxion.cli.gradbench.eval;

import fluxion.Compiled;
import fluxion.tensor.Tensor;
import java.util.List;
import java.util.function.Function;

/// Computations by compiled functions of tensors, which overwrite their results.
final class TensorComputation {
    private TensorComputation() {}

    /// The computation of `f` at `argument`.
    ///
    /// @param results the tensors of a result, in the order in which their numbers are compared
    /// @param output what the answer of the protocol says
    static <A, R> Computation of(
            Compiled.Of1<A, R> f, A argument, Function<R, List<Tensor>> results, Function<R, Object> output) {
        R result = f.apply(argument);
        return new Computation(
                () -> f.into(result, argument),
                () -> results.apply(result).stream().map(Tensor::toDoubleArray).toList(),
                () -> output.apply(result));
    }
}
