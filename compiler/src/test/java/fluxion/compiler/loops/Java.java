package fluxion.compiler.loops;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.List;
import java.util.function.BiFunction;

/// Writes loops as lifted Java has them: counters are `i32`, the loop is a `while`, each access is checked.
final class Java {
    static final TensorType I32 = TensorType.scalar(DType.I32);
    static final TensorType F64 = TensorType.scalar(DType.F64);

    private Java() {}

    /// The body of a method of one result.
    interface Method {
        Value body(GraphBuilder g);
    }

    static Graph method(Method method) {
        var g = new GraphBuilder();
        var result = method.body(g);
        return new Graph("f", g.finish(List.of(result)));
    }

    static Value array(GraphBuilder g, String name) {
        return array(g, Dim.symbol(name));
    }

    static Value array(GraphBuilder g, Dim... dims) {
        return g.parameter(new TensorType(DType.F64, Shape.of(dims)));
    }

    static Value length(GraphBuilder g, Value array) {
        return g.size(array.shape().dim(0), DType.I32);
    }

    static Value i(GraphBuilder g, long value) {
        return g.constant(DType.I32, value);
    }

    static Value load(GraphBuilder g, Value array, Value... indices) {
        return g.add(new TensorOp.Load(
                array,
                List.of(indices).stream().map(i -> g.convert(i, DType.I64)).toList()));
    }

    /// Makes the next value of an accumulator.
    interface Body {
        Value next(GraphBuilder g, Value i, Value sum);
    }

    /// `for (int i = start; condition(i); i += step) sum = body(i, sum)`; gives the last sum.
    static Value loop(
            GraphBuilder g,
            Value start,
            BiFunction<GraphBuilder, Value, Value> condition,
            long step,
            Value sum,
            Body body) {
        var test = g.nested();
        var tested = test.parameter(start.type());
        test.parameter(sum.type());
        var goesOn = condition.apply(test, tested);
        var round = g.nested();
        var i = round.parameter(start.type());
        var before = round.parameter(sum.type());
        var after = body.next(round, i, before);
        var next = round.add(i, round.constant(start.dtype(), step));
        return g.append(new ControlOp.While(
                        List.of(start, sum), test.finish(List.of(goesOn)), round.finish(List.of(next, after))))
                .get(1);
    }

    /// `for (int i = 0; i < bound; i++)`
    static Value up(GraphBuilder g, Value bound, Value sum, Body body) {
        return loop(g, i(g, 0), (at, i) -> at.compare(CompareFn.LT, i, bound), 1, sum, body);
    }

    static Value zero(GraphBuilder g) {
        return g.constant(DType.F64, 0.0);
    }

    static Value minus(GraphBuilder g, Value x, long by) {
        return g.binary(BinaryFn.SUB, x, i(g, by));
    }

    static Value plus(GraphBuilder g, Value x, long by) {
        return g.add(x, i(g, by));
    }
}
