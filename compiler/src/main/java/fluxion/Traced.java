package fluxion;

import fluxion.compiler.trace.GraphTracer;
import fluxion.compiler.trace.TracedFunction;
import fluxion.ir.TensorType;
import fluxion.tensor.Structure;
import fluxion.tensor.StructureException;
import fluxion.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A function of structures as a graph.
///
/// @param function the graph and what it takes from outside
/// @param arguments the structures of the arguments
/// @param result the structure of the result
record Traced(TracedFunction function, List<Structure> arguments, Structure result) {
    /// Copies the list.
    Traced {
        arguments = List.copyOf(arguments);
    }

    /// Traces `f` to be transformed and applied in the scope of this thread, at arguments like `arguments`.
    static Traced applied(String name, Packed f, Object[] arguments) {
        var structures = Arrays.stream(arguments).map(Structure::of).toList();
        return applied(name, f, structures, types(leaves(structures, arguments)));
    }

    /// Traces `f` at arguments of the given structures and types.
    static Traced applied(String name, Packed f, List<Structure> structures, List<TensorType> types) {
        var result = new Structure[1];
        var traced = GraphTracer.current().traceApplied(name, types, leaves -> call(f, structures, leaves, result));
        return new Traced(traced, structures, result[0]);
    }

    /// Traces `f` to be compiled.
    static Traced compiled(String name, Packed f, List<Structure> structures, List<TensorType> types) {
        var result = new Structure[1];
        var traced = GraphTracer.current().traceCompiled(name, types, leaves -> call(f, structures, leaves, result));
        return new Traced(traced, structures, result[0]);
    }

    private static List<Tensor> call(Packed f, List<Structure> structures, List<Tensor> leaves, Structure[] result) {
        var value = f.apply(rebuild(structures, leaves.iterator()));
        result[0] = Structure.of(value);
        return result[0].leaves(value);
    }

    static @Nullable Object[] rebuild(List<Structure> structures, Iterator<? extends @Nullable Tensor> leaves) {
        var values = new @Nullable Object[structures.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = structures.get(i).rebuild(leaves);
        }
        return values;
    }

    /// The tensors of all arguments, in order.
    static List<Tensor> leaves(List<Structure> structures, Object[] arguments) {
        var leaves = new ArrayList<Tensor>();
        for (int i = 0; i < arguments.length; i++) {
            leaves.addAll(structures.get(i).leaves(arguments[i]));
        }
        return leaves;
    }

    static List<TensorType> types(List<Tensor> tensors) {
        return tensors.stream().map(Tensor::type).toList();
    }

    /// The numbers of the leaves of each argument in `chosen`, in the order of the arguments.
    List<List<Integer>> leafNumbers(int... chosen) {
        var numbers = new ArrayList<List<Integer>>();
        for (var _ : arguments) {
            numbers.add(List.of());
        }
        for (int argument : chosen) {
            if (argument < 0 || argument >= arguments.size()) {
                throw new StructureException(
                        "there is no argument " + argument + "; they are numbered 0 to " + (arguments.size() - 1));
            }
            int from = 0;
            for (int i = 0; i < argument; i++) {
                from += arguments.get(i).size();
            }
            var mine = new ArrayList<Integer>();
            for (int i = 0; i < arguments.get(argument).size(); i++) {
                mine.add(from + i);
            }
            numbers.set(argument, mine);
        }
        return numbers;
    }

    /// Applies a graph made from this one, whose parameters and results begin with those of this.
    ///
    /// @param more arguments for parameters beyond those of this
    List<Tensor> apply(fluxion.ir.Graph graph, List<Tensor> leaves, List<Tensor> more) {
        var tracer = GraphTracer.current();
        var all = new ArrayList<>(leaves);
        all.addAll(tracer.bind(function.hidden()));
        all.addAll(more);
        var results = tracer.inline(graph, all);
        assignWritten(results);
        return results;
    }

    /// Assigns the variables that the function assigns.
    ///
    /// @param results those of a graph that begin with those of this one
    void assignWritten(List<Tensor> results) {
        for (int i = 0; i < function.written().size(); i++) {
            function.written().get(i).assign(results.get(function.results() + i));
        }
    }
}
