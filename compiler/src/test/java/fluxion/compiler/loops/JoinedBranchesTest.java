package fluxion.compiler.loops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxion.ir.CompareFn;
import fluxion.ir.ControlOp;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.Value;
import fluxion.ir.interp.Interpreter;
import fluxion.ir.interp.TensorValue;
import fluxion.ir.text.GraphPrinter;
import fluxion.ir.verify.Verifier;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which branches become one.
class JoinedBranchesTest {
    /// `between` gets the result of a branch and a parameter, and gives what the second branch on `condition` uses.
    private static Graph graph(boolean sameCondition, BetweenBranches between) {
        var g = new GraphBuilder();
        var x = g.parameter(Java.F64);
        var y = g.parameter(Java.F64);
        var first = g.compare(CompareFn.LT, x, y);
        var second = sameCondition ? first : g.compare(CompareFn.LE, x, y);
        var a = branch(g, first, x, y, GraphBuilder::add);
        var b = between.apply(g, a, y);
        var c = branch(g, second, a, b, GraphBuilder::mul);
        return new Graph("f", g.finish(List.of(a, c)));
    }

    private interface BetweenBranches {
        Value apply(GraphBuilder g, Value first, Value y);
    }

    private interface Fn {
        Value apply(GraphBuilder g, Value x, Value y);
    }

    private static Value branch(GraphBuilder g, Value condition, Value x, Value y, Fn fn) {
        var yes = g.nested();
        var no = g.nested();
        return g.append(new ControlOp.If(condition, yes.finish(List.of(fn.apply(yes, x, y))), no.finish(List.of(x))))
                .getFirst();
    }

    private static void check(int branches, Graph graph) {
        var after = Verifier.verify(JoinedBranches.run(Verifier.verify(graph)));
        assertEquals(
                branches,
                after.region().body().stream()
                        .filter(node -> node.op() instanceof ControlOp.If)
                        .count(),
                () -> GraphPrinter.print(after));
        for (double x : new double[] {1, 2, 3}) {
            var arguments = List.<fluxion.ir.interp.Datum>of(TensorValue.scalar(x), TensorValue.scalar(2.0));
            assertEquals(Interpreter.run(graph, arguments), Interpreter.run(after, arguments));
        }
    }

    @Test
    void theSecondUsesWhatTheFirstGives() {
        check(1, graph(true, (_, _, y) -> y));
        check(1, graph(true, (g, _, y) -> g.mul(y, y)));
    }

    @Test
    void whatIsBetweenMustNotNeedTheFirst() {
        check(2, graph(true, (g, first, y) -> g.mul(first, y)));
    }

    @Test
    void otherConditionsStay() {
        check(2, graph(false, (_, _, y) -> y));
    }
}
