package fluxion.compiler.lower;

import fluxion.ir.CompareFn;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.ElementaryFn;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.ReduceFn;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.UnaryFn;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.List;

/// A training step of a two-layer perceptron, written by hand: relu, softmax cross-entropy of integer labels, Adam.
///
/// Arguments: for w1, b1, w2, b2 the parameter and both moments, then the step count, x and the labels. Results: the
/// same twelve, the next step count, the loss.
final class TrainingStep {
    private static final Dim B = Dim.symbol("B");

    private final GraphBuilder g = new GraphBuilder();

    private TrainingStep() {}

    static Graph of(long inputs, long hidden, long classes) {
        return new TrainingStep().build(inputs, hidden, classes);
    }

    private Graph build(long inputs, long hidden, long classes) {
        var shapes = List.of(Shape.of(inputs, hidden), Shape.of(hidden), Shape.of(hidden, classes), Shape.of(classes));
        var state = new ArrayList<Value[]>();
        for (var shape : shapes) {
            var type = new TensorType(DType.F32, shape);
            state.add(new Value[] {g.parameter(type), g.parameter(type), g.parameter(type)});
        }
        var step = g.parameter(TensorType.scalar(DType.F32));
        var x = g.parameter(new TensorType(DType.F32, Shape.of(B, Dim.of(inputs))));
        var labels = g.parameter(new TensorType(DType.I32, Shape.of(B)));
        var w2 = state.get(2)[0];

        var hiddenShape = Shape.of(B, Dim.of(hidden));
        var outputShape = Shape.of(B, Dim.of(classes));
        var z1 = g.add(dot(x, 1, state.get(0)[0], 0), g.broadcast(state.get(1)[0], hiddenShape, List.of(1)));
        var h = g.binary(fluxion.ir.BinaryFn.MAX, z1, full(hiddenShape, 0));
        var logits = g.add(dot(h, 1, w2, 0), g.broadcast(state.get(3)[0], outputShape, List.of(1)));
        var largest = g.reduce(ReduceFn.MAX, logits, List.of(1));
        var shifted = g.sub(logits, g.broadcast(largest, outputShape, List.of(0)));
        var exp = g.elementary(ElementaryFn.EXP, shifted);
        var sum = g.reduce(ReduceFn.SUM, exp, List.of(1));
        var logSum = g.elementary(ElementaryFn.LOG, sum);
        var logSoftmax = g.sub(shifted, g.broadcast(logSum, outputShape, List.of(0)));
        var picked = g.add(new TensorOp.Gather(logSoftmax, labels, 1, 1));
        var count = g.size(B, DType.F32);
        var loss = g.div(g.unary(UnaryFn.NEG, g.reduce(ReduceFn.SUM, picked, List.of(0))), count);

        var softmax = g.div(exp, g.broadcast(sum, outputShape, List.of(0)));
        var classIndex = g.add(new TensorOp.Iota(new TensorType(DType.I32, outputShape), 1));
        var isLabel = g.compare(CompareFn.EQ, classIndex, g.broadcast(labels, outputShape, List.of(0)));
        var oneHot = g.select(isLabel, full(outputShape, 1), full(outputShape, 0));
        var dLogits = g.div(g.sub(softmax, oneHot), g.broadcast(count, outputShape));
        var dHidden = dot(dLogits, 1, w2, 1);
        var dZ1 = g.select(g.compare(CompareFn.GT, z1, full(hiddenShape, 0)), dHidden, full(hiddenShape, 0));
        var gradients = List.of(
                dot(x, 0, dZ1, 0),
                g.reduce(ReduceFn.SUM, dZ1, List.of(0)),
                dot(h, 0, dLogits, 0),
                g.reduce(ReduceFn.SUM, dLogits, List.of(0)));

        var next = g.add(step, g.constant(DType.F32, 1.0));
        var one = g.constant(DType.F32, 1.0);
        var correction1 = g.sub(one, power(0.9, next));
        var correction2 = g.sub(one, power(0.999, next));
        var results = new ArrayList<Value>();
        for (int i = 0; i < state.size(); i++) {
            adam(state.get(i), gradients.get(i), correction1, correction2, results);
        }
        results.add(next);
        results.add(loss);
        return new Graph("step", g.finish(results));
    }

    private Value power(double base, Value exponent) {
        var log = g.constant(DType.F32, Math.log(base));
        return g.elementary(ElementaryFn.EXP, g.mul(exponent, log));
    }

    private void adam(Value[] state, Value gradient, Value correction1, Value correction2, List<Value> results) {
        var shape = state[0].shape();
        var m = g.add(g.mul(state[1], full(shape, 0.9)), g.mul(gradient, full(shape, 0.1)));
        var v = g.add(g.mul(state[2], full(shape, 0.999)), g.mul(g.mul(gradient, gradient), full(shape, 0.001)));
        var mean = g.div(m, g.broadcast(correction1, shape));
        var scale = g.unary(UnaryFn.SQRT, g.div(v, g.broadcast(correction2, shape)));
        var change = g.div(g.mul(mean, full(shape, 1e-3)), g.add(scale, full(shape, 1e-8)));
        results.add(g.sub(state[0], change));
        results.add(m);
        results.add(v);
    }

    private Value full(Shape shape, double value) {
        return g.full(new TensorType(DType.F32, shape), value);
    }

    private Value dot(Value x, int axisX, Value y, int axisY) {
        return g.add(new TensorOp.Dot(x, y, List.of(), List.of(), List.of(axisX), List.of(axisY)));
    }
}
