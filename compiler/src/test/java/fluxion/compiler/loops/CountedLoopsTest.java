package fluxion.compiler.loops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.ir.CompareFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.TensorType;
import fluxion.ir.interp.Interpreter;
import fluxion.ir.interp.TensorValue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Loops near the ends of `int`: those that become counted ones run as often, and leave the same counter.
class CountedLoopsTest {
    private static final int MOST = 40;
    private static final long[] INTS = {
        0,
        1,
        2,
        5,
        -1,
        -7,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE - 1,
        Integer.MAX_VALUE - 3,
        Integer.MIN_VALUE,
        Integer.MIN_VALUE + 2
    };

    /// `(start, bound) -> (counter, rounds)`, the bound given or a constant.
    private static Graph graph(CompareFn fn, long step, long ahead, long bound, boolean constant) {
        var type = TensorType.scalar(DType.I32);
        var g = new GraphBuilder();
        var start = g.parameter(type);
        var given = g.parameter(type);
        var condition = g.nested();
        var tested = condition.parameter(type);
        condition.parameter(type);
        // a constant is where it is used, as in lifted code
        var limit = constant ? condition.constant(DType.I32, bound) : given;
        var ahead32 = ahead == 0 ? tested : condition.add(tested, condition.constant(DType.I32, ahead));
        var body = g.nested();
        var i = body.parameter(type);
        var rounds = body.parameter(type);
        var results = g.append(new ControlOp.While(
                List.of(start, g.constant(DType.I32, 0L)),
                condition.finish(List.of(condition.compare(fn, ahead32, limit))),
                body.finish(List.of(
                        body.add(i, body.constant(DType.I32, step)), body.add(rounds, body.constant(DType.I32, 1L))))));
        return new Graph("f", g.finish(results));
    }

    private static boolean holds(CompareFn fn, int x, int y) {
        return switch (fn) {
            case EQ -> x == y;
            case NE -> x != y;
            case LT -> x < y;
            case LE -> x <= y;
            case GT -> x > y;
            case GE -> x >= y;
        };
    }

    @Test
    void nearTheEndsOfInt() {
        int counted = 0;
        var stayed = new ArrayList<String>();
        for (var fn : CompareFn.values()) {
            for (long step : new long[] {1, -1, 2, -3}) {
                for (long ahead : new long[] {0, 1, -2}) {
                    for (long bound : INTS) {
                        for (boolean constant : new boolean[] {false, true}) {
                            var graph = graph(fn, step, ahead, bound, constant);
                            var after = CountedLoops.run(graph);
                            boolean isCounted =
                                    after.region().body().stream().anyMatch(node -> node.op() instanceof ControlOp.For);
                            counted += isCounted ? 1 : 0;
                            if (!isCounted) {
                                stayed.add(fn + " " + step);
                                continue;
                            }
                            for (long start : INTS) {
                                agree(fn, (int) step, (int) ahead, (int) start, (int) bound, after);
                            }
                        }
                    }
                }
            }
        }
        assertTrue(counted > 400, counted + " are counted");
        assertTrue(stayed.contains("EQ 1") && stayed.contains("LT -1") && stayed.contains("LT 2"), stayed.toString());
    }

    private static void agree(CompareFn fn, int step, int ahead, int start, int bound, Graph after) {
        int i = start;
        int rounds = 0;
        while (rounds < MOST && holds(fn, i + ahead, bound)) {
            i += step;
            rounds++;
        }
        if (rounds == MOST) {
            return; // too long to run, or without an end
        }
        assertEquals(
                List.of(TensorValue.of(new int[] {i}), TensorValue.of(new int[] {rounds})),
                Interpreter.run(after, List.of(TensorValue.of(new int[] {start}), TensorValue.of(new int[] {bound}))),
                () -> "for (i = " + start + "; i + " + ahead + " " + fn + " " + bound + "; i += " + step + ")");
    }

    @Test
    void whatNeverEndsStaysAWhile() {
        var graph = graph(CompareFn.LE, 1, 0, Integer.MAX_VALUE, true);
        assertEquals(graph, CountedLoops.run(graph));
        var down = graph(CompareFn.GE, -1, 0, Integer.MIN_VALUE, true);
        assertEquals(down, CountedLoops.run(down));
    }

    @Test
    void longsCountWhereTheDifferenceIsANumber() {
        var type = TensorType.scalar(DType.I64);
        for (long from : new long[] {0, 5}) {
            var g = new GraphBuilder();
            var n = g.parameter(type);
            var sum = Java.loop(
                    g,
                    g.constant(DType.I64, from),
                    (at, i) -> at.compare(CompareFn.LT, i, n),
                    1,
                    Java.zero(g),
                    (b, i, s) -> b.add(s, b.convert(i, DType.F64)));
            var after = CountedLoops.run(new Graph("f", g.finish(List.of(sum))));
            assertEquals(
                    from == 0,
                    after.region().body().stream().anyMatch(node -> node.op() instanceof ControlOp.For),
                    "from " + from);
            assertEquals(
                    List.of(TensorValue.of(new double[] {from == 0 ? 45 : 35})),
                    Interpreter.run(after, List.of(TensorValue.of(new long[] {10}))));
        }
    }
}
