package fluxion.compiler.trace;

import fluxion.ir.Graph;
import fluxion.tensor.Variable;
import java.util.List;

/// What tracing a function gives.
///
/// @param graph its parameters are the arguments, then `hidden`; its results are those of the function, then the
///     values
/// of
///     `written`
/// @param arguments how many arguments there are
/// @param results how many results the function has
/// @param hidden what it takes from outside
/// @param written the variables that it assigns
public record TracedFunction(Graph graph, int arguments, int results, List<Hidden> hidden, List<Variable> written) {
    /// Copies the lists.
    public TracedFunction {
        hidden = List.copyOf(hidden);
        written = List.copyOf(written);
    }
}
