package fluxion.compiler.trace;

import fluxion.annotation.MathMode;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import fluxion.runtime.Storage;
import fluxion.tensor.Handles;
import fluxion.tensor.Tensor;
import fluxion.tensor.Tracer;
import fluxion.tensor.Variable;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Records the operations of tensors: each thread has a stack of scopes, eager use at its bottom.
public class GraphTracer implements Tracer {
    private final GraphCompiler compiler;
    private final Evaluator evaluator;
    private final ThreadLocal<Scope> scopes;
    private final Cache<StructureKey, Object> derived = new Cache<>();

    /// Creates a tracer that runs what it records through `compiler`.
    ///
    /// @param positions whether pending operations of eager use carry the Java line that they come from, which
    ///     costs more than the recording itself; traces carry it always
    public GraphTracer(GraphCompiler compiler, boolean positions) {
        this.compiler = compiler;
        this.evaluator = new Evaluator(compiler);
        this.scopes = ThreadLocal.withInitial(() -> new EagerScope(evaluator, positions));
    }

    /// The tracer behind the operations of tensors.
    public static GraphTracer current() {
        return (GraphTracer) Handles.tracer();
    }

    /// The scope of this thread.
    public Scope scope() {
        return scopes.get();
    }

    @Override
    public List<Tensor> record(Op op, List<Tensor> operands) {
        return scope().record(op, operands);
    }

    @Override
    public Tensor number(ScalarOp.Constant value) {
        return scope().number(value);
    }

    @Override
    public Storage evaluate(Tensor tensor) {
        return evaluator.evaluate(tensor);
    }

    @Override
    public void compute(Tensor tensor) {
        evaluator.compute(tensor);
    }

    @Override
    public @Nullable Storage peek(Tensor tensor) {
        return evaluator.peek(tensor);
    }

    @Override
    public Tensor read(Variable variable) {
        return scope().read(variable);
    }

    @Override
    public void assign(Variable variable, Tensor value) {
        scope().assign(variable, value);
    }

    /// Whether what is recorded here may be one operation in place of many: nobody listens, and no lines are kept.
    public boolean callsOnce() {
        return scope() instanceof EagerScope eager && eager.callsOnce();
    }

    /// What was made for a program of the structure `key`, or is made by `maker` now.
    public Object derived(StructureKey key, Supplier<Object> maker) {
        return derived.get(key, maker);
    }

    /// Records a call of `function`, which [#derived] gave, so that it stands for all of its structure; where
    /// [#callsOnce()].
    public List<Tensor> call(fluxion.ir.Function function, List<Tensor> operands) {
        return ((EagerScope) scope()).call(function, operands);
    }

    /// Compiles a graph that a trace gave.
    public CompiledGraph compile(Graph graph, MathMode math) {
        return compiler.compile(graph, math);
    }

    /// Computes the pending operations that read `memory`, which is about to be overwritten.
    public void finishReaders(Owned memory) {
        var readers = memory.takeReaders();
        if (!readers.isEmpty()) {
            evaluator.evaluate(readers);
        }
    }

    /// Makes the tensors that are pending be computed by one program, when one of them is.
    public void group(List<Tensor> tensors) {
        Evaluator.group(tensors);
    }

    /// Traces a function that is compiled, outside all other scopes: what it takes from outside are tensors in
    /// memory or pending, and variables.
    public TracedFunction traceCompiled(
            String name, List<TensorType> arguments, Function<List<Tensor>, List<Tensor>> f) {
        return trace(new TraceScope(name, TraceScope.Kind.COMPILED, scope()), name, arguments, f);
    }

    /// Traces a function that is transformed and applied in the scope of this thread.
    public TracedFunction traceApplied(
            String name, List<TensorType> arguments, Function<List<Tensor>, List<Tensor>> f) {
        return trace(new TraceScope(name, TraceScope.Kind.APPLIED, scope()), name, arguments, f);
    }

