package fluxion.compiler.pipeline;

import fluxion.compiler.autodiff.Gradients;
import fluxion.compiler.jvm.JvmBackend;
import fluxion.compiler.lift.Lifter;
import fluxion.compiler.lower.Lowering;
import fluxion.compiler.trace.GraphTracer;
import fluxion.ir.Graph;
import fluxion.ir.Program;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.tensor.Tensor;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/// A function at each stage of its way through the compiler. Each stage is computed when it is asked for.
public final class Explanation {
    private final Graph trace;
    private final List<Integer> wrt;
    // whether it becomes one static method on primitives and arrays
    private final boolean direct;

    private Explanation(Graph trace, List<Integer> wrt, boolean direct) {
        this.trace = trace;
        this.wrt = wrt;
        this.direct = direct;
    }

    /// Captures `f` at arguments of the given types.
    ///
    /// @param wrt the numbers of the arguments that the gradient is taken for; those that are no floats are left
    /// out
    public static Explanation of(
            String name, List<TensorType> arguments, List<Integer> wrt, Function<List<Tensor>, List<Tensor>> f) {
        var trace = GraphTracer.current().traceCompiled(name, arguments, f).graph();
        new Stages().graph("trace", trace);
        return new Explanation(
                trace,
                wrt.stream().filter(i -> arguments.get(i).dtype().isFloat()).toList(),
                false);
    }

    /// The same function, never its gradient.
    public Explanation undifferentiated() {
        return new Explanation(trace, List.of(), direct);
    }

    /// Lifts a static method of numbers and arrays. Its gradient is for all floats that are not
    /// [fluxion.annotation.Constant].
    ///
    /// @throws fluxion.compiler.lift.LiftException if it does what cannot be lifted
    public static Explanation of(Method method) {
        var lifted = Lifter.lift(method);
        var graph = Pipeline.run(Pipeline.LIFTED, lifted.graph(), new Stages());
        var wrt = lifted.parameters().stream()
                .filter(parameter -> !parameter.constant())
                .flatMap(parameter -> IntStream.range(parameter.first(), parameter.first() + parameter.count())
                        .boxed())
                .filter(i -> graph.parameters().get(i).dtype().isFloat())
                .toList();
        return new Explanation(graph, wrt, true);
    }

    /// The graph as it was captured; for a lifted method with its loops recognised.
    public Graph trace() {
        return trace;
    }

    /// The graph of value and gradient if the function gives one float scalar; of values and cotangents, from
    /// cotangents of the results, if it gives other floats; the function itself if nothing of it has a derivative.
    public Graph vjp() {
        var results = trace.region().yieldTypes();
        if (wrt.isEmpty() || results.stream().noneMatch(Explanation::isFloat)) {
            return trace;
        }
        boolean scalar = results.size() == 1 && results.getFirst() instanceof TensorType type && type.rank() == 0;
        return (scalar ? Gradients.valueAndGradient(trace, wrt) : Gradients.vjp(trace, wrt)).graph();
    }

    private static boolean isFloat(Type type) {
        return type instanceof TensorType tensor && tensor.dtype().isFloat();
    }

    /// The graph of the derivative, simplified.
    public Graph simplify() {
        return Pipeline.run(Pipeline.OPTIMISE, vjp(), new Stages());
    }

    /// The simplified graph as a program.
    public Program lower() {
        return direct ? Lowering.direct(simplify(), Set.of()) : Pipeline.lower(simplify(), Set.of(), new Stages());
    }

    /// What memory the program works on, where a caller gives away the arguments numbered `donated`.
    public MemoryUse memory(Set<Integer> donated) {
        return MemoryUse.of(
                direct ? Lowering.direct(simplify(), donated) : Pipeline.lower(simplify(), donated, new Stages()));
    }

    /// The program as class files for this machine, by binary name.
    public Map<String, byte[]> bytecode() {
        return direct
                ? Map.of("fluxion.generated.Direct", JvmBackend.emitDirect(lower(), "fluxion/generated/Direct"))
                : JvmBackend.emit(lower()).classes();
    }
}
