package fluxion.compiler.companion;

import fluxion.ir.Graph;
import fluxion.ir.Region;
import fluxion.ir.Value;
import fluxion.runtime.companion.DifferentiableMethod;
import fluxion.runtime.companion.NotDifferentiableException;
import java.util.ArrayList;
import java.util.List;

/// What is differentiated of a lifted method.
///
/// @param types the Java types of the outputs
/// @param values the values of the method's graph that they are
/// @param parameters the parameters whose final contents they are; none where a value is returned
record Outputs(List<Class<?>> types, List<Value> values, List<Integer> parameters) {
    /// Those of `target`, a record as what it is made of.
    ///
    /// @param graph what it was lifted to
    /// @param written the parameters whose final contents are results of that
    static Outputs of(Target target, Graph graph, List<Integer> written) {
        var method = Records.flat(target.method());
        var parameters = parameters(target, method, written);
        var types = new ArrayList<Class<?>>();
        var values = new ArrayList<Value>();
        if (target.result() != void.class) {
            types.addAll(Records.leaves(target.result()));
            values.addAll(graph.results().subList(0, types.size()));
        }
        for (int output : parameters) {
            int result = written.indexOf(output);
            types.add(method.parameterTypes().get(output));
            values.add(
                    result < 0
                            ? graph.parameters().get(output)
                            : graph.results().get(result));
        }
        return new Outputs(types, values, parameters);
    }

    /// `lifted` with the outputs as its results.
    Graph graph(Graph lifted) {
        var region = lifted.region();
        return new Graph(lifted.name(), new Region(region.parameters(), region.body(), values));
    }

    private static List<Integer> parameters(Target target, DifferentiableMethod method, List<Integer> written) {
        if (target.result() != void.class) {
            return List.of();
        }
        var declared = method.outputs();
        var outputs = declared.isEmpty() ? written : declared;
        if (outputs.isEmpty()) {
            throw new NotDifferentiableException(
                    target.method() + " returns nothing and writes no array, so there is nothing to differentiate");
        }
        return outputs;
    }
}
