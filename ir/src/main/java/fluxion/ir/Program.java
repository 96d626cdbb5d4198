package fluxion.ir;

import java.util.LinkedHashSet;
import java.util.List;

/// A lowered graph, ready for a backend.
///
/// @param graph program ops; its parameters are the buffers of the arguments, then those of the results, and it yields
///     nothing
/// @param arguments the types of the arguments, which bind the symbols
/// @param results the types of the results
/// @param inPlace for each result the argument whose buffer it may be given as its own, or -1: the program is right
/// with
///     that one buffer in both places. All other buffers must not overlap
public record Program(Graph graph, List<TensorType> arguments, List<TensorType> results, List<Integer> inPlace) {
    /// Copies the lists.
    public Program {
        arguments = List.copyOf(arguments);
        results = List.copyOf(results);
        inPlace = List.copyOf(inPlace);
    }

    /// The names of the symbols in the order in which executables take their values: that of the arguments'
    /// dimensions, as [Graph#symbols()] of the graph that was lowered.
    public List<String> symbols() {
        var symbols = new LinkedHashSet<String>();
        for (var argument : arguments) {
            argument.shape().dims().forEach(dim -> symbols.addAll(dim.symbols()));
        }
        return List.copyOf(symbols);
    }
}
