package fluxion.tests.front;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.Args;
import fluxion.Control;
import fluxion.DerivativeException;
import fluxion.F1;
import fluxion.Fluxion;
import fluxion.Vmap;
import fluxion.WithAux;
import fluxion.ir.DType;
import fluxion.tensor.RandomKey;
import fluxion.tensor.Structure;
import fluxion.tensor.StructureException;
import fluxion.tensor.Tensor;
import fluxion.tensor.Variable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The transformations: what they give, that they compose, and how they refuse.
final class TransformTest {
    record Params(Tensor w, Tensor b) {}

    private static final Tensor X = Tensor.of(new double[] {0.5, -1, 2});

    private static void near(double[] expected, Tensor actual) {
        assertArrayEquals(expected, actual.flatten().toDoubleArray(), 1e-9);
    }

    private static Tensor affine(Params p, Tensor x) {
        return p.w().mul(x).add(p.b()).sum();
    }

    @Test
    void gradientInTheStructureOfTheArgument() {
        var p = new Params(Tensor.of(new double[] {1, 2, 3}), Tensor.of(0.5));
        var g = Fluxion.grad(TransformTest::affine).apply(p, X);
        near(new double[] {0.5, -1, 2}, g.w());
        assertEquals(3, g.b().item());
        var listed = Fluxion.grad((Map<String, List<Tensor>> m) ->
                        m.get("a").get(0).mul(m.get("b").get(0)))
                .apply(Map.of("a", List.of(Tensor.of(2.0)), "b", List.of(Tensor.of(3.0))));
        assertEquals(3, listed.get("a").get(0).item());
        assertEquals(2, listed.get("b").get(0).item());
    }

    @Test
    void wrtChoosesArguments() {
        Args.Of3<Tensor, Tensor, Tensor> g = Fluxion.grad(
                        (Tensor a, Tensor b, Tensor c) -> a.mul(b).mul(c))
                .wrt(0, 2)
                .apply(Tensor.of(2.0), Tensor.of(3.0), Tensor.of(5.0));
        assertEquals(15, g.a().item());
        assertNull(g.b());
        assertEquals(6, g.c().item());
    }

    @Test
    void auxIsCarriedAlong() {
        var result = Fluxion.valueGradAndAux(
                        (Tensor x) -> new WithAux<>(x.square().sum(), Map.of("max", x.max())))
                .apply(X);
        assertEquals(5.25, result.value().item());
        near(new double[] {1, -2, 4}, result.gradient());
        assertEquals(2, result.aux().get("max").item());
    }

    @Test
    void vjpAndJvpAgree() {
        F1<Tensor, Tensor> f = x -> x.exp().mul(x.flip());
        var v = Tensor.of(new double[] {0.3, 0.7, -0.2});
        var u = Tensor.of(new double[] {1.0, -2.0, 0.5});
        var pushed = Fluxion.jvp(f, X, v);
        var pulled = Fluxion.vjp(f, X);
        assertArrayEquals(pushed.value().toDoubleArray(), pulled.value().toDoubleArray());
        assertEquals(u.dot(pushed.tangent()).item(), pulled.apply(u).dot(v).item(), 1e-12);
        var two = Fluxion.vjp((Tensor a, Tensor b) -> a.mul(b), Tensor.of(2.0), Tensor.of(3.0));
        assertEquals(3, two.apply(Tensor.of(1.0)).a().item());
        assertEquals(2, two.apply(Tensor.of(1.0)).b().item());
    }

    @Test
    void jacobianHessianAndHvp() {
        near(
                new double[] {1, 0, 0, 0, -2, 0, 0, 0, 4},
                Fluxion.jacobian((Tensor x) -> x.square()).apply(X));
        F1<Tensor, Tensor> f = x -> x.get(0).square().mul(x.get(1)).add(x.get(2).pow(3));
        near(new double[] {-2, 1, 0, 1, 0, 0, 0, 0, 12}, Fluxion.hessian(f).apply(X));
        near(new double[] {-2 + 2, 1, 36}, Fluxion.hvp(f).apply(X, Tensor.of(new double[] {1, 2, 3})));
    }

