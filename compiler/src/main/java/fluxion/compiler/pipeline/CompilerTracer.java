package fluxion.compiler.pipeline;

import fluxion.compiler.simplify.InterpretedGraph;
import fluxion.compiler.trace.GraphCompiler;
import fluxion.compiler.trace.GraphTracer;
import fluxion.ir.Graph;
import fluxion.runtime.Executable;
import java.util.Set;

/// The tracer that tensors find as a service.
public final class CompilerTracer extends GraphTracer {
    /// Creates a tracer with its own caches.
    public CompilerTracer() {
        super(new Pipelined(), Boolean.getBoolean("fluxion.positions"));
    }

    private static final class Pipelined implements GraphCompiler {
        @Override
        public Executable compile(Graph graph) {
            return Pipeline.compile(graph, Set.of()).executable();
        }

        @Override
        public Executable interpret(Graph graph) {
            return new InterpretedGraph(graph);
        }
    }
}
