package fluxion.compiler.pipeline;

import fluxion.compiler.simplify.DeadCode;
import fluxion.compiler.simplify.Simplify;
import fluxion.ir.Graph;
import java.util.List;

/// The order of the passes, in full, in one place.
public final class Pipeline {
    /// From a traced or differentiated graph to the one that is lowered.
    public static final List<Pass> OPTIMISE = List.of(
            new Pass("dead-code", DeadCode::run), // first, since rules and folding cost more than looking
            new Pass("simplify", Simplify::run),
            new Pass("sweep", DeadCode::run)); // what simplification has left unused

    private Pipeline() {}

    /// Runs `passes` over `graph`, each followed by what `stages` does with its result.
    public static Graph run(List<Pass> passes, Graph graph, Stages stages) {
        for (var pass : passes) {
            graph = pass.run().apply(graph);
            stages.graph(pass.name(), graph);
        }
        return graph;
    }
}
