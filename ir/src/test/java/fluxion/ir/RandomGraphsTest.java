package fluxion.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxion.ir.interp.Interpreter;
import fluxion.ir.text.GraphParser;
import fluxion.ir.text.GraphPrinter;
import fluxion.ir.verify.Verifier;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random graphs are sound, cover all operations, and mean the same after a copy or a trip through text.
class RandomGraphsTest {
    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void areSoundAndMeanTheSameAfterACopy(long seed) {
        var graph = RandomGraphs.graph(seed);
        var text = GraphPrinter.print(graph);
        assertEquals(List.of(), Verifier.check(graph), text);
        var arguments = RandomGraphs.arguments(graph, seed);
        var expected = Interpreter.run(graph, arguments);
        assertEquals(expected, Interpreter.run(GraphParser.parse(text), arguments), text);
        var copy = new GraphCopier().copy(graph);
        assertEquals(List.of(), Verifier.check(copy));
        assertEquals(expected, Interpreter.run(copy, arguments), text);
        assertEquals(GraphPrinter.print(RandomGraphs.graph(seed)), text);
    }

    @Test
    void coverEveryOperationOfGraphs() {
        var missing = new TreeSet<String>();
        OpSchema.all()
                .filter(schema -> GraphOp.class.isAssignableFrom(schema.type()))
                .forEach(schema -> missing.add(schema.mnemonic()));
        seeds().forEach(seed -> remove(RandomGraphs.graph(seed).region(), missing));
        assertEquals(new TreeSet<String>(), missing);
    }

    private static void remove(Region region, TreeSet<String> missing) {
        for (var node : region.body()) {
            missing.remove(OpSchema.mnemonic(node.op()));
            OpSchema.regions(node.op()).forEach(nested -> remove(nested, missing));
        }
    }
}
