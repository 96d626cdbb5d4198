package fluxion.runtime.companion;

import fluxion.annotation.MathMode;
import java.util.List;
import java.util.stream.Collectors;

/// A static method, and how it is to be differentiated.
///
/// @param owner the class that declares it
/// @param name its name
/// @param parameterTypes the types of its parameters
/// @param inputs the numbers of the parameters to differentiate for
/// @param outputs the numbers of the array parameters whose final contents are the outputs of a method that returns
///     nothing; none for all that it writes
/// @param rows the numbers of the parameters that have a value for each of many rows; none for a single evaluation
/// @param math how it computes
public record DifferentiableMethod(
        Class<?> owner,
        String name,
        List<Class<?>> parameterTypes,
        List<Integer> inputs,
        List<Integer> outputs,
        List<Integer> rows,
        MathMode math) {
    /// Copies the lists.
    public DifferentiableMethod {
        parameterTypes = List.copyOf(parameterTypes);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        rows = List.copyOf(rows);
    }

    /// A method of one evaluation in STRICT mode, with no inputs yet.
    public static DifferentiableMethod of(Class<?> owner, String name, Class<?>... parameterTypes) {
        return new DifferentiableMethod(
                owner, name, List.of(parameterTypes), List.of(), List.of(), List.of(), MathMode.STRICT);
    }

    /// The same with other inputs.
    public DifferentiableMethod inputs(Integer... parameters) {
        return new DifferentiableMethod(owner, name, parameterTypes, List.of(parameters), outputs, rows, math);
    }

    /// The same with other outputs.
    public DifferentiableMethod outputs(Integer... parameters) {
        return new DifferentiableMethod(owner, name, parameterTypes, inputs, List.of(parameters), rows, math);
    }

    /// The same for many rows.
    public DifferentiableMethod rows(Integer... parameters) {
        return new DifferentiableMethod(owner, name, parameterTypes, inputs, outputs, List.of(parameters), math);
    }

    /// The same, computed as `mode` says.
    public DifferentiableMethod math(MathMode mode) {
        return new DifferentiableMethod(owner, name, parameterTypes, inputs, outputs, rows, mode);
    }

    /// `Model.f(double, double[])`
    @Override
    public String toString() {
        return owner.getSimpleName() + "." + name
                + parameterTypes.stream().map(Class::getSimpleName).collect(Collectors.joining(", ", "(", ")"));
    }
}
