package fluxion.compiler.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.ir.CompareFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.ElementaryFn;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.OpSchema;
import fluxion.ir.ReduceFn;
import fluxion.ir.Region;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorkTest {
    static Stream<Case> cases() {
        return Cases.all();
    }

    /// A rule has a fixed number of operations, so this holds for graphs of any size.
    @ParameterizedTest
    @MethodSource("cases")
    void gradientHasASmallMultipleOfTheOperations(Case c) {
        var f = Tensors.scalar(c.graph());
        var gradient =
                Gradients.gradient(f, Axes.range(0, f.parameters().size())).graph();
        int before = Tensors.count(f);
        int after = Tensors.count(gradient);
        assertTrue(after <= 5 * before + 60, c + ": " + before + " operations became " + after);
    }

    @Test
    void whatDependsOnNoSourceIsNotDifferentiated() {
        var g = new GraphBuilder();
        var x = g.parameter(TensorType.scalar(DType.F64));
        var y = g.parameter(TensorType.scalar(DType.F64));
        var constant = y;
        for (int i = 0; i < 100; i++) {
            constant = g.elementary(ElementaryFn.SIN, constant);
        }
        var f = new Graph("f", g.finish(List.of(g.mul(x, constant))));
        var gradient = Gradients.gradient(f, List.of(0)).graph();
        assertTrue(Tensors.count(gradient) < 105, "100 sines, no cosine: " + Tensors.count(gradient));
    }

    /// What a function computes is in its Jacobian once.
    @Test
    void columnsOfJacobiansShareWhatTheyBelongTo() {
        var g = new GraphBuilder();
        var x = g.parameter(new TensorType(DType.F64, Shape.of(Dim.symbol("n"))));
        var f = new Graph("f", g.finish(List.of(g.elementary(ElementaryFn.EXP, g.elementary(ElementaryFn.SIN, x)))));
        var jacobian = JacobianLoops.forward(f, List.of(0));
        assertEquals(1, count(jacobian.region(), ElementaryFn.SIN));
        assertEquals(1, count(jacobian.region(), ElementaryFn.EXP));
        for (int n = 0; n <= 9; n++) {
            var point = List.of(Case.some(n, n));
            var rows = List.of(new TensorType(DType.F64, Shape.of(Dim.symbol("n"))));
            var batched = Jacobians.matrix(Jacobians.forward(f, List.of(0)), f, rows, List.of(0));
            assertEquals(
                    Tensors.run(batched, point).toString(),
                    Tensors.run(jacobian, point).toString());
        }
    }

    private static long count(Region region, ElementaryFn fn) {
        long count = 0;
        for (var node : region.body()) {
            count += node.op() instanceof TensorOp.Elementary(var own, var _) && own == fn ? 1 : 0;
            for (var inner : OpSchema.regions(node.op())) {
                count += count(inner, fn);
            }
        }
        return count;
    }

    /// Depth d: for { for { ... x = sin(x) } }, two rounds each.
    private static List<Value> nest(GraphBuilder g, Value x, int depth) {
        if (depth == 0) {
            return List.of(g.elementary(ElementaryFn.SIN, x));
        }
        var body = g.nested();
        body.parameter(TensorType.scalar(DType.I64));
        var y = body.parameter(x.type());
        return g.append(
                new ControlOp.For(g.constant(DType.I64, 2L), List.of(x), body.finish(nest(body, y, depth - 1))));
    }

    @Test
    void operationsOfNestedLoopsGrowWithTheirDepthAlone() {
        var counts = new ArrayList<Integer>();
        for (int depth = 1; depth <= 6; depth++) {
            var g = new GraphBuilder();
            var x = g.parameter(TensorType.scalar(DType.F64));
            var f = new Graph("f", g.finish(nest(g, x, depth)));
            counts.add(Tensors.count(Gradients.gradient(f, List.of(0)).graph()));
        }
        for (int i = 2; i < counts.size(); i++) {
            assertEquals(counts.get(1) - counts.get(0), counts.get(i) - counts.get(i - 1), counts.toString());
        }
    }

    private static int count(Region region, Predicate<Region.Node> which) {
        int count = 0;
        for (var node : region.body()) {
            count += which.test(node) ? 1 : 0;
            for (var inner : OpSchema.regions(node.op())) {
                count += count(inner, which);
            }
        }
        return count;
    }

    @Test
    void onlyWhatIsNotCheapToRecomputeIsSaved() {
        var g = new GraphBuilder();
        var x = g.parameter(TensorType.of(DType.F64, 4));
        var body = g.nested();
        var i = body.parameter(TensorType.scalar(DType.I64));
        var y = body.parameter(x.type());
        var step = body.broadcast(body.convert(i, DType.F64), Shape.of(4));
        var z = body.mul(body.add(y, step), body.sub(body.mul(y, x), step));
        var f = new Graph(
                "f",
                g.finish(List.of(g.reduce(
                        ReduceFn.SUM,
                        g.append(new ControlOp.For(g.constant(DType.I64, 3L), List.of(x), body.finish(List.of(z))))
                                .getFirst(),
                        List.of(0)))));
        var gradient = Gradients.gradient(f, List.of(0)).graph();
        assertEquals(1, count(gradient.region(), node -> node.op() instanceof TensorOp.ListAppend), "y alone is saved");
    }

    @Test
    void masksOfDropoutAreDrawnAgain() {
        var g = new GraphBuilder();
        var x = g.parameter(TensorType.of(DType.F64, 4));
        var body = g.nested();
        var key = body.parameter(TensorType.scalar(DType.I64));
        var y = body.parameter(x.type());
        var bits = body.add(new TensorOp.RandomBits(key, TensorType.of(DType.I64, 4)));
        var zero = body.broadcast(body.constant(DType.I64, 0L), Shape.of(4));
        var dropped = body.broadcast(body.constant(DType.F64, 0.0), Shape.of(4));
        var kept = body.select(body.compare(CompareFn.LT, bits, zero), y, dropped);
        var rounds = new ControlOp.For(g.constant(DType.I64, 3L), List.of(x), body.finish(List.of(kept)));
        var f = new Graph(
                "f", g.finish(List.of(g.reduce(ReduceFn.SUM, g.append(rounds).getFirst(), List.of(0)))));
        var gradient = Gradients.gradient(f, List.of(0)).graph();
        assertEquals(0, count(gradient.region(), node -> node.op() instanceof TensorOp.ListAppend));
        assertTrue(count(gradient.region(), node -> node.op() instanceof TensorOp.RandomBits) > 0);
    }

    @Test
    void arraysReadInALoopCollectTheirCotangentsInPlace() {
        var g = new GraphBuilder();
        var x = g.parameter(TensorType.of(DType.F64, 100));
        var body = g.nested();
        var i = body.parameter(TensorType.scalar(DType.I64));
        var s = body.parameter(TensorType.scalar(DType.F64));
        var element = body.add(new TensorOp.Load(x, List.of(i)));
        var next = body.add(s, body.elementary(ElementaryFn.SIN, element));
        var f = new Graph(
                "f",
                g.finish(g.append(new ControlOp.For(
                        g.constant(DType.I64, 100L),
                        List.of(g.constant(DType.F64, 0.0)),
                        body.finish(List.of(next))))));
        var gradient = Gradients.gradient(f, List.of(0)).graph();
        var loops = gradient.region().body().stream()
                .filter(node -> node.op() instanceof ControlOp.For)
                .toList();
        var back = ((ControlOp.For) loops.getLast().op()).body();
        assertEquals(1, count(back, node -> node.op() instanceof TensorOp.Store));
        assertEquals(
                0,
                count(
                        back,
                        node -> !(node.op() instanceof TensorOp.Store)
                                && node.results().stream()
                                        .anyMatch(r -> r.type().equals(x.type()))),
                "no array is made in a round");
        assertEquals(0, count(gradient.region(), node -> node.op() instanceof TensorOp.ListAppend), "x is still there");
        assertEquals(1, count(gradient.region(), node -> node.op() instanceof TensorOp.Copy), "one array to add to");
    }

    @Test
    void aMillionOperationsAreDifferentiatedInBothModes() {
        int n = 1_000_000;
        var g = new GraphBuilder();
        var x = g.parameter(TensorType.scalar(DType.F64));
        var y = x;
        for (int i = 0; i < n / 2; i++) {
            y = g.add(g.mul(y, x), x);
        }
        var f = new Graph("f", g.finish(List.of(y)));
        var gradient = Gradients.gradient(f, List.of(0)).graph();
        assertTrue(gradient.region().body().size() < 5 * n);
        var jvp = Forward.jvp(f, List.of(0)).graph();
        assertTrue(jvp.region().body().size() < 5 * n);
        assertNotNull(Batching.vmapAll(f, List.of(true), Dim.symbol("N")));
    }
}
