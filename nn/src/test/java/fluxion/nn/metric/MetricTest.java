package fluxion.nn.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.ir.DType;
import fluxion.tensor.Tensor;
import org.junit.jupiter.api.Test;

/// Metrics on few numbers.
final class MetricTest {
    private static final Tensor SCORES =
            Tensor.of(new float[][] {{0.1f, 0.7f, 0.2f}, {0.5f, 0.5f, 0}, {3, 2, 1}, {0, 1, 2}});
    private static final Tensor LABELS = Tensor.of(new int[] {1, 1, 2, 1});

    @Test
    void accuracyAndTopK() {
        assertEquals(1, Metric.accuracy().sum(SCORES, LABELS).item());
        assertEquals(1, Metric.topK(1).sum(SCORES, LABELS).item());
        assertEquals(3, Metric.topK(2).sum(SCORES, LABELS).item());
        assertEquals(4, Metric.topK(3).sum(SCORES, LABELS).item());
        var oneHot = LABELS.oneHot(3);
        assertEquals(1, Metric.accuracy().sum(SCORES, oneHot).item());
        assertEquals(3, Metric.topK(2).sum(SCORES, oneHot).item());
        assertEquals(
                2,
                Metric.binaryAccuracy(0)
                        .sum(Tensor.of(new double[] {-1, 1, 2}), Tensor.of(new double[] {0, 0, 1}))
                        .item());
    }

    @Test
    void errorsAreMeansOverAnExample() {
        var p = Tensor.of(new double[][] {{1, 3}, {0, 0}});
        assertEquals(5, Metric.meanSquaredError().sum(p, Tensor.zerosLike(p)).item());
        assertEquals(2, Metric.meanAbsoluteError().sum(p, Tensor.zerosLike(p)).item());
        assertEquals(
                0,
                Metric.accuracy()
                        .sum(Tensor.zeros(0, 3), Tensor.zeros(DType.I32, 0))
                        .item(),
                0);
    }

    @Test
    void aMeanTakesItsNumbersInPieces() {
        var mean = new Mean();
        assertTrue(Double.isNaN(mean.value()));
        mean.add(3, 2);
        mean.add(3, 1);
        assertEquals(2, mean.value());
        assertEquals(3, mean.count());
    }
}
