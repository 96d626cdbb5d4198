package fluxion.nn.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.Fluxion;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.Shape;
import fluxion.nn.structure.Leaves;
import fluxion.tensor.RandomKey;
import fluxion.tensor.ShapeException;
import fluxion.tensor.Sliding;
import fluxion.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Layers that move filters and windows, beside numbers by hand, and at odd shapes.
final class ConvolutionsTest {
    private static Tensor image() {
        return Tensor.arange(DType.F32, 9).reshape(1, 3, 3, 1);
    }

    @Test
    void aFilterIsASumOfProductsAndABias() {
        var params = new Conv2D.Params(
                Tensor.of(new float[] {1, 10, 100, 1000}, 2, 2, 1, 1), Tensor.of(new float[] {-4000}));
        var y = Conv2D.of(1, 2).relu().apply(params, image(), Mode.inference());
        assertEquals(Shape.of(1, 2, 2, 1), y.shape());
        assertArrayEquals(new float[] {310, 1421, 3643, 4754}, y.toFloatArray());
    }

    @Test
    void windowsHaveMaximaAndMeans() {
        var mode = Mode.inference();
        assertArrayEquals(
                new float[] {4, 5, 7, 8},
                MaxPool2D.of(2).by(1).apply(image(), mode).toFloatArray());
        assertArrayEquals(new float[] {4}, MaxPool2D.of(2).apply(image(), mode).toFloatArray());
        assertArrayEquals(
                new float[] {4, 5, 7, 8},
                MaxPool2D.of(2).same().apply(image(), mode).toFloatArray());
        assertArrayEquals(
                new float[] {2, 3.5f, 6.5f, 8},
                AvgPool2D.of(2).same().apply(image(), mode).toFloatArray());
        assertArrayEquals(
                new float[] {4}, GlobalAvgPool2D.of().apply(image(), mode).toFloatArray());
    }

    @Test
    void theNetworkOfTheWorkedExampleHasItsCounts() {
        var network = Sequential.of(
                Conv2D.of(32, 3).relu(),
                Conv2D.of(64, 3).relu(),
                MaxPool2D.of(2),
                Dropout.of(0.25),
                Flatten.of(),
                Dense.of(128).relu(),
                Dropout.of(0.5),
                Dense.of(10).softmax());
        assertEquals("""
                layer                  output               parameters
                conv2d (Conv2D)        [batch, 26, 26, 32]         320
                conv2d_1 (Conv2D)      [batch, 24, 24, 64]      18,496
                maxpool2d (MaxPool2D)  [batch, 12, 12, 64]           0
                dropout (Dropout)      [batch, 12, 12, 64]           0
                flatten (Flatten)      [batch, 9216]                 0
                dense (Dense)          [batch, 128]          1,179,776
                dropout_1 (Dropout)    [batch, 128]                  0
                dense_1 (Dense)        [batch, 10]               1,290
                parameters: 1,199,882""", network.summary(28, 28, 1).toString());
    }

    /// A layer and the extents of its examples.
    record Odd(Layer<?, ?> layer, Shape input, Shape output) {}

    static List<Odd> odd() {
        return List.of(
                new Odd(Conv2D.of(3, 1), Shape.of(1, 1, 2), Shape.of(1, 1, 3)),
                new Odd(Conv2D.of(3, 3).same(), Shape.of(1, 1, 2), Shape.of(1, 1, 3)),
                new Odd(Conv2D.of(3, 2).by(2), Shape.of(5, 4, 1), Shape.of(2, 2, 3)),
                new Odd(Conv2D.of(3, 3, 2).same().by(2, 3), Shape.of(5, 7, 2), Shape.of(3, 3, 3)),
                new Odd(Conv2D.of(4, 2).with(Sliding.VALID.grouped(4)), Shape.of(3, 3, 4), Shape.of(2, 2, 4)),
                new Odd(Conv2D.of(2, 2).with(Sliding.VALID.dilated(2)), Shape.of(4, 3, 1), Shape.of(2, 1, 2)),
                new Odd(Conv2D.of(2, 2).with(Sliding.padded(1)), Shape.of(1, 2, 1), Shape.of(2, 3, 2)),
                new Odd(Conv1D.of(2, 3).same().by(2), Shape.of(6, 2), Shape.of(3, 2)),
                new Odd(MaxPool2D.of(2).by(1), Shape.of(2, 3, 2), Shape.of(1, 2, 2)),
                new Odd(AvgPool2D.of(3, 1).same(), Shape.of(4, 1, 2), Shape.of(2, 1, 2)),
                new Odd(GlobalAvgPool2D.of(), Shape.of(1, 1, 2), Shape.of(2)));
    }

    @ParameterizedTest
    @MethodSource("odd")
    void oddShapesHaveShapesAndDerivatives(Odd odd) {
        check(odd.layer(), odd.input(), odd.output());
    }

    private static <P, S> void check(Layer<P, S> layer, Shape input, Shape output) {
        assertEquals(output, layer.output(input));
        var weights = Leaves.map(
                layer.init(RandomKey.of(1), input.constants()),
                p -> p.cast(DType.F64).add(0.1).evaluate());
        for (long size : new long[] {0, 2}) {
            var x = RandomKey.of(2)
                    .normal(DType.F64, input.insert(0, Dim.of(size)).constants())
                    .evaluate();
            assertEquals(output, layer.infer(weights, x).shape().without(0));
            assertTrue(Fluxion.checkGradient(
                            (P params, Tensor t) -> layer.infer(new Weights<>(params, weights.state()), t)
                                    .sin()
                                    .sum(),
                            weights.params(),
                            x)
                    .isOk());
        }
    }

    @Test
    void examplesOfAnotherRankAreRefused() {
        var e = assertThrows(ShapeException.class, () -> Conv2D.of(2, 3).init(RandomKey.of(1), 28, 28));
        assertTrue(
                String.valueOf(e.getMessage()).contains("Conv2D: examples of shape [28, 28]; they must have the axes"),
                e::getMessage);
        assertThrows(ShapeException.class, () -> Conv2D.of(2, 3).init(RandomKey.of(1), 2, 2, 1));
        assertThrows(ShapeException.class, () -> MaxPool2D.of(0));
    }
}
