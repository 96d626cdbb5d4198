package fluxion.tests.front;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxion.Fluxion;
import fluxion.ir.DType;
import fluxion.tensor.RandomKey;
import fluxion.tensor.ShapeException;
import fluxion.tensor.Sliding;
import fluxion.tensor.Tensor;
import org.junit.jupiter.api.Test;

class FiltersTest {
    private static Tensor line(double... values) {
        return Tensor.of(values).reshape(1, values.length, 1);
    }

    private static double[] elements(Tensor x) {
        return x.reshape(-1).toDoubleArray();
    }

    @Test
    void paddingStepsAndDilation() {
        var x = line(1, 2, 3, 4);
        var w = Tensor.of(new double[] {1, 10}).reshape(2, 1, 1);
        assertArrayEquals(new double[] {21, 32, 43}, elements(x.conv1d(w)));
        assertArrayEquals(new double[] {21, 32, 43, 4}, elements(x.conv1d(w, Sliding.SAME)));
        assertArrayEquals(new double[] {21, 43}, elements(x.conv1d(w, Sliding.SAME.by(2))));
        assertArrayEquals(new double[] {31, 42}, elements(x.conv1d(w, Sliding.VALID.dilated(2))));
        assertArrayEquals(
                new double[] {10, 32, 4}, elements(x.conv1d(w, Sliding.padded(1).by(2))));
        assertArrayEquals(new double[] {21, 32}, elements(x.conv1d(w, Sliding.padded(new int[] {0}, new int[] {-1}))));
    }

    @Test
    void groupsSeeTheirOwnChannels() {
        var x = Tensor.of(new double[] {1, 2, 3, 4}).reshape(1, 2, 2);
        var w = Tensor.of(new double[] {1, 10}).reshape(1, 1, 2);
        assertArrayEquals(new double[] {1, 20, 3, 40}, elements(x.conv1d(w, Sliding.VALID.grouped(2))));
    }

    @Test
    void poolsTakeWhatIsInside() {
        var x = line(3, 1, 2, 5, 4);
        assertArrayEquals(new double[] {3, 5}, elements(x.maxPool(2)));
        assertArrayEquals(new double[] {2, 3.5}, elements(x.avgPool(2)));
        assertArrayEquals(new double[] {3, 5, 4}, elements(x.maxPool(Sliding.SAME, 2)));
        assertArrayEquals(new double[] {2, 3.5, 4}, elements(x.avgPool(Sliding.SAME, 2)));
        assertArrayEquals(new double[] {3, 2, 5, 5}, elements(x.maxPool(Sliding.VALID.by(1), 2)));
    }

    @Test
    void theGradientOfATieGoesToTheFirst() {
        var gradient = Fluxion.grad((Tensor x) -> x.maxPool(2).sum()).apply(line(2, 2, 1, 3));
        assertArrayEquals(new double[] {1, 0, 0, 1}, elements(gradient));
    }

    @Test
    void convolutionsOfOtherSizesAreMatrixProducts() {
        var x = RandomKey.of(1).normal(DType.F64, 3, 5, 6, 4);
        var w = RandomKey.of(2).normal(DType.F64, 1, 1, 4, 7);
        var product = x.reshape(90, 4).matmul(w.reshape(4, 7)).reshape(3, 5, 6, 7);
        assertArrayEquals(elements(product), elements(x.conv2d(w)));
    }

    @Test
    void secondDerivativesOfANetworkExist() {
        var x = RandomKey.of(1).normal(DType.F64, 2, 5, 5, 2);
        var w = RandomKey.of(2).normal(DType.F64, 3, 3, 2, 3);
        var v = RandomKey.of(3).normal(DType.F64, 3, 3, 2, 3);
        var slope = Fluxion.grad(
                (Tensor at) -> x.conv2d(at, Sliding.SAME.by(2)).tanh().square().sum());
        var gradientAlong = Fluxion.grad((Tensor at) -> slope.apply(at).mul(v).sum());
        double h = 1e-5;
        var up = slope.apply(w.add(v.mul(h)));
        var down = slope.apply(w.sub(v.mul(h)));
        assertArrayEquals(elements(up.sub(down).div(2 * h)), elements(gradientAlong.apply(w)), 1e-6);
    }

    @Test
    void whatDoesNotFitIsSaid() {
        var x = Tensor.zeros(DType.F32, 2, 4, 4, 3);
        assertEquals(
                "conv2d: axis 2 of the filter, f32[3, 3, 2, 5], is 2; for f32[2, 4, 4, 3] in 1 groups it must be 3",
                assertThrows(ShapeException.class, () -> x.conv2d(Tensor.zeros(DType.F32, 3, 3, 2, 5)))
                        .getMessage());
        assertEquals(
                "conv2d: along axis 1 the filter or window reaches over 5 elements, but 4 with padding 0 and 0 are"
                        + " there",
                assertThrows(ShapeException.class, () -> x.conv2d(Tensor.zeros(DType.F32, 5, 3, 3, 5)))
                        .getMessage());
        assertEquals(
                "maxPool: f32[2, 4, 4, 3] with a window of [2]; give a size for each axis between the first, the batch,"
                        + " and the last, the channels",
                assertThrows(ShapeException.class, () -> x.maxPool(2)).getMessage());
        assertEquals(
                "maxPool: padding 2 and 2 of axis 1; both must be at least 0 and less than the size of the window, 2",
                assertThrows(ShapeException.class, () -> x.maxPool(Sliding.padded(2), 2, 2))
                        .getMessage());
    }
}
