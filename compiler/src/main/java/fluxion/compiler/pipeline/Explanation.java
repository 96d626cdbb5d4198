package fluxion.compiler.pipeline;

import fluxion.compiler.autodiff.Gradients;
import fluxion.compiler.jvm.EmittedProgram;
import fluxion.compiler.jvm.JvmBackend;
import fluxion.compiler.trace.GraphTracer;
import fluxion.ir.Graph;
import fluxion.ir.Program;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.tensor.Tensor;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// A function at each stage of its way through the compiler. Each stage is computed when it is asked for.
public final class Explanation {
    private final Graph trace;
    private final List<Integer> wrt;

    private Explanation(Graph trace, List<Integer> wrt) {
        this.trace = trace;
        this.wrt = wrt;
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
                wrt.stream().filter(i -> arguments.get(i).dtype().isFloat()).toList());
    }

    /// The graph as it was captured.
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
        return Pipeline.lower(simplify(), Set.of(), new Stages());
    }

    /// The program as class files for this machine.
    public EmittedProgram bytecode() {
        return JvmBackend.emit(lower());
    }
}
