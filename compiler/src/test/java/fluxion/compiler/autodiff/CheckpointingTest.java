package fluxion.compiler.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.ElementaryFn;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.ListType;
import fluxion.ir.OpSchema;
import fluxion.ir.ReduceFn;
import fluxion.ir.Region;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.ir.Value;
import fluxion.ir.interp.Datum;
import fluxion.ir.interp.Interpreter;
import fluxion.ir.interp.TensorValue;
import fluxion.ir.text.GraphPrinter;
import fluxion.ir.verify.Verifier;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Loops that keep only what their blocks begin with have the same derivatives, to the bit.
class CheckpointingTest {
    private static final TensorType F64 = TensorType.scalar(DType.F64);
    private static final TensorType I64 = TensorType.scalar(DType.I64);
    private static final TensorType ARRAY = new TensorType(DType.F64, Shape.of(Dim.symbol("x.length")));

    /// `(x, n, s) -> sum`: carries a number and an array that it changes, and reads another.
    private static Graph rounds(boolean counted) {
        var g = new GraphBuilder();
        var x = g.parameter(ARRAY);
        var n = g.parameter(I64);
        var s = g.parameter(F64);
        var initial = new ArrayList<Value>(List.of(s, g.add(new TensorOp.Copy(x))));
        var body = g.nested();
        var results = counted ? counted(g, body, n, initial, x) : asLongAs(g, body, n, initial, x);
        var sum = g.add(results.getFirst(), g.reduce(ReduceFn.SUM, results.get(1), List.of(0)));
        return new Graph("f", g.finish(List.of(sum)));
    }

    private static List<Value> counted(GraphBuilder g, GraphBuilder body, Value n, List<Value> initial, Value x) {
        var i = body.parameter(I64);
        var sum = body.parameter(F64);
        var array = body.parameter(ARRAY);
        return g.append(new ControlOp.For(n, initial, body.finish(round(body, i, sum, array, x))));
    }

    private static List<Value> asLongAs(GraphBuilder g, GraphBuilder body, Value n, List<Value> initial, Value x) {
        initial.add(g.constant(DType.I64, 0L));
        var condition = g.nested();
        condition.parameter(F64);
        condition.parameter(ARRAY);
        var goesOn = condition.compare(CompareFn.LT, condition.parameter(I64), n);
        var sum = body.parameter(F64);
        var array = body.parameter(ARRAY);
        var i = body.parameter(I64);
        var yields = new ArrayList<>(round(body, i, sum, array, x));
        yields.add(body.add(i, body.constant(DType.I64, 1L)));
        return g.append(new ControlOp.While(initial, condition.finish(List.of(goesOn)), body.finish(yields)));
    }

    /// `a = sin(s * x[i mod 3]) + array[i mod 3]; array[i mod 3] = a * s`, and a loop inside.
    private static List<Value> round(GraphBuilder b, Value i, Value sum, Value array, Value x) {
        var three = b.constant(DType.I64, 3L);
        var at = b.binary(BinaryFn.REM, i, three);
        var element = b.add(new TensorOp.Load(x, List.of(at)));
        var old = b.add(new TensorOp.Load(array, List.of(at)));
        var a = b.add(b.elementary(ElementaryFn.SIN, b.mul(sum, element)), old);
        var changed = b.add(new TensorOp.Store(array, List.of(at), b.mul(a, sum)));
        var inner = b.nested();
        var j = inner.parameter(I64);
        var t = inner.parameter(F64);
        var next = inner.mul(inner.elementary(ElementaryFn.COS, t), inner.add(new TensorOp.Load(x, List.of(j))));
        var last = b.append(new ControlOp.For(b.constant(DType.I64, 2L), List.of(a), inner.finish(List.of(next))));
        return List.of(last.getFirst(), changed);
    }

    private static List<Datum> arguments(long n) {
        return List.of(
                TensorValue.of(new double[] {0.9, 1.1, -0.7}, 3),
                TensorValue.of(new long[] {n}),
                TensorValue.of(new double[] {0.3}));
    }

    private static Graph gradient(Graph f, Checkpointing checkpointing) {
        return Verifier.verify(
                Gradients.valueAndGradient(f, List.of(0, 2), checkpointing).graph());
    }

    @Test
    void anyNumberOfRoundsGivesTheSameBits() {
        for (boolean counted : new boolean[] {true, false}) {
            var f = rounds(counted);
            var all = gradient(f, Checkpointing.NONE);
            var blocks = gradient(f, Checkpointing.SQRT);
            IntStream.concat(IntStream.rangeClosed(-1, 100), IntStream.of(997, 4999))
                    .forEach(n -> assertEquals(
                            Interpreter.run(all, arguments(n)),
                            Interpreter.run(blocks, arguments(n)),
                            () -> n + " rounds\n" + GraphPrinter.print(blocks)));
        }
    }

    @Test
    void nestedLoopsAndSecondDerivativesGoOn() {
        var f = rounds(true);
        var first = gradient(f, Checkpointing.SQRT);
        var sum = new GraphBuilder();
        var call = new GraphCopier();
        f.parameters()
                .forEach(x -> call.bind(first.parameters().get(f.parameters().indexOf(x)), sum.parameter(x.type())));
        call.copy(first.region().body(), sum);
        var dot = sum.mul(
                call.copyOf(first.results().get(2)), call.copyOf(first.results().get(2)));
        var squared = new Graph("squared", sum.finish(List.of(dot)));
        assertEquals(
                Interpreter.run(gradient(squared, Checkpointing.NONE), arguments(11)),
                Interpreter.run(gradient(squared, Checkpointing.SQRT), arguments(11)));
    }

    /// The backward of blocks carries no list: what it reads grows with the number of blocks, or of rounds in one.
    @Test
    void listsAreNoLongerThanABlock() {
        var blocks = gradient(rounds(true), Checkpointing.SQRT);
        assertEquals(2, lists(blocks.region()), () -> GraphPrinter.print(blocks));
        assertTrue(lists(gradient(rounds(true), Checkpointing.NONE).region()) > 0);
    }

    /// How many lists loops at the top carry: one of each thing that is carried into a block.
    private static int lists(Region region) {
        int count = 0;
        for (var node : region.body()) {
            for (var result : node.results()) {
                count += OpSchema.regions(node.op()).isEmpty() || !isList(result.type()) ? 0 : 1;
            }
        }
        return count;
    }

    private static boolean isList(Type type) {
        return type instanceof ListType;
    }
}
