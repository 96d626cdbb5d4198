package fluxion.compiler.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import fluxion.ir.Graph;
import fluxion.ir.Program;
import fluxion.ir.interp.Interpreter;
import fluxion.ir.text.GraphPrinter;
import fluxion.ir.verify.Verifier;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A lowered program gives the same bits as its graph.
class LoweringAgreementTest {
    private static final int ROUNDS = Integer.getInteger("fluxion.rounds", 150);

    @Test
    void tensorOperationsKeepEveryBit() {
        for (long seed = 0; seed < ROUNDS; seed++) {
            check(seed, RandomGraph.of(seed, 6 + (int) (seed % 30), false));
        }
    }

    @Test
    void controlFlowAndListsKeepEveryBit() {
        for (long seed = 0; seed < ROUNDS; seed++) {
            check(seed, RandomGraph.of(seed, 6 + (int) (seed % 20), true));
        }
    }

    private static void check(long seed, Graph graph) {
        var random = new Random(seed);
        var donated = new HashSet<Integer>();
        IntStream.range(0, graph.parameters().size())
                .filter(_ -> random.nextInt(3) > 0)
                .forEach(donated::add);
        Program program = null;
        try {
            program = Lowering.lower(graph, donated);
            Verifier.verify(program);
            for (long b : List.of(3L, 1L, 0L, 9L)) {
                var arguments = RandomGraph.arguments(graph, seed + b, b);
                var expected = Interpreter.run(graph, arguments);
                var interpreter = new Interpreter((_, _) -> {});
                assertEquals(expected, interpreter.evaluate(program, arguments, false), "B = " + b);
                assertEquals(expected, interpreter.evaluate(program, arguments, true), "in place, B = " + b);
            }
        } catch (RuntimeException | AssertionError e) {
            fail(
                    "seed " + seed + "\n" + GraphPrinter.print(graph) + "\n"
                            + (program == null ? "" : GraphPrinter.print(program)),
                    e);
        }
    }
}
