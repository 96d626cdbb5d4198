package fluxion.nn.init;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.ir.DType;
import fluxion.ir.Shape;
import fluxion.tensor.RandomKey;
import org.junit.jupiter.api.Test;

/// Bounds and deviations of initial values.
final class InitialisersTest {
    private static final RandomKey KEY = RandomKey.of(1);
    /// A kernel of 3 x 3 from 40 channels to 60.
    private static final Shape KERNEL = Shape.of(3, 3, 40, 60);

    private static void uniform(Initialiser initialiser, Shape shape, double limit) {
        var x = initialiser.apply(KEY, shape).cast(DType.F64);
        assertTrue(x.abs().max().item() <= limit);
        assertEquals(limit / Math.sqrt(3), x.std().item(), limit * 0.01);
        assertEquals(0, x.mean().item(), limit * 0.02);
    }

    private static void normal(Initialiser initialiser, Shape shape, double deviation) {
        var x = initialiser.apply(KEY, shape).cast(DType.F64);
        assertEquals(deviation, x.std().item(), deviation * 0.02);
        assertEquals(0, x.mean().item(), deviation * 0.02);
    }

    @Test
    void deviationsFollowTheFans() {
        uniform(Glorot::uniform, KERNEL, Math.sqrt(6.0 / (9 * 100)));
        uniform(He::uniform, KERNEL, Math.sqrt(6.0 / 360));
        normal(Glorot::normal, KERNEL, Math.sqrt(2.0 / 900));
        normal(He::normal, KERNEL, Math.sqrt(2.0 / 360));
        normal(Normal.of(0.3), KERNEL, 0.3);
        uniform(Glorot::uniform, Shape.of(300, 200), Math.sqrt(6.0 / 500));
    }

    @Test
    void constantsAndSmallShapes() {
        assertArrayEquals(new float[] {0, 0}, Constant.zeros(KEY, Shape.of(2)).toFloatArray());
        assertArrayEquals(new float[] {1, 1}, Constant.ones(KEY, Shape.of(2)).toFloatArray());
        assertArrayEquals(
                new float[] {3, 3}, Constant.of(3).apply(KEY, Shape.of(2)).toFloatArray());
        assertTrue(Math.abs(Glorot.uniform(KEY, Shape.SCALAR).item()) <= Math.sqrt(3));
        assertArrayEquals(
                Glorot.uniform(KEY, 4, 5).toFloatArray(),
                Glorot.uniform(KEY, Shape.of(4, 5)).toFloatArray());
    }
}
