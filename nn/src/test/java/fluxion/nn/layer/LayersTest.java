package fluxion.nn.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.ir.DType;
import fluxion.tensor.DTypeException;
import fluxion.tensor.RandomKey;
import fluxion.tensor.ShapeException;
import fluxion.tensor.StructureException;
import fluxion.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Layers beside their formulas on numbers.
final class LayersTest {
    @Test
    void denseIsAProductASumAndAnActivation() {
        var params = new Dense.Params(Tensor.of(new float[][] {{1, -1}, {2, 1}}), Tensor.of(new float[] {0.5f, -4}));
        var y = Dense.of(2).relu().apply(params, Tensor.of(new float[][] {{1, 2}}), Mode.inference());
        assertArrayEquals(new float[] {5.5f, 0}, y.toFloatArray());
    }

    @Test
    void dropoutKeepsTheMeanAndDrawsByItsKey() {
        var x = Tensor.ones(10_000);
        var dropout = Dropout.of(0.25);
        var first = dropout.apply(x, Mode.training(RandomKey.of(1))).toFloatArray();
        var again = dropout.apply(x, Mode.training(RandomKey.of(1))).toFloatArray();
        var other = dropout.apply(x, Mode.training(RandomKey.of(2))).toFloatArray();
        assertArrayEquals(first, again);
        int zeros = 0;
        int differ = 0;
        for (int i = 0; i < first.length; i++) {
            assertTrue(first[i] == 0 || first[i] == (float) (1 / 0.75));
            zeros += first[i] == 0 ? 1 : 0;
            differ += first[i] != other[i] ? 1 : 0;
        }
        assertEquals(2500, zeros, 150);
        assertEquals(2 * 0.25 * 0.75 * 10_000, differ, 200);
        assertArrayEquals(x.toFloatArray(), dropout.apply(x, Mode.inference()).toFloatArray());
    }

    @Test
    void twoDropoutsInOneNetworkDrawDifferentMasks() {
        var network = Sequential.of(Dropout.of(0.5), Dropout.of(0.5));
        var x = Tensor.ones(1, 1000);
        var weights = network.init(RandomKey.of(1), 1000);
        var y = network.apply(weights.params(), weights.state(), x, Mode.training(RandomKey.of(1)))
                .value()
                .toFloatArray();
        int kept = 0;
        for (float v : y) {
            kept += v != 0 ? 1 : 0;
        }
        assertEquals(250, kept, 60);
    }

    @Test
    void batchNormUsesTheBatchAndRemembersIt() {
        var norm = new BatchNorm(0.9, 1e-3);
        var weights = norm.init(RandomKey.of(1), 1);
        var x = Tensor.of(new float[][] {{1}, {3}});
        var output = norm.apply(weights.params(), weights.state(), x, Mode.training(RandomKey.of(1)));
        float unit = (float) (1 / Math.sqrt(1 + 1e-3));
        assertArrayEquals(new float[] {-unit, unit}, output.value().toFloatArray(), 1e-6f);
        assertEquals(0.2, output.state().mean().get(0).item(), 1e-6);
        assertEquals(1.0, output.state().variance().get(0).item(), 1e-6);
        var used = norm.infer(new Weights<>(weights.params(), output.state()), x);
        assertArrayEquals(new float[] {0.8f * unit, 2.8f * unit}, used.toFloatArray(), 1e-5f);
    }

    @Test
    void layerNormHasMeanZeroAndVarianceOneForEachExample() {
        var norm = LayerNorm.of();
        var y = norm.infer(
                        norm.init(RandomKey.of(1), 4),
                        RandomKey.of(2).normal(3, 4).mul(10))
                .cast(DType.F64);
        assertArrayEquals(new double[3], y.mean(1).toDoubleArray(), 1e-6);
        assertArrayEquals(new double[] {1, 1, 1}, y.var(1).toDoubleArray(), 1e-3);
    }

    @Test
    void embeddingTakesRowsAndRefusesFloats() {
        var params = new Embedding.Params(Tensor.of(new float[][] {{1, 2}, {3, 4}}));
        var embedding = Embedding.of(2, 2);
        assertArrayEquals(
                new float[] {3, 4, 1, 2, 3, 4},
                embedding
                        .apply(params, Tensor.of(new int[][] {{1, 0, 1}}), Mode.inference())
                        .toFloatArray());
        var e = assertThrows(DTypeException.class, () -> embedding.apply(params, Tensor.ones(1, 2), Mode.inference()));
        assertTrue(String.valueOf(e.getMessage()).contains("f32[1, 2]"), e.getMessage());
    }

    @Test
    void layersHaveNamesAndTheirErrorsSayThem() {
        var network = Sequential.of(Dense.of(3), Flatten.of(), Dense.of(2), Reshape.of(5));
        assertEquals(
                List.of("dense", "flatten", "dense_1", "reshape"),
                List.copyOf(network.layers().keySet()));
        var e = assertThrows(ShapeException.class, () -> network.init(RandomKey.of(1), 4));
        assertTrue(
                String.valueOf(e.getMessage()).contains("layer reshape: Reshape: examples of shape [2]"),
                e.getMessage());

        var small = Sequential.of(Dense.of(3));
        var weights = small.init(RandomKey.of(1), 4);
        var other = new Weights<>(Map.<String, Object>of("conv", weights.params()), weights.state());
        var wrong = assertThrows(StructureException.class, () -> small.infer(other, Tensor.ones(1, 4)));
        assertTrue(String.valueOf(wrong.getMessage()).contains("not dense"), wrong.getMessage());
    }

    @Test
    void weightsDependOnTheKeyAlone() {
        var network = Sequential.of(Dense.of(3), Dense.of(2));
        var x = Tensor.ones(1, 4);
        var one = network.infer(network.init(RandomKey.of(1), 4), x).toFloatArray();
        assertArrayEquals(
                one, network.infer(network.init(RandomKey.of(1), 4), x).toFloatArray());
        assertNotEquals(
                one[0], network.infer(network.init(RandomKey.of(2), 4), x).toFloatArray()[0]);
    }

    @Test
    void summariesHaveShapesAndCounts() {
        var network = Sequential.of(Dense.of(128).relu(), BatchNorm.of(), Dropout.of(0.5), Dense.of(10));
        var summary = network.summary(784);
        assertEquals(784 * 128 + 128 + 256 + 1290, summary.parameters());
        assertEquals(256, summary.remembered());
        assertEquals("""
                layer                  output        parameters
                dense (Dense)          [batch, 128]     100,480
                batchnorm (BatchNorm)  [batch, 128]         256
                dropout (Dropout)      [batch, 128]           0
                dense_1 (Dense)        [batch, 10]        1,290
                parameters: 102,026
                remembered: 256""", summary.toString());
    }
}
