package fluxion.compiler.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.compiler.simplify.DeadCode;
import fluxion.ir.ControlOp;
import fluxion.ir.Graph;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.interp.Datum;
import fluxion.ir.interp.Interpreter;
import fluxion.ir.interp.TensorValue;
import fluxion.ir.text.GraphParser;
import fluxion.ir.verify.Verifier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// Sums of cotangents that are made without adding.
class SumsTest {
    private static Graph gradient(String text, int wrt) {
        var graph = DeadCode.run(Gradients.valueAndGradient(GraphParser.parse(text), List.of(wrt))
                .graph());
        Verifier.verify(graph);
        return graph;
    }

    private static long count(Region region, Predicate<Op> predicate) {
        long count = 0;
        for (var node : region.body()) {
            count += predicate.test(node.op()) ? 1 : 0;
            for (var inner : OpSchema.regions(node.op())) {
                count += count(inner, predicate);
            }
        }
        return count;
    }

    @Test
    void theCotangentsOfPartsAreOneBesideTheOther() {
        var graph = gradient("""
                graph @split(%0: f64[2, 7]) {
                  %1 = slice{starts=[0, 0], sizes=[2, 3], strides=[1, 1]} %0
                  %2 = slice{starts=[0, 3], sizes=[2, 2], strides=[1, 1]} %0
                  %3 = slice{starts=[0, 5], sizes=[2, 2], strides=[1, 1]} %0
                  %4 = binary{fn=MUL} %1, %1
                  %5 = binary{fn=MUL} %2, %3
                  %6 = reduce{fn=SUM, axes=[0, 1]} %4
                  %7 = reduce{fn=SUM, axes=[0, 1]} %5
                  %8 = binary{fn=ADD} %6, %7
                  yield %8
                }
                """, 0);
        assertEquals(0, count(graph.region(), op -> op instanceof TensorOp.Pad), graph::toString);
        var x = new double[] {1, 2, 3, 4, 5, 6, 7, -1, -2, -3, -4, -5, -6, -7};
        var results = Tensors.run(graph, List.of(new Tensors.Array(Shape.of(2, 7), x)));
        assertArrayEquals(
                new double[] {2, 4, 6, 6, 7, 4, 5, -2, -4, -6, -6, -7, -4, -5},
                results.get(1).elements());
    }

    @Test
    void partsThatOverlapAreAdded() {
        var graph = gradient("""
                graph @overlap(%0: f64[5]) {
                  %1 = slice{starts=[0], sizes=[3], strides=[1]} %0
                  %2 = slice{starts=[2], sizes=[3], strides=[1]} %0
                  %3 = reduce{fn=SUM, axes=[0]} %1
                  %4 = reduce{fn=SUM, axes=[0]} %2
                  %5 = binary{fn=ADD} %3, %4
                  yield %5
                }
                """, 0);
        assertEquals(2, count(graph.region(), op -> op instanceof TensorOp.Pad), graph::toString);
        var results = Tensors.run(graph, List.of(new Tensors.Array(Shape.of(5), new double[5])));
        assertArrayEquals(new double[] {1, 1, 2, 1, 1}, results.get(1).elements());
    }

    private static final String RECURRENT = """
            graph @recurrent(%0: f64[9, 9], %1: f64[2, 9], %2: i64) {
              %3 = constant{dtype=i64, value=5}
              %4 = for COUNT, [%1] (%5: i64, %6: f64[2, 9]) {
                %7 = dot{batchX=[], batchY=[], contractX=[1], contractY=[0]} %6, %0
                %8 = elementary{fn=TANH} [%7]
                yield %8
              }
              %9 = reduce{fn=SUM, axes=[0, 1]} %4
              yield %9
            }
            """;

    /// The contractions inside of loops.
    private static List<TensorOp.Dot> inLoops(Graph graph) {
        var found = new ArrayList<TensorOp.Dot>();
        for (var node : graph.region().body()) {
            if (node.op() instanceof ControlOp.For loop) {
                loop.body().body().forEach(inner -> {
                    if (inner.op() instanceof TensorOp.Dot dot) {
                        found.add(dot);
                    }
                });
            }
        }
        return found;
    }

    @Test
    void theCotangentOfWeightsIsOneContractionAfterTheLoop() {
        var known = gradient(RECURRENT.replace("COUNT", "%3"), 0);
        assertEquals(2, inLoops(known).size(), known::toString);
        assertTrue(
                known.region().body().stream()
                        .anyMatch(node -> node.op() instanceof TensorOp.Dot dot
                                && dot.contractX().equals(List.of(0, 1))),
                known::toString);

        // the number of rounds is data: each round adds
        var open = gradient(RECURRENT.replace("COUNT", "%2"), 0);
        assertEquals(3, inLoops(open).size(), open::toString);

        var weights = new double[81];
        var start = new double[18];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.sin(i) / 3;
        }
        for (int i = 0; i < start.length; i++) {
            start[i] = Math.cos(i);
        }
        var arguments = List.<Datum>of(
                TensorValue.of(weights, 9, 9), TensorValue.of(start, 2, 9), TensorValue.of(new long[] {5}));
        var expected = Tensors.array(Interpreter.run(open, arguments).get(1));
        var found = Tensors.array(Interpreter.run(known, arguments).get(1));
        assertArrayEquals(expected.elements(), found.elements(), 1e-14);
    }

    @Test
    void whatIsLargerThanTheSumStaysInTheLoop() {
        var wide = gradient(RECURRENT.replace("f64[2, 9]", "f64[20, 9]").replace("COUNT", "%3"), 0);
        assertEquals(3, inLoops(wide).size(), wide::toString);
    }
}