    @Test
    void vmapOverChosenAxes() {
        var m = Tensor.arange(DType.F64, 6).reshape(2, 3);
        near(new double[] {3, 12}, Fluxion.vmap((Tensor x) -> x.sum()).apply(m));
        near(new double[] {3, 5, 7}, Fluxion.vmap((Tensor x) -> x.sum()).in(1).apply(m));
        var scaled = Fluxion.vmap((Tensor x, Tensor s) -> x.mul(s))
                .in(0, Vmap.NOT_MAPPED)
                .out(1);
        assertEquals("f64[3, 2]", scaled.apply(m, Tensor.of(2.0)).type().toString());
        near(
                new double[] {0, 2, 4, 6, 8, 10},
                Fluxion.vmap(Fluxion.grad((Tensor x) -> x.square().sum())).apply(m));
    }

    @Test
    void transformationsComposeInAnyOrder() {
        F1<Tensor, Tensor> f = x -> Control.whileLoop(
                        List.of(x, Tensor.of(0)),
                        s -> s.get(1).lt(3),
                        s -> List.of(s.get(0).mul(x).sin(), s.get(1).add(1)))
                .getFirst()
                .sum();
        var reference = Fluxion.hessian(f).apply(X);
        var compiled = Fluxion.compile(Fluxion.hessian(Fluxion.compile(f)));
        assertArrayEquals(
                reference.flatten().toDoubleArray(), compiled.apply(X).flatten().toDoubleArray(), 1e-12);
        var forward = Fluxion.vmap((Tensor v) -> Fluxion.hvp(f).apply(X, v)).apply(Tensor.eye(DType.F64, 3));
        assertArrayEquals(reference.flatten().toDoubleArray(), forward.flatten().toDoubleArray(), 1e-12);
    }

    @Test
    void customGradientOfSeveralArguments() {
        var f = Fluxion.customGradient(
                (Tensor a, Tensor b) -> a.mul(b), (a, b, y, ct) -> new Args.Of2<>(ct.mul(10), ct.mul(y)));
        var g = Fluxion.grad((Tensor a, Tensor b) -> f.apply(a, b)).wrt(0, 1).apply(Tensor.of(2.0), Tensor.of(3.0));
        assertEquals(10, g.a().item());
        assertEquals(6, g.b().item());
        // the rule gives ct * y for b, and 10 * ct for the a of y: (y * a)' = y + 10 * a
        var second = Fluxion.grad((Tensor a) ->
                Fluxion.grad((Tensor b) -> f.apply(a, b)).apply(Tensor.of(3.0)).mul(a));
        assertEquals(26, second.apply(Tensor.of(2.0)).item());
    }

    @Test
    void checkGradientFindsAWrongRule() {
        assertTrue(Fluxion.checkGradient((Tensor x) -> x.sin().mul(x).sum(), X).isOk());
        var wrong = Fluxion.customGradient((Tensor x) -> x.square(), (x, y, ct) -> ct);
        var e = assertThrows(
                DerivativeException.class,
                () -> Fluxion.checkGradient((Tensor x) -> wrong.apply(x).sum(), X));
        assertTrue(e.getMessage().startsWith("checkGradient: along direction"), e.getMessage());
    }

    @Test
    void aVariableAssignedInsideADifferentiatedFunction() {
        var count = Variable.of(Tensor.of(0.0), false);
        var g = Fluxion.grad((Tensor x) -> {
            count.assignAdd(x.sum());
            return x.square().sum();
        });
        g.apply(X);
        g.apply(X);
        assertEquals(3, count.tensor().item());
    }

    @Test
    void randomKeysAreArguments() {
        var draw = Fluxion.compile((RandomKey key) -> key.uniform(DType.F64, 4));
        var keys = RandomKey.of(7).split(2);
        var first = draw.apply(keys.get(0)).toDoubleArray();
        assertArrayEquals(first, draw.apply(keys.get(0)).toDoubleArray());
        assertTrue(first[0] != draw.apply(keys.get(1)).toDoubleArray()[0]);
        assertEquals(1, draw.compilations());
    }

    @Test
    void refusals() {
        var vector = assertThrows(
                DerivativeException.class,
                () -> Fluxion.grad((Tensor x) -> x.mul(2)).apply(X));
        assertEquals(
                "grad: the function gives f64[3]; a gradient is that of one f32 or f64 scalar: reduce it with sum() or mean(), or"
                        + " use vjp or jacobian",
                vector.getMessage());
        var integer = assertThrows(
                DerivativeException.class,
                () -> Fluxion.grad((Tensor n) -> n.cast(DType.F32).sum()).apply(Tensor.of(new int[] {1})));
        assertTrue(integer.getMessage().contains("no f32 or f64 tensor"), integer.getMessage());
        assertThrows(StructureException.class, () -> Structure.of(new float[] {1}));
    }
}
