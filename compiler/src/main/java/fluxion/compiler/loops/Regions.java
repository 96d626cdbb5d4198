package fluxion.compiler.loops;

import fluxion.ir.Graph;
import fluxion.ir.OpSchema;

/// Whether a graph has something to look at.
final class Regions {
    private Regions() {}

    /// Whether `graph` has neither loops nor branches.
    static boolean none(Graph graph) {
        return graph.region().body().stream()
                .allMatch(node -> OpSchema.regions(node.op()).isEmpty());
    }
}
