package fluxion.compiler.autodiff;

import static fluxion.compiler.autodiff.Case.vector;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.DType;
import fluxion.ir.ElementaryFn;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.ReduceFn;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.UnaryFn;
import fluxion.ir.Value;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class KinkTest {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;

    /// The gradient of the sum of all elements of f.
    private static String gradient(
            List<Tensors.Array> point, int parameter, BiFunction<GraphBuilder, List<Value>, Value> f) {
        var c = Case.of("f", point, (g, x) -> {
            var y = f.apply(g, x);
            return List.of(g.reduce(ReduceFn.SUM, y, Axes.range(0, y.rank())));
        });
        var all = Axes.range(0, point.size());
        var byReverse =
                Tensors.run(Gradients.gradient(c.graph(), all).graph(), point).get(parameter);
        var byForward =
                Tensors.run(Jacobians.forward(c.graph(), all).graph(), point).get(parameter);
        for (int i = 0; i < byReverse.elements().length; i++) {
            // forward mode multiplies the zeros of the unit vectors with slopes that may be infinite
            double tangent = byForward.elements()[i];
            assertTrue(Double.isNaN(tangent)
                    || Math.abs(tangent - byReverse.elements()[i]) < 1e-9
                    || tangent == byReverse.elements()[i]);
        }
        return Arrays.toString(byReverse.elements());
    }

    private static String gradient(BiFunction<GraphBuilder, Value, Value> f, double... x) {
        return gradient(List.of(vector(x)), 0, (g, p) -> f.apply(g, p.getFirst()));
    }

    private static String text(double... x) {
        return Arrays.toString(x);
    }

    @Test
    void absHasSlopeZeroAtZero() {
        assertEquals(text(-1, 0, 0, 1, 1), gradient((g, x) -> g.unary(UnaryFn.ABS, x), -2, -0.0, 0, 3, INF));
    }

    @Test
    void reluHasSlopeZeroAtZero() {
        assertEquals(
                text(0, 0, 0, 1),
                gradient((g, x) -> g.select(positive(g, x), x, g.full(x.tensorType(), 0)), -2, -0.0, 0, 3));
    }

    private static Value positive(GraphBuilder g, Value x) {
        return g.compare(CompareFn.GT, x, g.full(x.tensorType(), 0));
    }

    @Test
    void tieOfBinaryExtremesBelongsToTheLeft() {
        for (var fn : List.of(BinaryFn.MAX, BinaryFn.MIN)) {
            var point = List.of(vector(1, 0, -0.0), vector(1, -0.0, 0));
            assertEquals(text(1, 1, 1), gradient(point, 0, (g, x) -> g.binary(fn, x.get(0), x.get(1))));
            assertEquals(text(0, 0, 0), gradient(point, 1, (g, x) -> g.binary(fn, x.get(0), x.get(1))));
        }
    }

    @Test
    void tieOfReducedExtremesIsSplit() {
        assertEquals(text(0, 0.5, 0, 0.5), gradient((g, x) -> g.reduce(ReduceFn.MAX, x, List.of(0)), 1, 3, 2, 3));
        assertEquals(text(0.5, 0, 0.5, 0), gradient((g, x) -> g.reduce(ReduceFn.MIN, x, List.of(0)), 1, 3, 1, 3));
    }

    @Test
    void tieOfRunningExtremesBelongsToTheFirstSeen() {
        assertEquals(
                text(3, 0, 0), gradient((g, x) -> g.add(new TensorOp.Cumulative(ReduceFn.MAX, x, 0, false)), 1, 1, 1));
        assertEquals(
                text(0, 0, 3), gradient((g, x) -> g.add(new TensorOp.Cumulative(ReduceFn.MIN, x, 0, true)), 1, 1, 1));
    }

    @Test
    void squareRootIsSteepAtZero() {
        assertEquals(text(INF, 0.25, NAN), gradient((g, x) -> g.unary(UnaryFn.SQRT, x), 0, 4, -1));
    }

    @Test
    void normAtZeroHasGradientZero() {
        BiFunction<GraphBuilder, Value, Value> norm = (g, x) -> {
            var s = g.reduce(ReduceFn.SUM, g.mul(x, x), List.of(0));
            return g.select(positive(g, s), g.unary(UnaryFn.SQRT, s), g.zero(s.type()));
        };
        assertEquals(text(0, 0), gradient(norm, 0, 0));
        assertEquals(text(0.6000000000000001, 0.8), gradient(norm, 3, 4));
    }

    @Test
    void whatSelectDropsHasNoPartInTheGradient() {
        BiFunction<GraphBuilder, Value, Value> safe = (g, x) -> {
            var root = g.unary(UnaryFn.SQRT, x);
            var log = g.elementary(ElementaryFn.LOG, root);
            return g.select(positive(g, x), g.add(g.mul(log, root), g.div(log, x)), g.full(x.tensorType(), 7));
        };
        var found = gradient(safe, 0, -1, 1);
        assertEquals("[0.0, 0.0, 1.0]", found);
    }

    @Test
    void maskedGradientHasSecondDerivatives() {
        var c = Case.of("f", List.of(Case.scalar(1)), (g, x) -> {
            var log = g.elementary(ElementaryFn.LOG, x.getFirst());
            return List.of(g.select(positive(g, x.getFirst()), g.mul(log, log), g.constant(DType.F64, 0.0)));
        });
        assertEquals(
                2,
                Tensors.run(Jacobians.hessian(c.graph(), List.of(0)).graph(), c.point())
                        .getFirst()
                        .elements()[0]);
    }

    @Test
    void powersHaveTheirSpecialCases() {
        BiFunction<GraphBuilder, List<Value>, Value> pow = (g, x) -> g.elementary(ElementaryFn.POW, x.get(0), x.get(1));
        var point = List.of(vector(0, 0, 0, 0, 2, -2, 0), vector(0, 1, 2, 3, 0, 3, 0.5));
        assertEquals(text(0, 1, 0, 0, 0, 12, INF), gradient(point, 0, pow));
        assertEquals(text(0, 0, 0, 0, Math.log(2), NAN, 0), gradient(point, 1, pow));
    }

    @Test
    void fifthDerivativeOfTheFifthPowerIsConstant() {
        var f = Case.of(
                        "f",
                        List.of(Case.scalar(2)),
                        (g, x) -> List.of(g.elementary(ElementaryFn.POW, x.getFirst(), g.constant(DType.F64, 5.0))))
                .graph();
        var found = new double[6];
        for (int i = 0; i < found.length; i++) {
            f = Gradients.gradient(f, List.of(0)).graph();
            found[i] = Tensors.run(f, List.of(Case.scalar(2))).getFirst().elements()[0];
        }
        assertEquals(text(80, 160, 240, 240, 120, 0), text(found));
    }

    @Test
    void productsOfZerosHaveTheirGradients() {
        BiFunction<GraphBuilder, Value, Value> product = (g, x) -> g.reduce(ReduceFn.PROD, x, List.of(0));
        assertEquals(text(0, 6, 0), gradient(product, 2, 0, 3));
        assertEquals(text(0, 0, 0), gradient(product, 2, 0, 0));
    }

    @Test
    void emptyTensorsHaveEmptyGradients() {
        var c = Case.of(
                "f",
                List.of(Case.at(new long[] {0, 3})),
                (g, x) -> List.of(g.reduce(ReduceFn.SUM, g.elementary(ElementaryFn.EXP, x.getFirst()), List.of(0, 1))));
        var found = Tensors.run(Gradients.gradient(c.graph(), List.of(0)).graph(), c.point())
                .getFirst();
        assertEquals(Shape.of(0, 3), found.shape());
    }

    @Test
    void unconnectedParametersAreZeroAndReported() {
        var c = Case.of(
                "f",
                List.of(Case.scalar(2), Case.scalar(3)),
                (g, x) -> List.of(g.mul(x.get(0), g.elementary(ElementaryFn.FLOOR, x.get(1)))));
        var derived = Gradients.valueAndGradient(c.graph(), List.of(0, 1));
        assertEquals(List.of(true, false), derived.connected());
        Graph graph = derived.graph();
        assertEquals(0, Tensors.run(graph, c.point()).get(2).elements()[0]);
    }
}
