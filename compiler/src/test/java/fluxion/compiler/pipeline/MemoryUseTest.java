package fluxion.compiler.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.compiler.autodiff.Gradients;
import fluxion.ir.Dim;
import fluxion.ir.Graph;
import fluxion.ir.text.GraphParser;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MemoryUseTest {
    private static MemoryUse of(Graph graph) {
        return MemoryUse.of(
                Pipeline.lower(Pipeline.run(Pipeline.OPTIMISE, graph, new Stages()), Set.of(), new Stages()));
    }

    @Test
    void intermediatesAreInTheirPlaces() {
        var use = of(GraphParser.parse("""
                graph @chain(%0: f32[100, 100]) {
                  %1 = dot{batchX=[], batchY=[], contractX=[1], contractY=[0]} %0, %0
                  %2 = dot{batchX=[], batchY=[], contractX=[1], contractY=[0]} %1, %0
                  %3 = dot{batchX=[], batchY=[], contractX=[1], contractY=[0]} %2, %0
                  %4 = dot{batchX=[], batchY=[], contractX=[1], contractY=[0]} %3, %0
                  yield %4
                }
                """));
        assertEquals(Dim.of(40_000), use.arguments());
        assertEquals(Dim.of(40_000), use.results());
        assertEquals(Dim.of(80_000), use.intermediates());
        assertEquals(Dim.of(120_000), use.unshared());
        assertEquals(Dim.of(160_000), use.peak());
        assertTrue(use.places().getFirst().writers().getFirst().startsWith("contract"), use::toString);
    }

    private static Graph loop(String count) {
        return GraphParser.parse("""
                graph @loop(%0: f64[50], %1: i64) {
                %2 = constant{dtype=i64, value=7}
                %3 = for COUNT, [%0] (%4: i64, %5: f64[50]) {
                  %6 = binary{fn=MUL} %5, %5
                  yield %6
                }
                %7 = reduce{fn=SUM, axes=[0]} %3
                yield %7
                }
                """.replace("COUNT", count));
    }

    @Test
    void residualsOfLoopsAreCountedWhereTheRoundsAreKnown() {
        var known = of(Gradients.valueAndGradient(loop("%2"), List.of(0)).graph());
        assertEquals(Dim.of(7 * 50 * 8), known.residuals());
        assertFalse(known.open());
        var open = of(Gradients.valueAndGradient(loop("%1"), List.of(0)).graph());
        assertEquals(Dim.ZERO, open.residuals());
        assertTrue(open.open());
        assertTrue(open.text().contains("not known"), open::text);
    }
}