    private TracedFunction trace(
            TraceScope scope, String name, List<TensorType> arguments, Function<List<Tensor>, List<Tensor>> f) {
        var parameters = arguments.stream().map(scope::parameter).toList();
        return inside(scope, () -> {
            var yields = new ArrayList<Value>();
            var results = f.apply(parameters);
            results.forEach(result -> yields.add(scope.valueOf(result)));
            scope.written().values().forEach(value -> yields.add(scope.valueOf(value)));
            return new TracedFunction(
                    new Graph(name, scope.builder().finish(yields)),
                    arguments.size(),
                    results.size(),
                    scope.hidden(),
                    List.copyOf(scope.written().keySet()));
        });
    }

    private <R> R inside(TraceScope scope, Supplier<R> body) {
        var around = scopes.get();
        scopes.set(scope);
        try {
            return body.get();
        } finally {
            scopes.set(around);
            scope.close();
        }
    }

    /// A region of an operation, and the tensors whose handles occur in it.
    public record TracedRegion(Region region, List<Tensor> captured) {}

    /// Traces a region of an operation of the scope of this thread.
    ///
    /// @param name what messages call the operation
    public TracedRegion traceRegion(String name, List<TensorType> parameters, Function<List<Tensor>, List<Tensor>> f) {
        var scope = new TraceScope(name, TraceScope.Kind.REGION, scope());
        var tensors = parameters.stream().map(scope::parameter).toList();
        return inside(scope, () -> {
            var yields = f.apply(tensors).stream().map(scope::valueOf).toList();
            var captured = new ArrayList<Tensor>();
            for (var hidden : scope.hidden()) {
                if (hidden instanceof Hidden.OfTensor taken) {
                    captured.add(taken.tensor());
                }
            }
            return new TracedRegion(scope.builder().finish(yields), captured);
        });
    }

    /// The tensors that stand for the hidden parameters of a function traced for the scope of this thread.
    public List<Tensor> bind(List<Hidden> hidden) {
        return hidden.stream()
                .map(h -> switch (h) {
                    case Hidden.OfTensor(var tensor) -> tensor;
                    case Hidden.OfVariable(var variable) -> variable.read();
                })
                .toList();
    }

    /// Records the operations of `graph` in the scope of this thread, with `arguments` for its parameters.
    ///
    /// @return what stands for its results
    public List<Tensor> inline(Graph graph, List<Tensor> arguments) {
        return inline(graph, arguments, new IdentityHashMap<>());
    }

    /// The same; afterwards `tensors` has what stands for each value of the graph.
    public List<Tensor> inline(Graph graph, List<Tensor> arguments, Map<Value, Tensor> tensors) {
        for (int i = 0; i < arguments.size(); i++) {
            tensors.put(graph.parameters().get(i), arguments.get(i));
        }
        for (var node : graph.region().body()) {
            inline(node, tensors);
        }
        return graph.results().stream().map(value -> tensorOf(value, tensors)).toList();
    }

    private static Tensor tensorOf(Value value, Map<Value, Tensor> tensors) {
        var tensor = tensors.get(value);
        if (tensor == null) {
            throw new IllegalStateException("a value of type " + value.type() + " is used before it is defined");
        }
        return tensor;
    }

    /// Records `node` with `tensors` for the values that it uses, and adds its results to them.
    public void inline(Region.Node node, Map<Value, Tensor> tensors) {
        var operands = new ArrayList<Tensor>();
        var copier = new GraphCopier();
        // each use on its own, where that is the whole of what it uses
        boolean nested = !OpSchema.regions(node.op()).isEmpty();
        for (var value : nested ? Free.values(node.op()) : OpSchema.operands(node.op())) {
            var tensor = tensorOf(value, tensors);
            operands.add(tensor);
            copier.bind(value, Handles.of(tensor));
        }
        var op = OpSchema.map(node.op(), copier::copyOf, region -> copier.copyRegion(region, new GraphBuilder()));
        var position =
                node.results().isEmpty() ? null : node.results().getFirst().position();
        var results = scope().replay(op, operands, position);
        for (int i = 0; i < results.size(); i++) {
            tensors.put(node.results().get(i), results.get(i));
        }
    }
}
