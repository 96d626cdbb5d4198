package fluxion.compiler.trace;

import fluxion.runtime.Executable;
import java.util.List;

/// A compiled graph.
///
/// @param executable runs it
/// @param inPlace for each result the argument whose storage it may be given, or -1
public record CompiledGraph(Executable executable, List<Integer> inPlace) {
    /// Copies the list.
    public CompiledGraph {
        inPlace = List.copyOf(inPlace);
    }
}
