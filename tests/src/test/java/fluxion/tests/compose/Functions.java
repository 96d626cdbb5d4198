package fluxion.tests.compose;

import fluxion.Control;
import fluxion.F1;
import fluxion.ir.DType;
import fluxion.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Twenty smooth functions of a vector of two numbers around [0.7, 1.2], by name; the last five loop until a value that
/// depends on the argument tells them to stop.
final class Functions {
    private Functions() {}

    private static final Tensor WEIGHTS = Tensor.of(new double[][] {{0.5, -1.2, 0.3}, {0.8, 0.1, -0.4}});

    static Map<String, F1<Tensor, Tensor>> all() {
        var all = new LinkedHashMap<String, F1<Tensor, Tensor>>();
        all.put("polynomial", x -> x.get(0).square().mul(x.get(1)).add(x.get(1).pow(3)));
        all.put(
                "sine of a product",
                x -> Tensor.stack(0, x.prod().sin(), x.get(0)).sum());
        all.put("exponential", x -> x.mul(0.5).exp().mul(x).sum());
        all.put(
                "layer",
                x -> Tensor.einsum("i,ij->j", x, WEIGHTS).tanh().square().sum());
        all.put("log-sum-exp", x -> x.mul(x.flip()).mul(2).sub(x).logSumExp());
        all.put("cross entropy", x -> x.matmul(WEIGHTS).softmaxCrossEntropy(Tensor.of(1)));
        all.put("power", x -> x.get(0).pow(x.get(1)).add(x.get(1).rsqrt()));
        all.put("quotient", x -> x.get(0).div(x.get(1).add(x.get(0).square())));
        all.put("norm", x -> x.sub(0.1).norm().mul(x.get(0).erf()));
        all.put("largest", x -> x.mul(Tensor.of(new double[] {1, 2})).max().pow(3));
        all.put("select", x -> x.gt(1).where(x.pow(3), x.log().mul(x)).sum());
        all.put("gather", x -> {
            var picked = x.gather(Tensor.of(new int[] {1, 0, 1}), 0);
            return picked.mul(Tensor.of(new double[] {1, 2, 3}))
                    .cumSum(0)
                    .sigmoid()
                    .prod();
        });
        all.put(
                "scatter",
                x -> Tensor.zeros(DType.F64, 3)
                        .scatterAdd(
                                Tensor.of(new int[] {2, 0, 2}),
                                Tensor.concat(0, x, x.slice(0, 0, 1)).square(),
                                0)
                        .add(1)
                        .cumProd(0)
                        .sum());
        all.put(
                "counted loop",
                x -> Control.forLoop(
                                3, x, (i, s) -> s.mul(x).add(i.cast(DType.F64)).atan())
                        .sum());
        all.put(
                "branch",
                x -> Control.cond(x.sum().gt(1), () -> x.square().sum().lgamma(), () -> x.sum()));
        all.put(
                "while: growth",
                x -> Control.whileLoop(
                                x, s -> s.sum().lt(20), s -> s.mul(x.exp()).add(0.1))
                        .log()
                        .sum());
        all.put("while: root of Newton", x -> {
            var a = x.get(0).mul(x.get(1)).add(1);
            return Control.whileLoop(
                    a,
                    s -> s.square().sub(a).abs().gt(1e-2),
                    s -> s.add(a.div(s)).mul(0.5));
        });
        all.put(
                "while: count",
                x -> Control.whileLoop(
                                List.of(x.get(0), Tensor.of(0.0)),
                                s -> s.get(1).lt(x.get(1).mul(3)),
                                s -> List.of(
                                        s.get(0).mul(x.get(1)).sin().add(x.get(0)),
                                        s.get(1).add(1)))
                        .getFirst());
        all.put(
                "while: in a while",
                x -> Control.whileLoop(
                                List.of(x, x.sum()),
                                s -> s.get(1).lt(12),
                                s -> List.of(
                                        s.get(0).mul(1.1),
                                        Control.whileLoop(
                                                        s.get(1),
                                                        t -> t.lt(s.get(0).sum().mul(2)),
                                                        t -> t.mul(1.3))
                                                .add(s.get(0).square().sum())))
                        .get(1)
                        .log());
        all.put(
                "while: with a branch",
                x -> Control.whileLoop(
                                x.get(0),
                                s -> s.lt(9),
                                s -> Control.cond(
                                        s.lt(2),
                                        () -> s.add(x.get(1).square()),
                                        () -> s.mul(x.get(1)).add(x.get(0))))
                        .sqrt());
        return all;
    }
}
