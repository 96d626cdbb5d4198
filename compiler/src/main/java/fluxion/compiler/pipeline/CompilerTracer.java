package fluxion.compiler.pipeline;

import fluxion.compiler.simplify.InterpretedGraph;
import fluxion.compiler.trace.CompiledGraph;
import fluxion.compiler.trace.GraphCompiler;
import fluxion.compiler.trace.GraphTracer;
import fluxion.ir.Graph;
import fluxion.runtime.Executable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The tracer that tensors find as a service.
public final class CompilerTracer extends GraphTracer {
    /// Creates a tracer with its own caches.
    public CompilerTracer() {
        super(new Pipelined(), Boolean.getBoolean("fluxion.positions"));
    }

    private static final class Pipelined implements GraphCompiler {
        @Override
        public CompiledGraph compile(Graph graph) {
            var all = IntStream.range(0, graph.parameters().size()).boxed().collect(Collectors.toSet());
            var compiled = Pipeline.compile(graph, all);
            return new CompiledGraph(compiled.executable(), compiled.program().inPlace());
        }

        @Override
        public Executable interpret(Graph graph) {
            return new InterpretedGraph(graph);
        }
    }
}
