package fluxion.tests.front;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxion.Args;
import fluxion.Control;
import fluxion.F1;
import fluxion.F2;
import fluxion.Fluxion;
import fluxion.GradientTape;
import fluxion.Jvp;
import fluxion.ValueAndGrad;
import fluxion.ValueGradAux;
import fluxion.Vjp;
import fluxion.Vmap;
import fluxion.WithAux;
import fluxion.ir.DType;
import fluxion.tensor.RandomKey;
import fluxion.tensor.Tensor;
import fluxion.tensor.TensorLike;
import fluxion.tensor.Variable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Thirty pieces of code as users would write them. That this compiles, without a cast and with static result types, is
/// the test; nothing is run.
final class SnippetsTest {
    record Dense(Tensor w, Tensor b) {
        Tensor apply(Tensor x) {
            return x.matmul(w).add(b);
        }
    }

    record Mlp(List<Dense> layers) {
        Tensor apply(Tensor x) {
            for (var layer : layers) {
                x = layer.apply(x).relu();
            }
            return x;
        }
    }

    record Params(Tensor w, Tensor b) {}

    record State(Params params, Params velocity, RandomKey key) {}

    record Batch(Tensor x, Tensor y) {}

    static Tensor loss(Params p, Tensor x, Tensor y) {
        return x.matmul(p.w()).add(p.b()).softmaxCrossEntropy(y).mean();
    }

    static Tensor s01(Tensor x) {
        return x.mul(2).add(1).tanh().sum();
    }

    static Tensor s02(Tensor x) {
        return Fluxion.grad((Tensor t) -> t.pow(3).sum()).apply(x);
    }

    static Params s03(Params p, Tensor x, Tensor y) {
        return Fluxion.grad(SnippetsTest::loss).apply(p, x, y);
    }

    static double s04(Params p, Tensor x, Tensor y) {
        ValueAndGrad<Params> g = Fluxion.valueAndGrad(SnippetsTest::loss).apply(p, x, y);
        return g.value().item() + g.gradient().w().norm().item();
    }

    static Args.Of3<Params, Tensor, Tensor> s05(Params p, Tensor x, Tensor y) {
        return Fluxion.grad(SnippetsTest::loss).wrt(0, 1).apply(p, x, y);
    }

    static void s06(State state, List<Batch> data) {
        var step = Fluxion.compile((State s, Tensor x, Tensor y) -> {
            var g = Fluxion.valueAndGrad(SnippetsTest::loss)
                    .apply(s.params(), x, y)
                    .gradient();
            var velocity = new Params(
                    s.velocity().w().mul(0.9).add(g.w()),
                    s.velocity().b().mul(0.9).add(g.b()));
            var next = new Params(
                    s.params().w().sub(velocity.w().mul(0.1)),
                    s.params().b().sub(velocity.b().mul(0.1)));
            return new State(next, velocity, s.key().foldIn(1));
        });
        for (var batch : data) {
            step.update(state, batch.x(), batch.y());
        }
    }

    static Tensor s07(Mlp model, Tensor x) {
        var gradient =
                Fluxion.grad((Mlp m, Tensor t) -> m.apply(t).square().mean()).apply(model, x);
        return gradient.layers().getFirst().w();
    }

    static Tensor s08(Map<String, Tensor> weights) {
        return Fluxion.grad(
                        (Map<String, Tensor> w) -> w.get("a").mul(w.get("b")).sum())
                .apply(weights)
                .get("a");
    }

    static Tensor[] s09(Tensor[] parts) {
        return Fluxion.grad((Tensor[] p) -> p[0].mul(p[1]).sum()).apply(parts);
    }

    static Tensor s10(Tensor x) {
        F1<Tensor, Tensor> second = Fluxion.grad(
                t -> Fluxion.grad((Tensor u) -> u.sin().sum()).apply(t).sum());
        return second.apply(x);
    }

    static double s11(Tensor x) {
        ValueGradAux<Tensor, Map<String, Tensor>> r = Fluxion.valueGradAndAux(
                        (Tensor t) -> new WithAux<>(t.square().sum(), Map.of("max", t.max(), "min", t.min())))
                .apply(x);
        return r.aux().get("max").item();
    }

    static Tensor s12(Tensor x, Tensor v) {
        Jvp<Tensor> pushed = Fluxion.jvp((Tensor t) -> t.exp(), x, v);
        return pushed.tangent();
    }

    static Tensor s13(Tensor x, Tensor u) {
        Vjp<Tensor, Tensor> pulled = Fluxion.vjp((Tensor t) -> t.exp(), x);
        return pulled.apply(u);
    }

