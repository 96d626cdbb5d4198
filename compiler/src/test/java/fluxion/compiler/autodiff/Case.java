package fluxion.compiler.autodiff;

import fluxion.ir.DType;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;

/// A function to differentiate, with the point to do it at.
///
/// @param name what the test is called
/// @param graph a function of f64 tensors
/// @param point its arguments
/// @param orders up to which order finite differences can follow it
record Case(String name, Graph graph, List<Tensors.Array> point, int orders) {
    static Case of(String name, List<Tensors.Array> point, BiFunction<GraphBuilder, List<Value>, List<Value>> body) {
        var g = new GraphBuilder();
        point.forEach(x -> g.parameter(new TensorType(DType.F64, x.shape())));
        var results = body.apply(g, g.parameters());
        return new Case(name, new Graph("f", g.finish(results)), point, 3);
    }

    Case upTo(int order) {
        return new Case(name, graph, point, order);
    }

    /// Numbers in a shape.
    static Tensors.Array at(long[] shape, double... elements) {
        return new Tensors.Array(fluxion.ir.Shape.of(shape), elements);
    }

    /// A vector.
    static Tensors.Array vector(double... elements) {
        return at(new long[] {elements.length}, elements);
    }

    /// A scalar.
    static Tensors.Array scalar(double x) {
        return at(new long[0], x);
    }

    /// Different numbers of either sign, of size 0.3 to 2, in a shape.
    static Tensors.Array some(long seed, long... shape) {
        int n = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        var random = new java.util.Random(seed);
        var elements = new double[n];
        for (int i = 0; i < n; i++) {
            elements[i] = (random.nextBoolean() ? 1 : -1) * (0.3 + 1.7 * random.nextDouble());
        }
        return at(shape, elements);
    }

    /// The same, all positive.
    static Tensors.Array positive(long seed, long... shape) {
        var some = some(seed, shape);
        return at(shape, Arrays.stream(some.elements()).map(Math::abs).toArray());
    }

    @Override
    public String toString() {
        return name;
    }
}
