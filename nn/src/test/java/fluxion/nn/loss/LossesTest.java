package fluxion.nn.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.Fluxion;
import fluxion.ir.DType;
import fluxion.tensor.RandomKey;
import fluxion.tensor.ShapeException;
import fluxion.tensor.Tensor;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Losses beside numbers computed by hand, and their derivatives.
final class LossesTest {
    private static final Tensor P = Tensor.of(new double[][] {{1, -2}, {0.5, 3}});
    private static final Tensor T = Tensor.of(new double[][] {{0, -2}, {1, 0}});

    @Test
    void numbersByHand() {
        assertEquals((1 + 0 + 0.25 + 9) / 4, Losses.meanSquaredError(P, T).item(), 1e-15);
        assertEquals((1 + 0 + 0.5 + 3) / 4, Losses.meanAbsoluteError(P, T).item(), 1e-15);
        assertEquals((0.5 + 0 + 0.125 + 2.5) / 4, Losses.huber(1).apply(P, T).item(), 1e-15);
        assertEquals(
                (1 + 0.5 + 0 + 3.5) / 4,
                Losses.hinge(Tensor.of(new double[] {0, 0.5, 2, 2.5}), Tensor.of(new double[] {1, 1, 1, -1}))
                        .item(),
                1e-15);
        double softplus = Math.log1p(Math.exp(-2));
        assertEquals(
                (softplus + 2 + softplus) / 2,
                Losses.binaryCrossEntropyWithLogits(Tensor.of(new double[] {2, 2}), Tensor.of(new double[] {1, 0}))
                        .item(),
                1e-15);
        assertEquals(
                1000,
                Losses.binaryCrossEntropyWithLogits(Tensor.of(new double[] {1000}), Tensor.of(new double[] {0}))
                        .item());
    }

    @Test
    void crossEntropiesAgree() {
        var logits = RandomKey.of(1).normal(DType.F64, 5, 4);
        var labels = Tensor.of(new int[] {0, 3, 1, 1, 2});
        var oneHot = labels.oneHot(4, DType.F64);
        double expected = Losses.softmaxCrossEntropy(logits, labels).item();
        assertEquals(expected, Losses.softmaxCrossEntropy(logits, oneHot).item(), 1e-15);
        assertEquals(expected, Losses.crossEntropy(logits.softmax(), labels).item(), 1e-14);
        assertEquals(expected, Losses.crossEntropy(logits.softmax(), oneHot).item(), 1e-14);
        assertEquals(expected, Losses.klDivergence(logits.softmax(), oneHot).item(), 1e-14);
        assertEquals(0, Losses.klDivergence(logits.softmax(), logits.softmax()).item(), 1e-15);
        assertEquals(
                -Math.log(1e-7),
                Losses.crossEntropy(Tensor.of(new double[][] {{0, 1}}), Tensor.of(new int[] {0}))
                        .item(),
                1e-12);
    }

    static Map<String, Loss> losses() {
        return Map.of(
                "mse", Losses::meanSquaredError,
                "mae", Losses::meanAbsoluteError,
                "huber", Losses.huber(0.7),
                "softmax", Losses::softmaxCrossEntropy,
                "cross", (p, t) -> Losses.crossEntropy(p.softmax(), t.softmax()),
                "binary", Losses::binaryCrossEntropyWithLogits,
                "hinge", Losses::hinge,
                "kl", (p, t) -> Losses.klDivergence(p.softmax(), t.softmax()));
    }

    static Stream<Map.Entry<String, Loss>> entries() {
        return losses().entrySet().stream();
    }

    @ParameterizedTest
    @MethodSource("entries")
    void derivativesAgreeTwice(Map.Entry<String, Loss> entry) {
        var loss = entry.getValue();
        var p = RandomKey.of(1).normal(DType.F64, 3, 4).evaluate();
        var t = RandomKey.of(2).normal(DType.F64, 3, 4).evaluate();
        var direction = RandomKey.of(3).normal(DType.F64, 3, 4).evaluate();
        assertTrue(Fluxion.checkGradient((Tensor x) -> loss.apply(x, t), p).isOk());
        assertTrue(Fluxion.checkGradient(
                        (Tensor x) -> Fluxion.grad((Tensor y) -> loss.apply(y, t))
                                .apply(x)
                                .mul(direction)
                                .sum(),
                        p)
                .isOk());
    }

    @Test
    void otherShapesAreRefused() {
        var e = assertThrows(ShapeException.class, () -> Losses.meanSquaredError(Tensor.ones(3, 1), Tensor.ones(3)));
        assertTrue(
                String.valueOf(e.getMessage()).contains("f32[3, 1]")
                        && String.valueOf(e.getMessage()).contains("f32[3]"),
                e.getMessage());
        assertThrows(ShapeException.class, () -> Losses.huber(0));
    }
}
