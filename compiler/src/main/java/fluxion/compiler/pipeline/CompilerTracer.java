package fluxion.compiler.pipeline;

import fluxion.annotation.MathMode;
import fluxion.compiler.simplify.InterpretedGraph;
import fluxion.compiler.trace.CompiledGraph;
import fluxion.compiler.trace.GraphCompiler;
import fluxion.compiler.trace.GraphTracer;
import fluxion.ir.Graph;
import fluxion.runtime.Executable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The tracer that tensors find as a service.
///
/// `-Dfluxion.check=nan` makes what it compiles stop at the first NaN or infinity; `-Dfluxion.positions=true` keeps the
/// lines of eager operations, which that needs.
public final class CompilerTracer extends GraphTracer {
    /// Creates a tracer with its own caches.
    public CompilerTracer() {
        this("nan".equals(System.getProperty("fluxion.check", "")));
    }

    private CompilerTracer(boolean checks) {
        super(new Pipelined(checks), checks || Boolean.getBoolean("fluxion.positions"));
    }

    private static final class Pipelined implements GraphCompiler {
        private final boolean checks;

        Pipelined(boolean checks) {
            this.checks = checks;
        }

        @Override
        public CompiledGraph compile(Graph graph, MathMode math) {
            var all = IntStream.range(0, graph.parameters().size()).boxed().collect(Collectors.toSet());
            var compiled = Pipeline.compile(checks ? FiniteChecks.run(graph) : graph, math, all);
            return new CompiledGraph(compiled.executable(), compiled.program().inPlace());
        }

        @Override
        public Executable interpret(Graph graph) {
            return new InterpretedGraph(graph);
        }
    }
}
