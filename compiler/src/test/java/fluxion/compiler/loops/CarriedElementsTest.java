package fluxion.compiler.loops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import fluxion.ir.interp.Datum;
import fluxion.ir.interp.Interpreter;
import fluxion.ir.interp.TensorValue;
import fluxion.ir.text.GraphPrinter;
import fluxion.ir.verify.Verifier;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which elements rounds hand over.
final class CarriedElementsTest {
    private static final int LENGTH = 12;

    /// A loop of as many rounds as the second parameter says: each adds something to the elements at `offsets` from
    /// where it is.
    ///
    /// @param up whether rounds go from the first element on; else from the last one back
    /// @param isRead whether something else reads the array in the loop
    private static Graph graph(boolean up, List<Integer> offsets, boolean isRead) {
        var g = new GraphBuilder();
        var x = g.add(new TensorOp.Copy(g.parameter(new TensorType(DType.F64, Shape.of(LENGTH)))));
        var count = g.parameter(TensorType.scalar(DType.I64));
        int most = offsets.stream().mapToInt(k -> k).max().orElseThrow();
        var last = g.constant(DType.I64, LENGTH - 1L - most);
        var body = g.nested();
        var i = body.parameter(count.type());
        Value array = body.parameter(x.type());
        var at = up ? i : body.sub(last, i);
        for (int k : offsets) {
            var index = k == 0 ? at : body.add(at, body.constant(DType.I64, (long) k));
            var before = body.add(new TensorOp.Load(array, List.of(index), false));
            var more = body.mul(before, body.constant(DType.F64, 1.5 + k));
            array = body.add(new TensorOp.Store(array, List.of(index), more, false));
        }
        if (isRead) {
            var first = body.add(new TensorOp.Load(array, List.of(body.constant(DType.I64, 0L)), false));
            array = body.add(new TensorOp.Store(array, List.of(at), body.add(first, first), false));
        }
        var result = g.append(new ControlOp.For(count, List.of(x), body.finish(List.of(array))));
        return new Graph("f", g.finish(result));
    }

    private static long accesses(Region region) {
        return region.body().stream()
                .filter(node -> node.op() instanceof ControlOp.For)
                .flatMap(node -> OpSchema.regions(node.op()).getFirst().body().stream())
                .filter(node -> node.op() instanceof TensorOp.Load || node.op() instanceof TensorOp.Store)
                .count();
    }

    private static void check(long accesses, Graph graph, int rounds) {
        var after = Verifier.verify(CarriedElements.run(Verifier.verify(graph)));
        assertEquals(accesses, accesses(after.region()), () -> GraphPrinter.print(after));
        var x = IntStream.range(0, LENGTH).mapToDouble(i -> 1 + 0.1 * i).toArray();
        for (long count = 0; count <= rounds; count++) {
            var arguments = List.<Datum>of(TensorValue.of(x, LENGTH), TensorValue.scalar(count));
            assertEquals(Interpreter.run(graph, arguments), Interpreter.run(after, arguments));
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aRoundReadsAndWritesOneElementOfAStretch(boolean up) {
        for (var offsets : List.of(
                List.of(0, 1),
                List.of(1, 0),
                List.of(0, 1, 2),
                List.of(2, 0, 1),
                List.of(1, 0, 1),
                List.of(3, 1, 0, 2))) {
            int most = offsets.stream().mapToInt(k -> k).max().orElseThrow();
            check(2, graph(up, offsets, false), LENGTH - most);
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void allElseStays(boolean up) {
        check(2, graph(up, List.of(0), false), LENGTH);
        check(4, graph(up, List.of(0, 2), false), LENGTH - 2); // what is between them may be no element
        check(10, graph(up, List.of(0, 1, 2, 3, 4), false), LENGTH - 4);
        check(6, graph(up, List.of(0, 1), true), LENGTH - 1);
    }
}
