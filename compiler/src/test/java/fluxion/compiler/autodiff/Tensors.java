package fluxion.compiler.autodiff;

import fluxion.ir.DType;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.ReduceFn;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import fluxion.ir.interp.Datum;
import fluxion.ir.interp.Interpreter;
import fluxion.ir.interp.TensorValue;
import fluxion.ir.verify.Verifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Runs graphs of f64 tensors on arrays.
final class Tensors {
    private Tensors() {}

    /// An array and its shape.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Array(Shape shape, double[] elements) {
        TensorValue value() {
            return TensorValue.of(elements, shape.constants());
        }

        Array plus(double step, Array direction) {
            var sum = elements.clone();
            for (int i = 0; i < sum.length; i++) {
                sum[i] += step * direction.elements[i];
            }
            return new Array(shape, sum);
        }

        double dot(Array other) {
            double sum = 0;
            for (int i = 0; i < elements.length; i++) {
                sum += elements[i] * other.elements[i];
            }
            return sum;
        }

        @Override
        public String toString() {
            return shape + Arrays.toString(elements);
        }
    }

    static List<Array> run(Graph graph, List<Array> arguments) {
        var values = new ArrayList<Datum>();
        arguments.forEach(x -> values.add(x.value()));
        return Interpreter.run(Verifier.verify(graph), values).stream()
                .map(Tensors::array)
                .toList();
    }

    @SafeVarargs
    static List<Array> run(Graph graph, List<Array>... arguments) {
        var all = new ArrayList<Array>();
        for (var some : arguments) {
            all.addAll(some);
        }
        return run(graph, all);
    }

    static Array array(Datum datum) {
        var tensor = (TensorValue) datum;
        var elements = new double[tensor.size()];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = tensor.dtype().isFloat() ? tensor.getDouble(i) : tensor.getLong(i);
        }
        return new Array(Shape.of(tensor.shape()), elements);
    }

    /// `f` with all float results weighted differently and summed to one scalar.
    static Graph scalar(Graph f) {
        var g = new GraphBuilder();
        var copier = Gradients.parameters(f, g);
        copier.copy(f.region().body(), g);
        Value sum = g.constant(DType.F64, 0.0);
        for (int k = 0; k < f.results().size(); k++) {
            var y = copier.copyOf(f.results().get(k));
            if (!Differentiability.hasDerivative(y.type())) {
                continue;
            }
            var flat = g.reshape(y, Shape.of(y.shape().size()));
            var i = g.add(new TensorOp.Iota(new TensorType(DType.F64, flat.shape()), 0));
            var phase = g.add(i, g.full(i.tensorType(), 1 + k));
            var weighted = g.mul(flat, g.elementary(fluxion.ir.ElementaryFn.COS, phase));
            sum = g.add(sum, g.reduce(ReduceFn.SUM, weighted, List.of(0)));
        }
        return new Graph(f.name(), g.finish(List.of(sum)));
    }

    /// How many operations `graph` has, those of nested regions and of called functions included.
    static int count(Graph graph) {
        return count(Liveness.live(graph.region().body(), graph.results()));
    }

    private static int count(List<fluxion.ir.Region.Node> nodes) {
        int count = 0;
        for (var node : nodes) {
            count += 1;
            for (var region : fluxion.ir.OpSchema.regions(node.op())) {
                count += count(Liveness.live(region.body(), region.yields()));
            }
            if (node.op() instanceof TensorOp.Call(var function, var _)) {
                count += count(function.primal());
            }
        }
        return count;
    }
}
