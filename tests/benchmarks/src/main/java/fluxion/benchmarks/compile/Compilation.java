package fluxion.benchmarks.compile;

import fluxion.Fluxion;
import fluxion.cli.bench.BenchmarkFailure;
import fluxion.compiler.trace.GraphTracer;
import fluxion.ir.Graph;
import fluxion.ir.interp.Interpreter;
import fluxion.ir.interp.TensorValue;
import fluxion.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/// Value and gradient of a [MixedFunction], compiled once and called once.
final class Compilation {
    private final MixedFunction function;
    private final Arguments arguments;

    /// What the function depends on, and its gradient.
    record Arguments(Tensor x, Tensor w) {}

    /// Prepares a function and its arguments.
    Compilation(int operations, long seed) {
        this.function = new MixedFunction(operations, seed);
        this.arguments = new Arguments(MixedFunction.argument(2 * seed), MixedFunction.argument(2 * seed + 1));
    }

    /// The operations of the function.
    int operations() {
        return function.operations();
    }

    /// Traces, differentiates, compiles and calls. Nothing of an earlier compilation can be used: the numbers in
    /// the function differ.
    ///
    /// @return value, gradient of x, gradient of w
    List<Tensor> run() {
        var compiled = Fluxion.compile((Arguments a) ->
                Fluxion.valueAndGrad((Arguments b) -> function.of(b.x(), b.w())).apply(a));
        var result = compiled.apply(arguments);
        return List.of(result.value(), result.gradient().x(), result.gradient().w());
    }

    /// What [#run] must give, bit for bit: the graph of value and gradient as it was recorded, interpreted.
    List<Tensor> expected() {
        var x = arguments.x();
        var w = arguments.w();
        return Interpreter.run(
                        graph(),
                        TensorValue.of(x.toDoubleArray(), MixedFunction.SIDE, MixedFunction.SIDE),
                        TensorValue.of(w.toDoubleArray(), MixedFunction.SIDE, MixedFunction.SIDE))
                .stream()
                .map(datum -> (TensorValue) datum)
                .map(value -> Tensor.wrap((double[]) value.toArray(), value.shape()))
                .toList();
    }

    /// The graph of value and gradient, before anything is done to it.
    Graph graph() {
        var types = List.of(arguments.x().type(), arguments.w().type());
        return GraphTracer.current()
                .traceCompiled("f", types, leaves -> {
                    var result = Fluxion.valueAndGrad((Arguments b) -> function.of(b.x(), b.w()))
                            .apply(new Arguments(leaves.get(0), leaves.get(1)));
                    return List.of(
                            result.value(),
                            result.gradient().x(),
                            result.gradient().w());
                })
                .graph();
    }

    /// Checks what [#run] gave.
    ///
    /// @throws BenchmarkFailure if it is not what the interpreter gives
    void check(List<Tensor> found) {
        var expected = expected();
        for (int i = 0; i < found.size(); i++) {
            if (!Arrays.equals(found.get(i).toDoubleArray(), expected.get(i).toDoubleArray())) {
                throw new BenchmarkFailure("a function of " + operations() + " operations gives " + found.get(i)
                        + " for "
                        + List.of("the value", "the gradient of x", "the gradient of w")
                                .get(i) + ", not "
                        + expected.get(i));
            }
        }
    }
}
