package fluxion.compiler.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxion.compiler.autodiff.Gradients;
import fluxion.ir.Graph;
import fluxion.ir.interp.Interpreter;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Direct methods give the bits of the interpreter.
class DirectTest {
    private static void check(Graph graph, long seed, Set<Integer> donated) throws Throwable {
        var method = Pipeline.direct(graph, donated);
        for (long round = 0; round < 3; round++) {
            var arguments = RandomScalars.arguments(seed * 31 + round);
            assertEquals(
                    Interpreter.run(graph, arguments).toString(),
                    DirectCall.run(method, graph, arguments).toString(),
                    "seed " + seed);
        }
    }

    @Test
    void valuesOfRandomGraphs() throws Throwable {
        for (long seed = 0; seed < 40; seed++) {
            check(RandomScalars.of(seed, 25), seed, Set.of());
            check(RandomScalars.of(seed, 25), seed, Set.of(2));
        }
    }

    @Test
    void largeGraphsAreSplit() throws Throwable {
        for (long seed = 0; seed < 4; seed++) {
            check(RandomScalars.of(seed, 1500), seed, Set.of());
            var graph = RandomScalars.of(seed, 150);
            check(Gradients.valueAndGradient(graph, List.of(0, 2, 3)).graph(), seed, Set.of());
        }
    }

    @Test
    void gradientsOfRandomGraphs() throws Throwable {
        for (long seed = 0; seed < 30; seed++) {
            var graph = RandomScalars.of(seed, 15);
            check(Gradients.valueAndGradient(graph, List.of(0, 2, 3)).graph(), seed, Set.of());
        }
    }
}
