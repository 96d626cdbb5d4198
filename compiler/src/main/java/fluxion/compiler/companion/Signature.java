package fluxion.compiler.companion;

import fluxion.annotation.DerivativeKind;
import fluxion.runtime.companion.DifferentiableMethod;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;

/// The Java types of a derivative of a method: what [fluxion.runtime.companion.DerivativeLinker] says in words.
///
/// @param arguments of the method, then cotangents, tangents or vectors
/// @param results what it computes, in order
public record Signature(List<Class<?>> arguments, List<Class<?>> results) {
    /// Copies the lists.
    public Signature {
        arguments = List.copyOf(arguments);
        results = List.copyOf(results);
    }

    /// The types of `kind` of `method` for one evaluation.
    ///
    /// @param outputs the types of the outputs of the method
    /// @param captured types of further arguments of the method's graph
    static Signature of(
            DifferentiableMethod method, DerivativeKind kind, List<Class<?>> outputs, List<Class<?>> captured) {
        var inputs = new ArrayList<Class<?>>();
        method.inputs().forEach(i -> inputs.add(method.parameterTypes().get(i)));
        var more = List.<Class<?>>copyOf(
                switch (kind) {
                    case VJP -> outputs;
                    case JVP, HVP -> inputs;
                    case VALUE, GRADIENT, VALUE_AND_GRADIENT, JACOBIAN, HESSIAN -> List.of();
                });
        var results = new ArrayList<Class<?>>(
                switch (kind) {
                    case VALUE, VALUE_AND_GRADIENT, JVP -> outputs;
                    case GRADIENT, VJP, HVP -> inputs;
                    case JACOBIAN -> List.of(matrix(outputs, inputs));
                    case HESSIAN -> List.of(matrix(inputs, inputs));
                });
        if (kind == DerivativeKind.VALUE_AND_GRADIENT) {
            results.addAll(inputs);
        }
        var arguments = new ArrayList<>(method.parameterTypes());
        arguments.addAll(captured);
        arguments.addAll(more);
        return new Signature(arguments, results);
    }

    private static Class<?> matrix(List<Class<?>> rows, List<Class<?>> columns) {
        boolean wide =
                rows.stream().anyMatch(Signature::isDouble) || columns.stream().anyMatch(Signature::isDouble);
        return wide ? double[].class : float[].class;
    }

    private static boolean isDouble(Class<?> type) {
        return Records.leaves(type).stream().anyMatch(leaf -> JavaTypes.element(leaf) == double.class);
    }

    /// The number of the result that a handle returns, the first that is a number; -1 if it returns nothing.
    public int returned() {
        for (int i = 0; i < results.size(); i++) {
            if (!results.get(i).isArray()) {
                return i;
            }
        }
        return -1;
    }

    /// The type of a handle: arguments, then an array for each result that it does not return.
    public MethodType handle() {
        int returned = returned();
        var parameters = new ArrayList<>(arguments);
        for (int i = 0; i < results.size(); i++) {
            if (i != returned) {
                parameters.add(JavaTypes.holder(results.get(i)));
            }
        }
        return MethodType.methodType(returned < 0 ? void.class : results.get(returned), parameters);
    }
}
