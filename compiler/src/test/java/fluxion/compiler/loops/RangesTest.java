package fluxion.compiler.loops;

import static fluxion.compiler.loops.Java.array;
import static fluxion.compiler.loops.Java.i;
import static fluxion.compiler.loops.Java.length;
import static fluxion.compiler.loops.Java.load;
import static fluxion.compiler.loops.Java.loop;
import static fluxion.compiler.loops.Java.minus;
import static fluxion.compiler.loops.Java.plus;
import static fluxion.compiler.loops.Java.up;
import static fluxion.compiler.loops.Java.zero;
import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxion.compiler.simplify.DeadCode;
import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.Graph;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.TensorOp;
import fluxion.ir.text.GraphPrinter;
import fluxion.ir.verify.Verifier;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which accesses are known to be inside, as whiles and after they have become counted loops.
class RangesTest {
    private static void check(int checked, Java.Method method) {
        check(checked, checked, method);
    }

    private static void check(int checkedBefore, int checked, Java.Method method) {
        var graph = Verifier.verify(Java.method(method));
        check(checkedBefore, "while", Ranges.run(graph));
        var counted = CountedLoops.run(CodeMotion.run(LoopInvariants.run(graph)));
        check(checked, "for", DeadCode.run(Ranges.run(Ranges.run(counted))));
    }

    private static void check(int checked, String form, Graph graph) {
        Verifier.verify(graph);
        assertEquals(checked, checked(graph.region()), () -> form + "\n" + GraphPrinter.print(graph));
    }

    private static int checked(Region region) {
        int count = 0;
        for (var node : region.body()) {
            count += node.op() instanceof TensorOp.Load load && load.checked() ? 1 : 0;
            for (var inner : OpSchema.regions(node.op())) {
                count += checked(inner);
            }
        }
        return count;
    }

    @Test
    void eachElement() {
        check(0, g -> {
            var x = array(g, "x.length");
            return up(g, length(g, x), zero(g), (b, i, sum) -> b.add(sum, load(b, x, i)));
        });
    }

    @Test
    void eachElementAndTheNext() {
        // that i + 1 does not wrap around follows from the number of rounds alone
        check(2, 0, g -> {
            var x = array(g, "x.length");
            var n = length(g, x);
            return loop(
                    g,
                    i(g, 0),
                    (at, i) -> at.compare(CompareFn.LT, plus(at, i, 1), n),
                    1,
                    zero(g),
                    (b, i, sum) -> b.add(sum, b.sub(load(b, x, plus(b, i, 1)), load(b, x, i))));
        });
    }

    @Test
    void triangle() {
        check(0, g -> {
            var x = array(g, "x.length");
            return up(
                    g,
                    length(g, x),
                    zero(g),
                    (b, i, sum) -> up(b, i, sum, (c, j, inner) -> c.add(inner, load(c, x, j))));
        });
    }

    @Test
    void rowsOfAFlatMatrix() {
        check(0, g -> {
            var n = Dim.symbol("n");
            var d = Dim.symbol("d");
            var a = array(g, n.times(d));
            var width = g.size(d, DType.I32);
            return up(
                    g,
                    g.size(n, DType.I32),
                    zero(g),
                    (b, i, sum) ->
                            up(b, width, sum, (c, j, inner) -> c.add(inner, load(c, a, c.add(c.mul(i, width), j)))));
        });
    }

    @Test
    void rowsOfAnArrayCutByDivision() {
        check(0, g -> {
            var a = array(g, "a.length");
            var width = i(g, 3);
            var rows = g.div(length(g, a), width);
            return up(
                    g,
                    rows,
                    zero(g),
                    (b, i, sum) ->
                            up(b, width, sum, (c, j, inner) -> c.add(inner, load(c, a, c.add(c.mul(i, width), j)))));
        });
    }