    static Tensor s14(Tensor x, Tensor y, Tensor u) {
        return Fluxion.vjp((Tensor a, Tensor b) -> a.matmul(b), x, y).apply(u).b();
    }

    static Tensor s15(Tensor x) {
        return Fluxion.jacobian((Tensor t) -> t.cumSum(0)).apply(x);
    }

    static Tensor s16(Tensor x, Tensor scale) {
        return Fluxion.hessian((Tensor t, Tensor s) -> t.square().mul(s).sum()).apply(x, scale);
    }

    static Params s17(Params p, Params direction, Tensor x, Tensor y) {
        return Fluxion.hvp(SnippetsTest::loss).apply(p, direction, x, y);
    }

    static Tensor s18(Tensor x, Tensor w) {
        return Fluxion.vmap((Tensor row, Tensor m) -> m.matmul(row))
                .in(0, Vmap.NOT_MAPPED)
                .apply(x, w);
    }

    static Tensor s19(Params p, Tensor x, Tensor y) {
        // gradients of single examples
        return Fluxion.vmap(Fluxion.grad(SnippetsTest::loss))
                .in(Vmap.NOT_MAPPED, 0, 0)
                .apply(p, x, y)
                .w();
    }

    static Tensor s20(Tensor x) {
        return Control.cond(x.sum().gt(0), () -> x.sqrt(), () -> x.neg());
    }

    static Tensor s21(Tensor x) {
        record Loop(Tensor value, Tensor rounds) {}
        return Control.whileLoop(
                        new Loop(x, Tensor.of(0)),
                        s -> s.value().norm().gt(1e-3),
                        s -> new Loop(s.value().div(2), s.rounds().add(1)))
                .rounds();
    }

    static Tensor s22(Tensor x) {
        return Control.forLoop(10, x, (i, t) -> t.mul(t).add(i.cast(t.dtype())));
    }

    static void s23() {
        var x = Variable.of(2f);
        try (var tape = GradientTape.open()) {
            var y = x.pow(5);
            System.Logger log = System.getLogger("snippets");
            log.log(System.Logger.Level.INFO, String.valueOf(tape.gradient(y, x)));
        }
    }

    static void s24(Tensor x, Tensor y) {
        var w = Variable.of(Tensor.zeros(3, 2));
        var b = Variable.of(Tensor.zeros(2));
        for (int i = 0; i < 100; i++) {
            try (var tape = GradientTape.open()) {
                var error = x.matmul(w).add(b).sub(y).square().mean();
                var gradients = tape.gradient(error, List.of(w, b));
                w.assignSub(gradients.get(0).mul(0.1));
                b.assignSub(gradients.get(1).mul(0.1));
            }
        }
    }

    static Tensor s25(Tensor x) {
        var clipped = Fluxion.customGradient((Tensor t) -> t, (t, y, ct) -> ct.clip(-1, 1));
        return Fluxion.grad((Tensor t) -> clipped.apply(t).square().sum()).apply(x);
    }

    static F2<Params, Tensor, Tensor> s26() {
        return Fluxion.recomputeGrad(
                (Params p, Tensor x) -> x.matmul(p.w()).add(p.b()).gelu());
    }

    static Tensor s27(RandomKey key) {
        var keys = key.split(2);
        return keys.get(0).normal(3, 4).mul(0.1).dropout(keys.get(1), 0.5);
    }

    static float[][] s28(double[][] rows) {
        var x = Tensor.of(rows).cast(DType.F32);
        return x.sub(x.mean(true, 0)).div(x.std(true, 0).add(1e-6)).toArray2D();
    }

    static TreeMap<String, Integer> s29(Tensor logits, int[] labels) {
        var right = logits.argMax(-1).eq(Tensor.of(labels).cast(DType.I64));
        var counts = new TreeMap<String, Integer>();
        counts.put("right", (int) right.cast(DType.I32).sum().item());
        return counts;
    }

    static Tensor s30(TensorLike q, TensorLike k, TensorLike v) {
        var scores = Tensor.einsum("bqd,bkd->bqk", q, k).mul(1 / Math.sqrt(64));
        return scores.softmax().matmul(v);
    }

    @Test
    void thirtySnippetsCompile() {
        long count = Arrays.stream(SnippetsTest.class.getDeclaredMethods())
                .filter(method -> method.getName().matches("s[0-9][0-9]"))
                .count();
        assertEquals(30, count);
    }
}
