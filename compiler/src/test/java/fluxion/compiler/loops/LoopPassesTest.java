package fluxion.compiler.loops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import fluxion.compiler.lower.RandomGraph;
import fluxion.compiler.simplify.DeadCode;
import fluxion.ir.ControlOp;
import fluxion.ir.EvaluationException;
import fluxion.ir.Graph;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.TensorOp;
import fluxion.ir.interp.Datum;
import fluxion.ir.interp.Interpreter;
import fluxion.ir.text.GraphPrinter;
import fluxion.ir.verify.Verifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// No pass over loops changes what a graph gives, or with what it fails.
class LoopPassesTest {
    private static final int ROUNDS = Integer.getInteger("fluxion.rounds", 120);

    private static final Map<String, UnaryOperator<Graph>> PASSES = new LinkedHashMap<>();

    static {
        PASSES.put("dead-code", DeadCode::run);
        PASSES.put("loop-invariants", LoopInvariants::run);
        PASSES.put("code-motion", CodeMotion::run);
        PASSES.put("counted-loops", CountedLoops::run);
        PASSES.put("ranges", Ranges::run);
        PASSES.put("joined-loops", JoinedLoops::run);
        PASSES.put("joined-branches", JoinedBranches::run);
        PASSES.put("small-arrays", SmallArrays::run);
        PASSES.put("carried-elements", CarriedElements::run);
        PASSES.put("all", LoopPassesTest::all);
    }

    private static Graph all(Graph graph) {
        for (var pass : List.<UnaryOperator<Graph>>of(
                LoopInvariants::run,
                CodeMotion::run,
                CountedLoops::run,
                Ranges::run,
                SmallArrays::run,
                CarriedElements::run,
                CodeMotion::run,
                DeadCode::run)) {
            graph = pass.apply(graph);
        }
        return graph;
    }

    @Test
    void randomLoopsOfScalarsKeepEveryBit() {
        long counted = 0;
        long proven = 0;
        long split = 0;
        for (long seed = 0; seed < ROUNDS; seed++) {
            var graph = RandomLoops.of(seed);
            var after = check(
                    seed,
                    graph,
                    PASSES,
                    List.of(
                            RandomLoops.arguments(seed),
                            RandomLoops.arguments(seed + 1),
                            RandomLoops.arguments(seed + 2)));
            counted += count(after.region(), op -> op instanceof ControlOp.For);
            split += count(after.region(), LoopPassesTest::isSmall) == 0 ? 1 : 0;
            proven += count(after.region(), op -> op instanceof TensorOp.Load load && !load.checked());
        }
        assertTrue(
                counted > ROUNDS / 2 && proven > ROUNDS / 20,
                counted + " loops count, " + proven + " loads are inside");
        assertTrue(split > ROUNDS / 4, split + " graphs without loads from small arrays");
    }

    private static boolean isSmall(Op op) {
        return op instanceof TensorOp.Load load && load.x().shape().isConstant();
    }

    @Test
    void randomGraphsOfTensorsKeepEveryBit() {
        for (long seed = 0; seed < ROUNDS / 4; seed++) {
            var graph = RandomGraph.of(seed, 6 + (int) (seed % 20), true);
            var arguments = List.of(
                    List.<Datum>copyOf(RandomGraph.arguments(graph, seed, 3)),
                    List.<Datum>copyOf(RandomGraph.arguments(graph, seed, 0)));
            check(seed, graph, PASSES, arguments);
        }
    }

    private static long count(Region region, Predicate<Op> which) {
        long count = 0;
        for (var node : region.body()) {
            count += which.test(node.op()) ? 1 : 0;
            for (var inner : OpSchema.regions(node.op())) {
                count += count(inner, which);
            }
        }
        return count;
    }

    private static Graph check(
            long seed, Graph graph, Map<String, UnaryOperator<Graph>> passes, List<List<Datum>> arguments) {
        Verifier.verify(graph);
        var after = graph;
        for (var pass : passes.entrySet()) {
            try {
                after = Verifier.verify(pass.getValue().apply(graph));
                for (var values : arguments) {
                    assertEquals(run(graph, values), run(after, values));
                }
            } catch (RuntimeException | Error e) {
                fail(
                        pass.getKey() + ", seed " + seed + "\n" + GraphPrinter.print(graph) + "\n"
                                + GraphPrinter.print(after),
                        e);
            }
        }
        return after;
    }

    /// The results, or the message of the failure.
    private static Object run(Graph graph, List<Datum> arguments) {
        try {
            return Interpreter.run(graph, arguments);
        } catch (EvaluationException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