    @Test
    void rowsOfAMatrix() {
        check(0, g -> {
            var a = array(g, Dim.symbol("a.length"), Dim.symbol("a.width"));
            var width = g.size(a.shape().dim(1), DType.I32);
            return up(
                    g,
                    length(g, a),
                    zero(g),
                    (b, i, sum) -> up(b, width, sum, (c, j, inner) -> c.add(inner, load(c, a, i, j))));
        });
    }

    @Test
    void backwards() {
        check(0, g -> {
            var x = array(g, "x.length");
            return loop(
                    g,
                    minus(g, length(g, x), 1),
                    (at, i) -> at.compare(CompareFn.GE, i, i(at, 0)),
                    -1,
                    zero(g),
                    (b, i, sum) -> b.add(sum, load(b, x, i)));
        });
    }

    @Test
    void everySecondElement() {
        check(0, g -> {
            var x = array(g, "x.length");
            var n = length(g, x);
            return loop(
                    g,
                    i(g, 0),
                    (at, i) -> at.compare(CompareFn.LT, i, n),
                    2,
                    zero(g),
                    (b, i, sum) -> b.add(sum, load(b, x, i)));
        });
    }

    @Test
    void underACondition() {
        check(0, g -> {
            var x = array(g, "x.length");
            return up(g, length(g, x), zero(g), (b, i, sum) -> {
                var inside = b.nested();
                var before = load(inside, x, minus(inside, i, 1));
                return b.add(
                        sum,
                        b.append(new ControlOp.If(
                                        b.compare(CompareFn.GT, i, i(b, 0)),
                                        inside.finish(List.of(before)),
                                        b.nested().finish(List.of(zero(b)))))
                                .getFirst());
            });
        });
    }

    @Test
    void clamped() {
        check(0, g -> {
            var x = array(g, "x.length");
            var n = length(g, x);
            return up(g, n, zero(g), (b, i, sum) -> {
                var next = b.binary(BinaryFn.MIN, plus(b, i, 1), minus(b, n, 1));
                var half = b.div(i, i(b, 2));
                var modulo = b.binary(BinaryFn.REM, b.mul(i, i(b, 7)), n);
                return b.add(
                        b.add(sum, load(b, x, next)),
                        b.add(load(b, x, half), load(b, x, b.binary(BinaryFn.MAX, modulo, i(b, 0)))));
            });
        });
    }

    @Test
    void anotherArrayStaysChecked() {
        check(1, g -> {
            var x = array(g, "x.length");
            var y = array(g, "y.length");
            return up(
                    g,
                    length(g, x),
                    zero(g),
                    // the second access to y is no further check
                    (b, i, sum) -> b.add(
                            b.add(sum, load(b, x, i)), b.mul(load(b, y, i), load(b, y, plus(b, minus(b, i, 1), 1)))));
        });
    }

    @Test
    void beyondTheEndsStaysChecked() {
        check(2, g -> {
            var x = array(g, "x.length");
            return up(
                    g,
                    length(g, x),
                    zero(g),
                    (b, i, sum) -> b.add(b.add(sum, load(b, x, plus(b, i, 1))), load(b, x, minus(b, i, 1))));
        });
    }

    @Test
    void whatMayWrapAroundStaysChecked() {
        check(1, g -> {
            var x = array(g, "x.length");
            var n = g.parameter(Java.I32);
            return up(g, n, zero(g), (b, i, sum) -> {
                // i * i is at least 0 as a whole number, but not as an int
                var square = b.mul(i, i);
                var inside = b.nested();
                var element = load(inside, x, square);
                return b.append(new ControlOp.If(
                                b.compare(CompareFn.LT, square, length(b, x)),
                                inside.finish(List.of(element)),
                                b.nested().finish(List.of(sum))))
                        .getFirst();
            });
        });
    }

    @Test
    void aBoundOfTheCallerStaysChecked() {
        check(1, g -> {
            var x = array(g, "x.length");
            var n = g.parameter(Java.I32);
            return up(g, n, zero(g), (b, i, sum) -> b.add(sum, load(b, x, i)));
        });
    }
}
