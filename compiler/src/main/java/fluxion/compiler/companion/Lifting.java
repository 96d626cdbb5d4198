package fluxion.compiler.companion;

import fluxion.ir.Graph;
import fluxion.runtime.companion.DifferentiableMethod;
import java.util.List;

/// Where the graph of a method comes from.
@FunctionalInterface
public interface Lifting {
    /// The graph of `method`: a parameter for each of its parameters; the value that it returns, if any, then the
    /// final contents of each array parameter that it writes.
    Lifted lift(DifferentiableMethod method);

    /// A lifted method.
    ///
    /// @param graph the graph
    /// @param written the numbers of the parameters whose final contents are results of it, in their order
    record Lifted(Graph graph, List<Integer> written) {
        /// Copies the list.
        public Lifted {
            written = List.copyOf(written);
        }
    }
}
