package fluxion.compiler.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.ElementaryFn;
import fluxion.ir.FluxionException;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.ReduceFn;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CompositionTest {
    static Stream<Case> cases() {
        return Cases.all();
    }

    private static List<Integer> parameters(Graph f) {
        return Axes.range(0, f.parameters().size());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void jacobiansOfBothModesAgree(Case c) {
        var reverse =
                Tensors.run(Jacobians.reverse(c.graph(), parameters(c.graph())).graph(), c.point());
        var forward =
                Tensors.run(Jacobians.forward(c.graph(), parameters(c.graph())).graph(), c.point());
        assertClose(reverse, forward, c.orders() == 0 ? 1e-6 : 1e-9, c.toString());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void jacobiansInLoopsAreTheBatchedOnes(Case c) {
        var f = c.graph();
        var wrt = parameters(f);
        var rows = f.results().stream()
                .filter(y -> Differentiability.hasDerivative(y.type()))
                .map(Value::tensorType)
                .toList();
        var batched = Tensors.run(Jacobians.matrix(Jacobians.reverse(f, wrt), f, rows, wrt), c.point());
        var reverse = JacobianLoops.reverse(f, wrt, Checkpointing.NONE);
        var forward = JacobianLoops.forward(f, wrt);
        assertClose(batched, Tensors.run(reverse, c.point()), 1e-12, c.toString());
        assertClose(batched, Tensors.run(forward, c.point()), c.orders() == 0 ? 1e-6 : 1e-9, c.toString());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void hessianIsSymmetricAndGivesItsProducts(Case c) {
        if (c.orders() == 0) {
            return;
        }
        var f = Tensors.scalar(c.graph());
        var wrt = List.of(0);
        var hessian = Tensors.run(Jacobians.hessian(f, wrt).graph(), c.point()).getFirst();
        int n = c.point().getFirst().elements().length;
        var v = Case.some(5, c.point().getFirst().shape().constants());
        var product = Tensors.run(Jacobians.hvp(f, wrt).graph(), c.point(), List.of(v))
                .get(1);
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int k = 0; k < n; k++) {
                double h = hessian.elements()[i * n + k];
                assertEquals(h, hessian.elements()[k * n + i], 1e-9 * Math.max(1, Math.abs(h)), c + ", symmetry");
                sum += h * v.elements()[k];
            }
            assertEquals(sum, product.elements()[i], 1e-9 * Math.max(1, Math.abs(sum)), c + ", product");
        }
    }

    /// As a tape does: the backward is appended where the operations are.
    @ParameterizedTest
    @MethodSource("cases")
    void derivativesCanBeAppendedToVisibleOperations(Case c) {
        if (List.of("lists", "store and copy", "for with arrays", "frames", "invoke in place")
                .contains(c.name())) {
            return; // operations that consume cannot be evaluated again
        }
        var f = Tensors.scalar(c.graph());
        var g = new GraphBuilder();
        var copier = Gradients.parameters(f, g);
        copier.copy(f.region().body(), g);
        var nodes = List.copyOf(g.body());
        var target = copier.copyOf(f.results().getFirst());
        var sources = List.copyOf(g.parameters());
        var one = g.constant(DType.F64, 1.0);
        var cotangents = new PullBack(nodes, List.of(target), sources).backward(g, List.of(one));
        var results = new ArrayList<Value>();
        for (int i = 0; i < sources.size(); i++) {
            var cotangent = cotangents.get(i);
            results.add(cotangent == null ? g.zero(sources.get(i).type()) : cotangent);
        }
        var tangents = PushForward.append(nodes, g, sources, results, List.of(target));
        var tangent = tangents.getFirst();
        results.add(tangent == null ? g.zero(target.type()) : tangent);
        var found = Tensors.run(new Graph("f", g.finish(results)), c.point());
        var expected = Tensors.run(Gradients.gradient(f, parameters(f)).graph(), c.point());
        assertClose(expected, found.subList(0, expected.size()), 1e-9, c.toString());
        double square = expected.stream().mapToDouble(x -> x.dot(x)).sum();
        assertEquals(square, found.getLast().elements()[0], 1e-6 * Math.max(1, square), c + ", tangent");
    }

    @Test
    void aSourceMayBeAnIntermediateValue() {
        var g = new GraphBuilder();
        var x = g.parameter(TensorType.scalar(DType.F64));
        var m = g.mul(x, x);
        var z = g.mul(m, m);
        var pullBack = new PullBack(List.copyOf(g.body()), List.of(m, z), List.of(x, m));
        var one = g.constant(DType.F64, 1.0);
        var cotangents = pullBack.backward(g, List.of(one, one));
        var results = cotangents.stream().map(java.util.Objects::requireNonNull).toList();
        var found = Tensors.run(new Graph("f", g.finish(List.copyOf(results))), List.of(Case.scalar(3)));
        assertEquals(2 * 3 + 4 * 27, found.get(0).elements()[0]);
        assertEquals(1 + 2 * 9, found.get(1).elements()[0]);
    }

    @Test
    void symbolicExtentsStaySymbolic() {
        var n = Dim.symbol("N");
        var g = new GraphBuilder();
        var x = g.parameter(new TensorType(DType.F64, Shape.of(n, Dim.of(3))));
        var w = g.parameter(TensorType.of(DType.F64, 3, 2));
        var y = g.elementary(
                ElementaryFn.TANH, g.add(new TensorOp.Dot(x, w, List.of(), List.of(), List.of(1), List.of(0))));
        var mean = g.div(g.reduce(ReduceFn.SUM, y, List.of(0, 1)), g.size(n, DType.F64));
        var f = new Graph(
                "f",
                g.finish(List.of(
                        g.add(mean, g.reduce(ReduceFn.MAX, g.reduce(ReduceFn.PROD, y, List.of(1)), List.of(0))))));
        var hessian = Jacobians.hessian(f, List.of(1)).graph();
        var batched =
                Batching.vmapAll(Gradients.gradient(f, List.of(0, 1)).graph(), List.of(false, true), Dim.symbol("B"));
        var point = List.of(Case.some(1, 5, 3), Case.some(2, 3, 2));
        assertEquals(
                Shape.of(3, 2, 3, 2), Tensors.run(hessian, point).getFirst().shape());
        assertEquals(
                Shape.of(4, 5, 3),
                Tensors.run(batched, List.of(point.get(0), Case.some(3, 4, 3, 2)))
                        .getFirst()
                        .shape());
    }

    @Test
    void batchOfABatch() {
        var c = Case.of(
                "f",
                List.of(Case.vector(1, 2), Case.scalar(3)),
                (g, x) -> List.of(g.mul(x.get(0), g.broadcast(x.get(1), Shape.of(2)))));
        var rows = Batching.vmapAll(c.graph(), List.of(true, false), Dim.of(2));
        var all = Batching.vmapAll(rows, List.of(false, true), Dim.of(2));
        var found = Tensors.run(all, List.of(Case.at(new long[] {2, 2}, 1, 2, 3, 4), Case.vector(1, 10)));
        assertEquals(
                "[1.0, 2.0, 3.0, 4.0, 10.0, 20.0, 30.0, 40.0]",
                Arrays.toString(found.getFirst().elements()));
    }

    @Test
    void whatCannotBeDifferentiatedSaysSo() {
        var g = new GraphBuilder();
        var x = g.parameter(TensorType.of(DType.F64, 3));
        var i = g.parameter(TensorType.of(DType.I64, 3));
        var f = new Graph("loss", g.finish(List.of(g.mul(x, x), i)));
        var error = assertThrows(FluxionException.class, () -> Gradients.gradient(f, List.of(0)));
        assertTrue(
                String.valueOf(error.getMessage()).contains("'loss'")
                        && String.valueOf(error.getMessage()).contains("f64[3]"),
                error.getMessage());
        error = assertThrows(FluxionException.class, () -> Gradients.vjp(f, List.of(1)));
        assertTrue(
                String.valueOf(error.getMessage()).contains("parameter 1")
                        && String.valueOf(error.getMessage()).contains("i64[3]"),
                error.getMessage());
        error = assertThrows(FluxionException.class, () -> Batching.vmap(f, List.of(true), Dim.of(2)));
        assertTrue(String.valueOf(error.getMessage()).contains("'loss'"), error.getMessage());
    }

    private static void assertClose(
            List<Tensors.Array> expected, List<Tensors.Array> found, double tolerance, String what) {
        assertEquals(expected.size(), found.size(), what);
        for (int k = 0; k < expected.size(); k++) {
            assertEquals(expected.get(k).shape(), found.get(k).shape(), what);
            for (int i = 0; i < expected.get(k).elements().length; i++) {
                double e = expected.get(k).elements()[i];
                assertEquals(e, found.get(k).elements()[i], tolerance * Math.max(1, Math.abs(e)), what + ", " + k);
            }
        }
    }
}
