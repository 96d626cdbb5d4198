package fluxion.compiler.loops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxion.ir.BinaryFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.ListType;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import fluxion.ir.interp.Interpreter;
import fluxion.ir.interp.TensorValue;
import fluxion.ir.text.GraphPrinter;
import fluxion.ir.verify.Verifier;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/// Which loops become part of others.
class JoinedLoopsTest {
    private static final TensorType VECTOR = new TensorType(DType.F64, Shape.of(Dim.symbol("n")));

    /// What a test changes.
    ///
    /// @param factor what the first loop multiplies elements by, of which it is given its counter
    /// @param place which element of the list the second loop reads, of which it is given count and counter
    private static Graph graph(
            BiFunction<GraphBuilder, Value, Value> factor, Place place, boolean readsTwice, boolean overwrites) {
        var g = new GraphBuilder();
        var x = g.add(new TensorOp.Copy(g.parameter(VECTOR)));
        var count = g.size(VECTOR.shape().dim(0), DType.I64);
        var list = squares(g, x, count, factor);
        if (overwrites) {
            x = g.add(new TensorOp.Store(x, List.of(g.constant(DType.I64, 0L)), g.constant(DType.F64, 5.0), true));
        }
        var body = g.nested();
        var i = body.parameter(count.type());
        var sum = body.parameter(TensorType.scalar(DType.F64));
        var element = body.add(new TensorOp.ListAt(list, place.of(body, count, i)));
        var region = body.finish(List.of(body.add(body.mul(sum, body.constant(DType.F64, 0.5)), element)));
        var sums = g.append(new ControlOp.For(count, List.of(g.constant(DType.F64, 0.0)), region));
        var other = readsTwice ? g.add(new TensorOp.ListAt(list, g.constant(DType.I64, 0L))) : sums.getFirst();
        return new Graph("f", g.finish(List.of(sums.getFirst(), other, x)));
    }

    private interface Place {
        Value of(GraphBuilder g, Value count, Value i);
    }

    private static Value squares(GraphBuilder g, Value x, Value count, BiFunction<GraphBuilder, Value, Value> factor) {
        var type = new ListType(TensorType.scalar(DType.F64));
        var body = g.nested();
        var i = body.parameter(count.type());
        var list = body.parameter(type);
        var element = body.add(new TensorOp.Load(x, List.of(i), false));
        var region =
                body.finish(List.of(body.add(new TensorOp.ListAppend(list, body.mul(element, factor.apply(body, i))))));
        return g.append(new ControlOp.For(count, List.of(g.add(new TensorOp.ListNew(type))), region))
                .getFirst();
    }

    private static Value last(GraphBuilder g, Value count, Value i) {
        return g.sub(g.sub(count, g.constant(DType.I64, 1L)), i);
    }

    private static Value number(GraphBuilder g, Value i) {
        return g.convert(i, DType.F64);
    }

    private static void check(int loops, Graph graph) {
        var after = Verifier.verify(JoinedLoops.run(Verifier.verify(graph)));
        assertEquals(
                loops,
                after.region().body().stream()
                        .filter(node -> node.op() instanceof ControlOp.For)
                        .count(),
                () -> GraphPrinter.print(after));
        var arguments = List.<fluxion.ir.interp.Datum>of(TensorValue.of(new double[] {3, -1, 0.25, 7}, 4));
        assertEquals(
                Interpreter.run(graph, arguments).toString(),
                Interpreter.run(after, arguments).toString());
    }

    @Test
    void fromTheLastRound() {
        check(1, graph(JoinedLoopsTest::number, JoinedLoopsTest::last, false, false));
    }

    @Test
    void fromTheFirstRound() {
        check(1, graph(JoinedLoopsTest::number, (g, count, i) -> i, false, false));
    }

    @Test
    void oneRoundForAll() {
        check(2, graph(JoinedLoopsTest::number, (g, count, i) -> g.constant(DType.I64, 0L), false, false));
    }

    @Test
    void anotherReader() {
        check(2, graph(JoinedLoopsTest::number, JoinedLoopsTest::last, true, false));
    }

    @Test
    void whatIsOverwritten() {
        check(2, graph(JoinedLoopsTest::number, JoinedLoopsTest::last, false, true));
    }

    @Test
    void whatMayFail() {
        BiFunction<GraphBuilder, Value, Value> failing =
                (g, i) -> g.convert(g.binary(BinaryFn.DIV, g.constant(DType.I64, 6L), g.add(i, i)), DType.F64);
        var graph = Verifier.verify(graph(failing, JoinedLoopsTest::last, false, false));
        assertEquals(GraphPrinter.print(graph), GraphPrinter.print(JoinedLoops.run(graph)));
    }
}
